namespace Recognize.Models.People.Reclustering;

/// <summary>
/// A full grouping of an owner's faces beside the live groups: asked for, computed by a worker, looked at, applied or not.
/// Stored in <c>recluster_runs</c>.
/// </summary>
public sealed class ReclusterRun
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Whose faces.</summary>
    public required Guid OwnerId { get; init; }

    /// <summary>Who asked for it; null when the user is gone.</summary>
    public Guid? RequestedBy { get; init; }

    /// <summary>The same in words.</summary>
    public required string RequestedByName { get; init; }

    public required ReclusterState State { get; init; }

    public ReclusterStage Stage { get; init; }

    /// <summary>Share of the work that is done, 0..1.</summary>
    public float Progress { get; init; }

    /// <summary>See <see cref="ReclusterSettings.Threshold"/>.</summary>
    public float Threshold { get; init; }

    /// <summary>See <see cref="ReclusterSettings.MinimumSize"/>.</summary>
    public int MinimumSize { get; init; }

    /// <summary>See <see cref="ReclusterSettings.MinimumQuality"/>.</summary>
    public float? MinimumQuality { get; init; }

    /// <summary>Which face models' vectors were grouped; null before it was started.</summary>
    public string? PackVersion { get; init; }

    /// <summary>The owner's latest recluster, or its taking back, that the computation knew of.</summary>
    public Guid? KnownAct { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Stands for one attempt to compute it.</summary>
    public Guid? LeaseOwner { get; init; }

    /// <summary>Until when the attempt is taken to be alive.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>Attempts so far; one that ended because its worker was stopped in good order does not count.</summary>
    public short Attempts { get; init; }

    public bool IsCancelRequested { get; init; }

    /// <summary><see cref="ReclusterFigures"/> as JSON.</summary>
    public string? Figures { get; init; }

    /// <summary>One sentence, when it failed.</summary>
    public string? Error { get; init; }

    /// <summary>The act that applied it; null also when there was nothing to change.</summary>
    public Guid? ActId { get; init; }

    public DateTimeOffset? AppliedAt { get; init; }

    /// <summary><see cref="ReclusterApplied"/> as JSON.</summary>
    public string? Applied { get; init; }

    public ReclusterSettings Settings => new(Threshold, MinimumSize, MinimumQuality);
}
