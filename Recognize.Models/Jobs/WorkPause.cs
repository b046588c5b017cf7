namespace Recognize.Models.Jobs;

/// <summary>Work that is not to be done now: of a kind, of a user, of both, or all. Stored in <c>work_pauses</c>.</summary>
public sealed class WorkPause
{
    /// <summary>Kind and owner in one.</summary>
    public required string WorkKey { get; init; }

    /// <summary>
    /// One of <see cref="JobKinds"/>, or the name of an analysis task in lower case; null for all. <c>analyse</c> means
    /// all tasks.
    /// </summary>
    public string? Kind { get; init; }

    /// <summary>Null for everybody's.</summary>
    public Guid? OwnerId { get; init; }

    public required string PausedBy { get; init; }

    public DateTimeOffset PausedAt { get; init; }
}
