using System.Text.Json;
using System.Text.Json.Serialization;
using Recognize.Models.Deidentification;

namespace Recognize.Models.Exports;

/// <summary>What an export is to hold.</summary>
/// <param name="Media">Photos and videos, in the order of the export.</param>
/// <param name="Keep">People who stay readable.</param>
/// <param name="Method">How all others are covered.</param>
/// <param name="Strength">Of the method; see <see cref="CoverChoice"/>.</param>
/// <param name="Shape">The outline of what is covered.</param>
/// <param name="Metadata">What the files say of where they come from.</param>
/// <param name="KeepsSound">Whether videos keep their sound: voices are recognisable.</param>
public sealed record CoveredExportRequest(
    IReadOnlyList<Guid> Media, IReadOnlyList<Guid> Keep, CoverMethod Method, double Strength, CoverShape Shape,
    MetadataChoice Metadata, bool KeepsSound)
{
    /// <summary>Files of one export at most.</summary>
    public const int MostMedia = 5_000;

    /// <summary>People that one export leaves readable at most.</summary>
    public const int MostKept = 100;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>How faces are covered.</summary>
    [JsonIgnore]
    public CoverChoice Choice => new(Method, Strength);

    /// <summary>What is done to each picture.</summary>
    [JsonIgnore]
    public CoveringPlan Plan => new(Choice, Shape, Metadata);

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <exception cref="JsonException">It was not written by <see cref="ToJson"/>.</exception>
    public static CoveredExportRequest Parse(string json) =>
        JsonSerializer.Deserialize<CoveredExportRequest>(json, Json) ?? throw new JsonException("There is no request.");
}
