using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;

namespace Recognize.Api.Admin;

/// <summary>Finds what an admin should look at.</summary>
internal sealed class HouseAttention(
    NpgsqlDataSource database, FaceApproval approval, WorkPauses pauses, FaceKeyState keys, TimeProvider clock)
{
    private const int MostItems = 10;
    private static readonly TimeSpan LostShownFor = TimeSpan.FromHours(1);

    /// <summary>What there is, the most pressing first.</summary>
    public async Task<IReadOnlyList<AttentionResponse>> ReadAsync(
        IReadOnlyList<TaskStateCount> ledger, CancellationToken cancellationToken)
    {
        var found = new List<AttentionResponse>();
        void Add(AttentionKind kind, IReadOnlyList<AttentionItem> items)
        {
            if (items.Count > 0)
                found.Add(new AttentionResponse(kind, items.Count, [.. items.Take(MostItems)]));
        }

        if (await keys.FindProblemAsync(cancellationToken) is { } problem)
            Add(AttentionKind.Keys, [new AttentionItem(null, null, problem)]);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await AddWorkersAsync(connection, found, Add, cancellationToken);
        await AddLibrariesAsync(connection, Add, cancellationToken);
        var failed = ledger.Where(row => row.State is AnalysisState.Failed or AnalysisState.Quarantined).Sum(row => row.Count);
        if (failed > 0)
            found.Add(new AttentionResponse(AttentionKind.Failures, failed, []));
        Add(AttentionKind.JobFailed, await FailedJobsAsync(connection, cancellationToken));
        if (await approval.IsRequiredAsync(cancellationToken))
        {
            Add(AttentionKind.Approvals,
            [
                .. (await approval.ListAsync(cancellationToken))
                    .Where(entry => entry.Status.State == FaceConsentState.WaitsForApproval)
                    .Select(entry => new AttentionItem(entry.UserName, null, null)),
            ]);
        }
        Add(AttentionKind.Paused,
        [
            .. (await pauses.ListAsync(cancellationToken)).Where(pause => pause.OwnerId is null)
                .Select(pause => new AttentionItem(pause.Kind, pause.PausedBy, null)),
        ]);
        return [.. found.OrderBy(entry => entry.Kind)];
    }

    private async Task AddWorkersAsync(
        NpgsqlConnection connection, List<AttentionResponse> found, Action<AttentionKind, IReadOnlyList<AttentionItem>> add,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var workers = await connection.ReadAsync(
            "SELECT name, status, status_reason, seen_at FROM workers WHERE seen_at > $1 AND status <> $2 ORDER BY name",
            row => (Name: row.GetString(0), Status: (WorkerStatus)row.GetInt16(1),
                Reason: row.IsDBNull(2) ? null : row.GetString(2), SeenAt: row.GetFieldValue<DateTimeOffset>(3)),
            cancellationToken, now - LostShownFor, (short)WorkerStatus.Stopped);
        var living = workers.Where(worker => worker.SeenAt >= now - WorkerRecord.LostAfter).ToList();
        if (living.Count == 0)
            found.Add(new AttentionResponse(AttentionKind.NoWorker, 1, []));
        add(AttentionKind.WorkerBlocked, Of(WorkerStatus.Blocked));
        add(AttentionKind.WorkerYielding, Of(WorkerStatus.Yielding));
        add(AttentionKind.WorkerLost,
            [.. workers.Except(living).Select(worker => new AttentionItem(worker.Name, null, worker.Reason))]);

        List<AttentionItem> Of(WorkerStatus status) =>
            [.. living.Where(worker => worker.Status == status).Select(worker => new AttentionItem(worker.Name, null, worker.Reason))];
    }

    private static async Task AddLibrariesAsync(
        NpgsqlConnection connection, Action<AttentionKind, IReadOnlyList<AttentionItem>> add, CancellationToken cancellationToken)
    {
        var libraries = await connection.ReadAsync(
            """
            SELECT l.root_path, u.name, l.suspended_reason, CASE WHEN l.is_watched THEN l.watch_problem END
            FROM libraries l JOIN users u ON u.id = l.owner_id
            WHERE l.suspended_reason IS NOT NULL OR l.watch_problem IS NOT NULL ORDER BY l.root_path, u.name
            """,
            row => (Folder: row.GetString(0), User: row.GetString(1), Suspended: row.IsDBNull(2) ? null : row.GetString(2),
                Watching: row.IsDBNull(3) ? null : row.GetString(3)),
            cancellationToken);
        add(AttentionKind.LibrarySuspended,
        [
            .. libraries.Where(library => library.Suspended is not null)
                .Select(library => new AttentionItem(library.Folder, library.User, library.Suspended)),
        ]);
        add(AttentionKind.Watching,
        [
            .. libraries.Where(library => library is { Suspended: null, Watching: not null })
                .Select(library => new AttentionItem(library.Folder, library.User, library.Watching)),
        ]);
    }

    /// <summary>The latest one of each piece of work, where it failed.</summary>
    private static Task<List<AttentionItem>> FailedJobsAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken) => connection.ReadAsync(
            $"""
            SELECT latest.kind, u.name, latest.error FROM (
                SELECT DISTINCT ON (work_key) kind, owner_id, state, error, requested_at FROM job_runs
                WHERE requested_at > now() - interval '7 days' AND finished_at IS NOT NULL
                ORDER BY work_key, requested_at DESC, id DESC
            ) AS latest LEFT JOIN users u ON u.id = latest.owner_id
            WHERE latest.state = {(int)JobState.Failed} ORDER BY latest.requested_at DESC
            """,
            row => new AttentionItem(
                row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)),
            cancellationToken);
}
