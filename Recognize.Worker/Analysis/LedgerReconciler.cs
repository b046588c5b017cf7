using Npgsql;
using Recognize.Models.Library;
using Recognize.Models.Persistence;

namespace Recognize.Worker.Analysis;

/// <summary>
/// Brings an owner's ledger in line with what is wanted and allowed now: results of another version are due again, tasks
/// that no worker does wait, tasks whose pack has come are due, and files analysed by a version that did not know a task
/// get it. Nothing else moves. What is in line already is found by indexes and costs next to nothing; what is not is moved
/// in small transactions, and a run that is broken off is simply begun again.
/// </summary>
internal sealed class LedgerReconciler(NpgsqlDataSource database)
{
    private const int BatchRows = 2_000;

    /// <returns>Tasks that became due.</returns>
    public async Task<int> ReconcileAsync(Guid ownerId, TaskPlan plan, CancellationToken cancellationToken)
    {
        var due = 0;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var libraries = await connection.ReadAsync(
            "SELECT id FROM libraries WHERE owner_id = $1 ORDER BY id", row => row.GetGuid(0), cancellationToken, ownerId);
        foreach (var libraryId in libraries)
        {
            var lacking = await connection.ReadAsync(
                LackingSql, row => (AnalysisTask)row.GetInt16(0), cancellationToken, libraryId, KindTasks, Kinds);
            foreach (var task in lacking)
                await AddMissingAsync(connection, ownerId, libraryId, task, cancellationToken);
            foreach (var task in Enum.GetValues<AnalysisTask>())
            {
                due += plan.VersionOf(task) is { } version
                    ? await WakeAsync(connection, libraryId, task, version, cancellationToken)
                    : await ParkAsync(connection, libraryId, task, cancellationToken);
            }
        }
        return due;
    }

    private static readonly (short Task, short Kind)[] Needs =
    [
        .. from task in Enum.GetValues<AnalysisTask>()
           from kind in TaskPlan.KindsOf(task)
           select ((short)task, (short)kind),
    ];

    private static readonly short[] KindTasks = [.. Needs.Select(need => need.Task)];
    private static readonly short[] Kinds = [.. Needs.Select(need => need.Kind)];

    /// <summary>What waited for a pack, and results of other versions.</summary>
    private static async Task<int> WakeAsync(
        NpgsqlConnection connection, Guid libraryId, AnalysisTask task, string version, CancellationToken cancellationToken)
    {
        var due = await MoveAsync(connection, WaitingSql, cancellationToken, libraryId, (short)task);
        due += await MoveAsync(connection, UnknownSql, cancellationToken, libraryId, (short)task);
        due += await MoveAsync(connection, LowerSql, cancellationToken, libraryId, (short)task, version);
        due += await MoveAsync(connection, HigherSql, cancellationToken, libraryId, (short)task, version);
        return due;
    }

    /// <returns>Nothing: what waits is not due.</returns>
    private static async Task<int> ParkAsync(
        NpgsqlConnection connection, Guid libraryId, AnalysisTask task, CancellationToken cancellationToken)
    {
        await MoveAsync(connection, ParkSql, cancellationToken, libraryId, (short)task);
        return 0;
    }

