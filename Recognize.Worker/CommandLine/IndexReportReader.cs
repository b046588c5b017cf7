using Npgsql;
using Recognize.Worker.Analysis;

namespace Recognize.Worker.CommandLine;

/// <summary>Counts for the report of an index run, taken from the database: what is stored is what is reported.</summary>
internal sealed class IndexReportReader(NpgsqlDataSource database, AnalysisLedger ledger)
{
    private const int ExamplesPerReason = 3;

    /// <summary>The database's clock, against which a run's own work is told from earlier work.</summary>
    public async Task<DateTime> NowAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT now()");
        return (DateTime)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Files with a task that is in work, or due and neither paused nor only for workers with other packs.</summary>
    public async Task<int> CountOpenAsync(Guid[] libraries, CancellationToken cancellationToken) =>
        (int)await ledger.CountOpenAsync(libraries, cancellationToken);

    /// <summary>Files with a task that is due and that this run has left: paused, or wanted in a version it does not have.</summary>
    public async Task<int> CountHeldAsync(Guid[] libraries, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT count(DISTINCT media_id)::int FROM analysis
            WHERE state = 0 AND NOT is_removed AND error_kind IS NULL AND due_at <= now() AND library_id = ANY ($1)
            """);
        command.Parameters.Add(new() { Value = libraries });
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Files analysed since a time, and files of which some task has failed or awaits another try.</summary>
    public async Task<(int Analysed, int Failed)> CountFilesAsync(
        Guid[] libraries, DateTime since, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT count(*) FILTER (WHERE NOT failed AND finished)::int, count(*) FILTER (WHERE failed)::int
            FROM (
                SELECT bool_or(a.state IN (3, 4) OR (a.state IN (0, 1) AND a.error_kind IS NOT NULL)) AS failed,
                       bool_or(a.state = 2 AND a.finished_at >= $2) AS finished
                FROM analysis a JOIN media m ON m.id = a.media_id
                WHERE m.library_id = ANY ($1) AND m.removed_at IS NULL
                GROUP BY a.media_id
            ) AS files
            """);
        command.Parameters.Add(new() { Value = libraries });
        command.Parameters.Add(new() { Value = since });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt32(0), reader.GetInt32(1));
    }

    public async Task<IReadOnlyList<FailureGroup>> ReadFailuresAsync(
        Guid[] libraries, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT reason, count(*)::int, (array_agg(path ORDER BY path))[1:$2]
            FROM (
                SELECT DISTINCT ON (m.id) m.relative_path AS path,
                    a.reason || CASE WHEN a.state = 0 THEN ' It will be tried again.' ELSE '' END AS reason
                FROM analysis a JOIN media m ON m.id = a.media_id
                WHERE m.library_id = ANY ($1) AND m.removed_at IS NULL
                  AND (a.state IN (3, 4) OR (a.state IN (0, 1) AND a.error_kind IS NOT NULL))
                ORDER BY m.id, a.task
            ) AS files
            GROUP BY reason ORDER BY count(*) DESC, reason
            """);
        command.Parameters.Add(new() { Value = libraries });
        command.Parameters.Add(new() { Value = ExamplesPerReason });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var groups = new List<FailureGroup>();
        while (await reader.ReadAsync(cancellationToken))
            groups.Add(new FailureGroup(reader.GetString(0), reader.GetInt32(1), reader.GetFieldValue<string[]>(2)));
        return groups;
    }

    /// <summary>Faces, people with a visible face, and different tags in some libraries.</summary>
    public async Task<(int Faces, int People, int Tags)> CountResultsAsync(
        Guid[] libraries, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            WITH shown AS (SELECT id FROM media WHERE library_id = ANY ($1) AND removed_at IS NULL)
            SELECT
                (SELECT count(*)::int FROM faces WHERE media_id IN (SELECT id FROM shown)),
                (SELECT count(DISTINCT person_id)::int FROM faces WHERE media_id IN (SELECT id FROM shown)),
                (SELECT count(DISTINCT tag_id)::int FROM media_tags
                 WHERE media_id IN (SELECT id FROM shown) AND NOT is_removed)
            """);
        command.Parameters.Add(new() { Value = libraries });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2));
    }
}
