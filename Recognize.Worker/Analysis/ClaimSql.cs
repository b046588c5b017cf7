using Recognize.Models.Library;

namespace Recognize.Worker.Analysis;

/// <summary>
/// The statements that find what may be claimed. They begin with what a worker may take, the pairs of library and task
/// that it can reach, and that are neither paused nor wanted in a version it does not have, and read the head of each pair's queue by the index
/// <c>analysis_claim</c>: however many rows there are that may not be taken, none is stepped over.
/// </summary>
internal static class ClaimSql
{
    /// <summary>
    /// Parameters of <see cref="Levels"/>: $1 libraries or null, $2 tasks, $3 their names in lower case, $4 the version
    /// of each that this worker has, $5 libraries that it cannot reach.
    /// </summary>
    private const string Pairs =
        """
        pairs AS MATERIALIZED (
            SELECT l.id AS library_id, l.owner_id, t.task
            FROM libraries l CROSS JOIN unnest($2, $3, $4) AS t (task, name, version)
            WHERE ($1::uuid[] IS NULL OR l.id = ANY ($1)) AND l.id <> ALL ($5)
              AND NOT EXISTS (
                  SELECT 1 FROM task_versions v WHERE v.task = t.task AND v.version IS DISTINCT FROM t.version)
              AND NOT EXISTS (
                  SELECT 1 FROM work_pauses w
                  WHERE (w.owner_id IS NULL OR w.owner_id = l.owner_id)
                    AND (w.kind IS NULL OR w.kind = 'analyse' OR w.kind = t.name))
        )
        """;

    /// <summary>Ordinary rows, or those of files that were in work when a worker died.</summary>
    public static string Queue(bool suspects) =>
        $"a.state = 0 AND a.crashes {(suspects ? "> 0" : "= 0")} AND NOT a.is_removed";

    /// <summary>
    /// The priorities that each pair has open rows of, found by going from one to the next higher: rows of one priority
    /// whose time has not come do not hide those of the next.
    /// </summary>
    public static string Levels(bool suspects) =>
        $"""
        RECURSIVE {Pairs}, levels AS (
            SELECT p.library_id, p.owner_id, p.task, (
                SELECT min(a.priority) FROM analysis a
                WHERE a.library_id = p.library_id AND a.task = p.task AND {Queue(suspects)}) AS priority
            FROM pairs p
            UNION ALL
            SELECT l.library_id, l.owner_id, l.task, (
                SELECT min(a.priority) FROM analysis a
                WHERE a.library_id = l.library_id AND a.task = l.task AND a.priority > l.priority AND {Queue(suspects)})
            FROM levels l WHERE l.priority IS NOT NULL
        )
        """;

    /// <summary>
    /// Claims; $6 files at most, $7 worker, $8 length of the lease. Users take turns within a priority. The heads are
    /// read wider than asked for: other workers may hold their first files this instant.
    /// </summary>
    public static string Claim(bool suspects) =>
        $"""
        WITH {Levels(suspects)}, head AS (
            SELECT l.owner_id, l.priority, h.media_id, h.due_at
            FROM levels l CROSS JOIN LATERAL (
                SELECT a.media_id, a.due_at FROM analysis a
                WHERE a.library_id = l.library_id AND a.task = l.task AND a.priority = l.priority
                  AND a.due_at <= now() AND {Queue(suspects)}
                ORDER BY a.due_at, a.media_id
                LIMIT $6 * 8
            ) h
            WHERE l.priority IS NOT NULL
        ), files AS (
            SELECT owner_id, media_id, min(priority) AS priority, min(due_at) AS due_at
            FROM head GROUP BY owner_id, media_id
        ), ranked AS (
            SELECT media_id, priority, due_at,
                row_number() OVER (PARTITION BY owner_id, priority ORDER BY due_at, media_id) AS turn
            FROM files
        ), next AS MATERIALIZED (
            SELECT * FROM ranked ORDER BY priority, turn, due_at, media_id LIMIT $6 * 8
        ), picked AS (
            SELECT m.id, m.library_id, m.relative_path, m.kind, m.size_bytes, m.modified_ticks
            FROM next r JOIN media m ON m.id = r.media_id
            WHERE m.removed_at IS NULL
            ORDER BY r.priority, r.turn, r.due_at, m.id
            LIMIT $6
            FOR NO KEY UPDATE OF m SKIP LOCKED
        ), claimed AS (
            UPDATE analysis a SET state = 1, lease_owner = $7, lease_until = now() + $8
            FROM picked p JOIN pairs q ON q.library_id = p.library_id
            WHERE a.media_id = p.id AND a.task = q.task AND a.due_at <= now() AND {Queue(suspects)}
            RETURNING a.media_id, a.task
        )
        SELECT p.id, l.id, l.owner_id, l.root_path, p.relative_path, p.kind, p.size_bytes, p.modified_ticks,
               array_agg(c.task ORDER BY c.task)
        FROM claimed c JOIN picked p ON p.id = c.media_id JOIN libraries l ON l.id = p.library_id
        GROUP BY p.id, l.id, l.owner_id, l.root_path, p.relative_path, p.kind, p.size_bytes, p.modified_ticks
        ORDER BY p.id
        """;

    /// <summary>Files with a task that this worker may take now, or that some worker is at.</summary>
    public static readonly string CountOpen =
        $"""
        WITH {Pairs}
        SELECT count(DISTINCT media_id) FROM (
            SELECT a.media_id FROM pairs p JOIN analysis a ON a.library_id = p.library_id AND a.task = p.task
            WHERE a.state = 0 AND NOT a.is_removed AND a.due_at <= now()
            UNION ALL
            SELECT a.media_id FROM analysis a
            WHERE a.state = 1 AND NOT a.is_removed AND ($1::uuid[] IS NULL OR a.library_id = ANY ($1))
        ) AS open
        """;

    /// <summary>
    /// Makes due what lies too far ahead to have been put there by a pause between two tries: the clock was set back.
    /// $6 is the longest pause.
    /// </summary>
    public static string RepairDue(bool suspects) =>
        $"""
        WITH {Levels(suspects)}, ahead AS MATERIALIZED (
            SELECT h.media_id, h.task
            FROM levels l CROSS JOIN LATERAL (
                SELECT a.media_id, a.task FROM analysis a
                WHERE a.library_id = l.library_id AND a.task = l.task AND a.priority = l.priority
                  AND a.due_at > now() + $6 AND a.due_at < 'infinity' AND {Queue(suspects)}
                ORDER BY a.due_at
                LIMIT 2000
            ) h
            WHERE l.priority IS NOT NULL
        )
        UPDATE analysis a SET due_at = now() FROM ahead h
        WHERE a.media_id = h.media_id AND a.task = h.task AND a.state = 0
        """;

    /// <summary>What stands in $2 and $3.</summary>
    public static (short[] Tasks, string[] Names) Tasks { get; } = (
        [.. Enum.GetValues<AnalysisTask>().Select(task => (short)task)],
        [.. Enum.GetValues<AnalysisTask>().Select(task => task.ToString().ToLowerInvariant())]);
}
