using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Models.Tags;

/// <summary>Keeps the counts of tags short and true. See <see cref="TagCount"/>.</summary>
public sealed class TagCounts(NpgsqlDataSource database)
{
    /// <summary>First key of the lock under which counts are rolled up or counted anew ("rctc").</summary>
    private const int LockKey = 0x72637463;

    /// <summary>Sums up the changes of each count that has several; nothing happens while another process does it.</summary>
    /// <returns>Rows that are there no longer.</returns>
    public Task<int> RollUpAsync(CancellationToken cancellationToken) => SummedChanges.RollUpAsync(
        database, LockKey,
        """
        WITH several AS (
            SELECT owner_id, tag_id FROM tag_counts GROUP BY owner_id, tag_id HAVING count(*) > 1 OR sum(change) = 0
        ), taken AS (
            DELETE FROM tag_counts c USING several s WHERE c.owner_id = s.owner_id AND c.tag_id = s.tag_id
            RETURNING c.owner_id, c.tag_id, c.change
        ), summed AS (
            INSERT INTO tag_counts (owner_id, tag_id, change)
            SELECT owner_id, tag_id, sum(change) FROM taken GROUP BY owner_id, tag_id HAVING sum(change) <> 0
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM taken) - (SELECT count(*) FROM summed)
        """,
        cancellationToken);

    /// <summary>
    /// Counts the tags of all files and corrects what differs, which is nothing unless somebody wrote past the triggers.
    /// Takes seconds in a large library and holds nobody up.
    /// </summary>
    /// <returns>Counts that were wrong.</returns>
    public Task<int> RecountAsync(CancellationToken cancellationToken) => SummedChanges.RecountAsync(
        database, LockKey,
        [
            """
            INSERT INTO tag_counts (owner_id, tag_id, change)
            SELECT owner_id, tag_id, sum(change) FROM (
                SELECT m.owner_id, t.tag_id, count(*) AS change
                FROM (
                    SELECT media_id, tag_id FROM media_tags GROUP BY media_id, tag_id HAVING NOT bool_or(is_removed)
                ) AS t
                JOIN media m ON m.id = t.media_id AND m.removed_at IS NULL
                GROUP BY m.owner_id, t.tag_id
                UNION ALL
                SELECT owner_id, tag_id, -change FROM tag_counts
            ) AS changes
            GROUP BY owner_id, tag_id HAVING sum(change) <> 0
            """,
        ],
        cancellationToken);
}
