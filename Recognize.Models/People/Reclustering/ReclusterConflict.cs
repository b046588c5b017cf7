namespace Recognize.Models.People.Reclustering;

/// <summary>What a recluster does not decide. Stored as a small integer: never renumber.</summary>
public enum ReclusterConflictKind
{
    /// <summary>Two people whom somebody had said something about would be one by their faces.</summary>
    LookAlike = 0,

    /// <summary>The faces that stay with a person look like two people.</summary>
    TwoLooks = 1,

    /// <summary>A confirmed face resembles somebody else more than its own person.</summary>
    ConfirmedElsewhere = 2,

    /// <summary>Two people have the same name.</summary>
    SameName = 3,
}

/// <summary>Something that only a user can decide; nothing of it is changed by applying. Stored in <c>recluster_conflicts</c>.</summary>
public sealed class ReclusterConflict
{
    public required Guid RunId { get; init; }

    /// <summary>From 0, the most striking first.</summary>
    public required int Number { get; init; }

    public required ReclusterConflictKind Kind { get; init; }

    public required Guid[] People { get; init; }

    /// <summary>Examples.</summary>
    public required Guid[] Faces { get; init; }

    /// <summary>The similarity it is about; null where it is about none.</summary>
    public float? Similarity { get; init; }

    /// <summary>One sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What the user can do, in one sentence.</summary>
    public required string Remedy { get; init; }
}
