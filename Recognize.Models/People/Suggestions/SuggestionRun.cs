namespace Recognize.Models.People.Suggestions;

/// <summary>When an owner's suggestions were last found, and from what. Stored in <c>suggestion_runs</c>.</summary>
public sealed class SuggestionRun
{
    public required Guid OwnerId { get; init; }

    /// <summary>Stands for the faces, groups and acts it was made from: the same state gives the same suggestions.</summary>
    public required string State { get; set; }

    public required DateTimeOffset MadeAt { get; set; }

    /// <summary>Least mean similarity by which groups were joined: told here to those who load no models.</summary>
    public required float GroupSimilarity { get; set; }

    /// <summary>What it cost.</summary>
    public required double Seconds { get; set; }
}
