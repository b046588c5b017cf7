using Npgsql;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Models.Persistence;

namespace Recognize.Api.Admin;

/// <summary>Everybody's libraries as admins see them: their folders and how they fare, not what is in them.</summary>
internal sealed class HouseLibraries(NpgsqlDataSource database, JobRequests jobs)
{
    public async Task<IReadOnlyList<HouseLibraryResponse>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ReadAsync(
            $"""
            SELECT l.id, l.root_path, l.owner_id, u.name, l.created_at,
                coalesce(c.files, 0), coalesce(c.remaining, 0), coalesce(c.failed, 0), l.last_scan_at,
                EXISTS (SELECT 1 FROM job_runs j WHERE j.library_id = l.id AND j.kind = '{JobKinds.Scan}'
                    AND j.state IN ({(int)JobState.Queued}, {(int)JobState.Running})),
                l.suspended_reason, l.scan_cron, l.is_watched, l.watch_problem, l.watched_at
            FROM libraries l JOIN users u ON u.id = l.owner_id
            LEFT JOIN (
                SELECT library_id,
                    sum(change) FILTER (WHERE task = {(int)AnalysisTask.Basics})::bigint AS files,
                    sum(change) FILTER (WHERE state IN ({(int)AnalysisState.Due}, {(int)AnalysisState.Running}))::bigint AS remaining,
                    sum(change) FILTER (WHERE state IN ({(int)AnalysisState.Failed}, {(int)AnalysisState.Quarantined}))::bigint AS failed
                FROM analysis_counts GROUP BY library_id
            ) AS c ON c.library_id = l.id
            ORDER BY u.name, l.root_path, l.id
            """,
            row => new HouseLibraryResponse(
                row.GetGuid(0), row.GetString(1), row.GetGuid(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4),
                row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), Time(row, 8), row.GetBoolean(9), Text(row, 10), Text(row, 11),
                row.GetBoolean(12), Text(row, 13), Time(row, 14)),
            cancellationToken);
    }

    /// <summary>Asks for a scan; one that waits already is named again.</summary>
    /// <returns>The job; null when there is no such library.</returns>
    public async Task<Guid?> ScanAsync(Guid libraryId, string askedBy, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var owner = await connection.ReadAsync(
            "SELECT owner_id FROM libraries WHERE id = $1", row => row.GetGuid(0), cancellationToken, libraryId);
        return owner.Count == 0
            ? null
            : await jobs.RequestAsync(
                new JobRequest(JobKinds.Scan, owner[0], libraryId, "", askedBy, JobPriorities.Asked), cancellationToken);
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