    private static async Task<int> MoveAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        var (count, moved) = (0, 0);
        do
        {
            moved = await connection.ExecuteAsync(sql, cancellationToken, values);
            count += moved;
        }
        while (moved > 0);
        return count;
    }

    /// <summary>Walks a library in the order of its paths and gives files the task that lack it.</summary>
    private static async Task AddMissingAsync(
        NpgsqlConnection connection, Guid ownerId, Guid libraryId, AnalysisTask task, CancellationToken cancellationToken)
    {
        var after = "";
        while (after is not null)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            // Held until the end: an answer to the question of consent that is given meanwhile then moves these rows, too.
            await connection.ExecuteAsync("SELECT 1 FROM users WHERE id = $1 FOR SHARE", cancellationToken, ownerId);
            var last = await connection.ReadAsync(
                AddSql, row => row.IsDBNull(0) ? null : row.GetString(0), cancellationToken,
                ownerId, (short)task, TaskPlan.KindsOf(task).Select(kind => (short)kind).ToArray(), libraryId, after);
            await transaction.CommitAsync(cancellationToken);
            after = last[0];
        }
    }

    // Files that need a task are counted, and the counts of the ledger are kept: where they differ, a walk finds out more.
    private const string LackingSql =
        """
        WITH files AS MATERIALIZED (
            SELECT kind, count(*) AS count FROM media WHERE library_id = $1 AND removed_at IS NULL GROUP BY kind
        ), needed AS (
            SELECT n.task, sum(f.count) AS count FROM unnest($2, $3) AS n (task, kind) JOIN files f ON f.kind = n.kind
            GROUP BY n.task
        ), known AS (
            SELECT task, sum(change) AS count FROM analysis_counts WHERE library_id = $1 GROUP BY task
        )
        SELECT n.task FROM needed n LEFT JOIN known k ON k.task = n.task
        WHERE n.count IS DISTINCT FROM k.count ORDER BY n.task
        """;

    // New rows wait, or are withheld for want of consent; the statements after this wake those that can be done.
    private static readonly string AddSql =
        $"""
        WITH page AS MATERIALIZED (
            SELECT id, relative_path, kind, removed_at FROM media
            WHERE library_id = $4 AND relative_path > $5 ORDER BY relative_path LIMIT {BatchRows}
        ), added AS (
            INSERT INTO analysis (media_id, task, state, priority, due_at, attempts, crashes)
            SELECT m.id, $2,
                CASE WHEN $2 <> {(int)AnalysisTask.Faces} OR {FaceConsentSql.IsGiven} THEN 6 ELSE 5 END,
                {AnalysisPriorities.FirstTime}, now(), 0, 0
            FROM page m
            WHERE m.kind = ANY ($3) AND m.removed_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM analysis a WHERE a.media_id = m.id AND a.task = $2)
            ORDER BY m.id
            ON CONFLICT DO NOTHING
        )
        SELECT max(relative_path) FROM page
        """;

    private static readonly string ParkSql =
        $"""
        WITH picked AS MATERIALIZED (
            SELECT media_id, task FROM analysis WHERE library_id = $1 AND task = $2 AND state = 0 AND crashes = 0
            AND NOT is_removed LIMIT {BatchRows} FOR UPDATE
        ), suspects AS MATERIALIZED (
            SELECT media_id, task FROM analysis WHERE library_id = $1 AND task = $2 AND state = 0 AND crashes > 0
            AND NOT is_removed LIMIT {BatchRows} FOR UPDATE
        )
        UPDATE analysis a SET state = 6 FROM (SELECT * FROM picked UNION ALL SELECT * FROM suspects) p
        WHERE a.media_id = p.media_id AND a.task = p.task AND a.state = 0
        """;

    private static readonly string WaitingSql = Move("state = 6", AnalysisPriorities.FirstTime);

    // Two ranges of the index, and what has no version: each is empty as a rule.
    private static readonly string LowerSql = Move("state = 2 AND pack_version < $3", AnalysisPriorities.Again);
    private static readonly string HigherSql = Move("state = 2 AND pack_version > $3", AnalysisPriorities.Again);
    private static readonly string UnknownSql = Move("state = 2 AND pack_version IS NULL", AnalysisPriorities.Again);

    // Files that are removed for now keep their results as they are: when they come back, the next run finds them.
    private static string Move(string from, short priority) =>
        $"""
        WITH picked AS MATERIALIZED (
            SELECT media_id, task FROM analysis
            WHERE library_id = $1 AND task = $2 AND {from} AND NOT is_removed LIMIT {BatchRows} FOR UPDATE
        )
        UPDATE analysis a SET state = 0, priority = {priority}, due_at = now(), attempts = 0, crashes = 0
        FROM picked p WHERE a.media_id = p.media_id AND a.task = p.task
        """;
}
