using System.Text.Json;
using System.Text.Json.Serialization;
using Recognize.Models.Packs.Own;

namespace Recognize.Models.Classifiers;

/// <summary>What came of a trial.</summary>
public sealed record ModelTrialReport
{
    /// <summary>How requests and reports are written.</summary>
    public static JsonSerializerOptions Json { get; } =
        new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Why the model is not taken; everything else is empty then.</summary>
    public string? Refusal { get; init; }

    /// <summary>Null for a network for music.</summary>
    public OwnInput? Input { get; init; }

    /// <summary>Null for a network for photos.</summary>
    public OwnSoundInput? Sound { get; init; }

    public OwnOutput? Output { get; init; }

    /// <summary>What nobody said and was settled by what is usual, or seen, in words.</summary>
    public IReadOnlyList<string> Assumptions { get; init; } = [];

    /// <summary>The labels that the file carries itself, where they were sought and found.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>One run of the network on one core.</summary>
    public double Milliseconds { get; init; }

    public IReadOnlyList<TriedFile> Files { get; init; } = [];
}

/// <summary>What a model says of one photo or recording.</summary>
/// <param name="Path">The file.</param>
/// <param name="Best">The surest outputs, surest first; empty when it could not be read.</param>
/// <param name="Problem">Why it could not be read; null otherwise.</param>
public sealed record TriedFile(string Path, IReadOnlyList<ScoredOutput> Best, string? Problem);

/// <summary>One output and its probability.</summary>
public sealed record ScoredOutput(int Index, float Score);
