using Npgsql;
using Recognize.Models.Library;
using Recognize.Models.Persistence;

namespace Recognize.Worker.Scanning;

/// <summary>What a scan changes in the rows of files that are known: changed, moved, back again, or gone.</summary>
internal static class KnownFileRows
{
    /// <summary>
    /// Files before all that hangs on them, in one order, as claims and results take them: nobody waits in a circle.
    /// </summary>
    public static Task HoldAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(
            "SELECT 1 FROM media WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE", cancellationToken, ids);

    /// <summary>Changed files lose their hash, and all their finished tasks are due again, before the old ones.</summary>
    public static async Task<int> ChangeAsync(
        NpgsqlConnection connection, List<(Guid Id, WalkedFile File)> changed, bool facesAllowed,
        CancellationToken cancellationToken)
    {
        if (changed.Count == 0)
            return 0;

        await using var update = new NpgsqlCommand(
            """
            WITH f AS (
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) AS f (id, path, kind, mime, size, ticks, modified)
            ), changed AS (
                UPDATE media SET size_bytes = f.size, modified_ticks = f.ticks, kind = f.kind, mime_type = f.mime,
                                 content_hash = NULL, removed_at = NULL,
                                 sort_at = coalesce((taken_at - make_interval(mins => coalesce(taken_at_offset_minutes, 0)))
                                                    AT TIME ZONE 'UTC', f.modified)
                FROM f WHERE media.id = f.id
            )
            UPDATE analysis SET state = 0, due_at = now(), priority = 0, attempts = 0, crashes = 0, lease_owner = NULL,
                                lease_until = NULL, error_kind = NULL, reason = NULL
            FROM f WHERE media_id = f.id AND state IN (0, 1, 2, 3, 4)
            """,
            connection);
        update.Parameters.Add(new() { Value = changed.Select(change => change.Id).ToArray() });
        FileParameters.AddTo(update, changed.ConvertAll(change => change.File));
        await update.ExecuteNonQueryAsync(cancellationToken);
        if (!facesAllowed)
        {
            // Faces that were quarantined when their owner said no: of these alone the "no" has moved nothing.
            await connection.ExecuteAsync(
                $"UPDATE analysis SET state = 5 WHERE media_id = ANY ($1) AND task = {(int)AnalysisTask.Faces} AND state = 0",
                cancellationToken,
                [changed.Select(change => change.Id).ToArray()]);
        }
        return changed.Count;
    }

    public static async Task<int> MoveAsync(
        NpgsqlConnection connection, IReadOnlyList<MovedFile> moves, CancellationToken cancellationToken)
    {
        if (moves.Count == 0)
            return 0;

        // Files may have swapped names: all old ones are given up first. No path of a file begins with slashes.
        await using (var release = new NpgsqlCommand(
            "UPDATE media SET relative_path = '//' || id WHERE id = ANY ($1)", connection))
        {
            release.Parameters.Add(new() { Value = moves.Select(move => move.Id).ToArray() });
            await release.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var update = new NpgsqlCommand(
            """
            WITH moved AS (
                UPDATE media SET relative_path = f.path, mime_type = f.mime, modified_ticks = f.ticks, removed_at = NULL
                FROM unnest($1, $2, $3, $4) AS f (id, path, mime, ticks) WHERE media.id = f.id
                RETURNING media.id
            )
            UPDATE analysis SET due_at = now() FROM moved
            WHERE media_id = moved.id AND due_at = 'infinity'
            """,
            connection);
        update.Parameters.Add(new() { Value = moves.Select(move => move.Id).ToArray() });
        update.Parameters.Add(new() { Value = moves.Select(move => move.File.RelativePath).ToArray() });
        update.Parameters.Add(new() { Value = moves.Select(move => move.File.Format.MimeType).ToArray() });
        update.Parameters.Add(new() { Value = moves.Select(move => move.File.ModifiedTicks).ToArray() });
        await update.ExecuteNonQueryAsync(cancellationToken);
        return moves.Count;
    }

    public static async Task ReappearAsync(
        NpgsqlConnection connection, List<Guid> reappeared, CancellationToken cancellationToken)
    {
        if (reappeared.Count == 0)
            return;

        await using var update = new NpgsqlCommand(
            """
            WITH back AS (UPDATE media SET removed_at = NULL WHERE id = ANY ($1))
            UPDATE analysis SET due_at = now() WHERE media_id = ANY ($1) AND due_at = 'infinity'
            """,
            connection);
        update.Parameters.Add(new() { Value = reappeared.ToArray() });
        await update.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Hides removed files. The path is compared again: a file that was moved by an earlier batch of this scan is not
    /// gone. Their open tasks wait for ever, so that no claim has to step over them.
    /// </summary>
    public static async Task<int> RemoveAsync(
        NpgsqlConnection connection, List<(Guid Id, string RelativePath)> removed, CancellationToken cancellationToken)
    {
        if (removed.Count == 0)
            return 0;

        await using var update = new NpgsqlCommand(
            """
            WITH gone AS (
                UPDATE media SET removed_at = now()
                FROM unnest($1, $2) AS f (id, path) WHERE media.id = f.id AND media.relative_path = f.path
                RETURNING media.id
            ), parked AS (
                UPDATE analysis SET due_at = 'infinity' FROM gone WHERE media_id = gone.id AND state = 0
            )
            SELECT count(*) FROM gone
            """,
            connection);
        update.Parameters.Add(new() { Value = removed.Select(file => file.Id).ToArray() });
        update.Parameters.Add(new() { Value = removed.Select(file => file.RelativePath).ToArray() });
        return (int)(long)(await update.ExecuteScalarAsync(cancellationToken))!;
    }
}
