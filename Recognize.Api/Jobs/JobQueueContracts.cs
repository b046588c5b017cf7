using System.ComponentModel;
using System.Text.Json;
using Recognize.Models.Jobs;

namespace Recognize.Api.Jobs;

/// <summary>A coarse job: waiting, under way, or what came of it.</summary>
/// <param name="Kind">scan, analyse, group, recluster, contacts, thumbnails, export, export-without-faces or clean-up.</param>
/// <param name="RequestedBy">A user's name, or which part of the system asked.</param>
/// <param name="DueAt">Not before.</param>
/// <param name="Done">How far it is, in steps of its kind.</param>
/// <param name="Total">Of how many; null when that is not known.</param>
/// <param name="IsCancelling">It was asked to stop and has not yet.</param>
/// <param name="Summary">Counts; their names depend on the kind.</param>
/// <param name="Error">A sentence.</param>
internal sealed record JobResponse(
    Guid Id,
    string Kind,
    Guid? LibraryId,
    JobState State,
    string RequestedBy,
    DateTimeOffset RequestedAt,
    DateTimeOffset DueAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    long? Done,
    long? Total,
    string? Worker,
    bool IsCancelling,
    JsonElement Summary,
    string? Error)
{
    public static JobResponse Of(JobRun run) => new(
        run.Id, run.Kind, run.LibraryId, run.State, run.RequestedBy, run.RequestedAt, run.DueAt, run.StartedAt,
        run.FinishedAt, run.Done, run.Total, run.Worker,
        run.State == JobState.Running && run.CancelRequestedAt is not null, JsonElement.Parse(run.Summary), run.Error);
}

internal sealed record RequestJob
{
    [Description("scan, analyse, group, contacts or export; an admin may ask for thumbnails and clean-up.")]
    public required string Kind { get; init; }

    [Description("The library to scan or analyse; all of the caller's without it.")]
    public Guid? LibraryId { get; init; }

    [Description("A file or folder in that library, from its root.")]
    public string? Path { get; init; }
}

/// <param name="Ids">The jobs that wait now; one that waited already is named again.</param>
internal sealed record RequestedJobs(IReadOnlyList<Guid> Ids);

/// <param name="Kind">A kind of job, or of analysis: basics, faces, objects, landmarks, music; null for all.</param>
/// <param name="IsEverybody">Of the whole system, not only of one user's work.</param>
/// <param name="UserId">Whose work; null for everybody's.</param>
/// <param name="User">That user's name.</param>
internal sealed record PauseResponse(
    string? Kind, bool IsEverybody, Guid? UserId, string? User, string PausedBy, DateTimeOffset PausedAt);

internal sealed record PauseRequest
{
    [Description("A kind of job, or of analysis (basics, faces, objects, landmarks, music; analyse for all of these); all work without it.")]
    public string? Kind { get; init; }

    [Description("Everybody's work; admins only. Without it the caller's own.")]
    public bool Everybody { get; init; }

    [Description("Another user's work; admins only.")]
    public Guid? UserId { get; init; }
}

/// <summary>A worker process.</summary>
/// <param name="Name">Its machine and process.</param>
/// <param name="Packs">Version of what does each task there.</param>
/// <param name="Status">What it is doing; lost when no heartbeat came for half a minute.</param>
/// <param name="StatusReason">A sentence when it holds back.</param>
internal sealed record WorkerResponse(
    Guid Id,
    string Name,
    string Version,
    JsonElement Packs,
    int Cores,
    int Threads,
    string Status,
    string? StatusReason,
    int ResidentMib,
    DateTimeOffset StartedAt,
    DateTimeOffset SeenAt);
