namespace Recognize.Models.People.Suggestions;

/// <summary>
/// A question that a grouping could not settle: whether two people are one, or whether a face in no group is a person.
/// Stored in <c>person_suggestions</c>; what was answered or is no longer so is left out when it is read.
/// </summary>
public sealed class PersonSuggestion
{
    /// <summary>The same for the same question, however often it is found.</summary>
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    /// <summary>The named one of two, else the larger one.</summary>
    public required Guid PersonId { get; init; }

    /// <summary>The other person; null when the question is about a face.</summary>
    public Guid? OtherId { get; init; }

    /// <summary>A face in no group; null when the question is about two people.</summary>
    public Guid? FaceId { get; init; }

    /// <summary>Mean similarity of the faces of one with those of the other.</summary>
    public required float Similarity { get; init; }

    /// <summary>How probable a yes is, 0..1.</summary>
    public required float Probability { get; init; }

    /// <summary>How many faces the question is expected to settle.</summary>
    public required float Gain { get; init; }
}
