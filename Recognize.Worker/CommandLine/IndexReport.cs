using System.Text.Json;
using System.Text.Json.Serialization;
using Recognize.Worker.Grouping;

namespace Recognize.Worker.CommandLine;

/// <summary>How many files came to what; <see cref="Found"/> is the sum of the other three.</summary>
internal sealed record MediaCounts(int Found, int Analysed, int Skipped, int Failed);

/// <summary>Failures of one reason, with some of the files.</summary>
internal sealed record FailureGroup(string Reason, int Count, IReadOnlyList<string> Examples);

/// <summary>What an index run did and what the library holds now; the JSON object of <c>--json</c>.</summary>
internal sealed record IndexReport(
    MediaCounts Media, int Faces, int People, int Tags, double Seconds, double FilesPerSecond, double PeakRssMiB)
{
    [JsonIgnore]
    public IReadOnlyDictionary<string, int> Skips { get; init; } = new Dictionary<string, int>();

    [JsonIgnore]
    public IReadOnlyList<FailureGroup> Failures { get; init; } = [];

    /// <summary>Folders and libraries that could not be read.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>What the switch to other face models did, if this run has completed one.</summary>
    [JsonIgnore]
    public FacePackSwitchSummary? Switched { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}
