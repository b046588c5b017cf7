using Npgsql;
using Recognize.Models.Library;
using Recognize.Models.Media;

namespace Recognize.Worker.Analysis;

/// <summary>
/// Hands out work and takes it back: claims with a lease, heartbeats, and the recovery of what a dead worker held.
/// Storing results is <see cref="OutcomeWriter"/>'s. The legal moves stand in <see cref="AnalysisTransitions"/>.
/// </summary>
internal sealed class AnalysisLedger(NpgsqlDataSource database, WorkerIdentity worker, AnalysisOptions options)
{
    /// <summary>
    /// Claims all due tasks of up to <paramref name="count"/> files. If the process dies from here on, the lease is
    /// lost and <see cref="RecoverAsync"/> makes them due again.
    /// </summary>
    /// <param name="count">Files at most.</param>
    /// <param name="libraries">Only files of these libraries; null for all.</param>
    /// <param name="cancellationToken">Cancels the statement; nothing is claimed then.</param>
    public Task<IReadOnlyList<ClaimedMedia>> ClaimAsync(
        int count, IReadOnlyCollection<Guid>? libraries, CancellationToken cancellationToken) =>
        ClaimAsync(count, libraries, suspects: false, cancellationToken);

    /// <summary>
    /// Claims one file that was in work when a worker died. The caller has nothing else in work, so that a second
    /// death is this file's.
    /// </summary>
    public async Task<ClaimedMedia?> ClaimSuspectAsync(
        IReadOnlyCollection<Guid>? libraries, CancellationToken cancellationToken) =>
        (await ClaimAsync(1, libraries, suspects: true, cancellationToken)).SingleOrDefault();

    /// <summary>Extends the leases of this worker.</summary>
    public async Task HeartbeatAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "UPDATE analysis SET lease_until = now() + $2 WHERE lease_owner = $1 AND state = 1");
        command.Parameters.Add(new() { Value = worker.Id });
        command.Parameters.Add(new() { Value = options.Lease });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Gives back what was claimed and not begun; it counts neither as an attempt nor as a crash.</summary>
    public async Task GiveBackAsync(IReadOnlyCollection<Guid> mediaIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            UPDATE analysis SET state = 0, lease_owner = NULL, lease_until = NULL
            WHERE media_id = ANY ($1) AND lease_owner = $2 AND state = 1
            """);
        command.Parameters.Add(new() { Value = mediaIds.ToArray() });
        command.Parameters.Add(new() { Value = worker.Id });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Makes due what dead workers held: those whose advisory lock is free (the process is gone) and those without a
    /// heartbeat. A file that was held at two deaths is quarantined.
    /// </summary>
    /// <returns>Tasks taken back.</returns>
    public async Task<int> RecoverAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            $"""
            WITH owners AS MATERIALIZED (
                SELECT DISTINCT lease_owner AS id FROM analysis WHERE state = 1 AND lease_owner <> $1
            ), dead AS MATERIALIZED (
                SELECT id FROM owners WHERE pg_try_advisory_xact_lock({WorkerIdentity.LockClass}, {WorkerIdentity.LockKeySql("id")})
            )
            UPDATE analysis SET
                state = CASE WHEN crashes >= 1 THEN 4 ELSE 0 END,
                crashes = crashes + 1,
                due_at = now(),
                lease_owner = NULL,
                lease_until = NULL,
                error_kind = 2,
                reason = CASE WHEN crashes >= 1
                    THEN 'The file took the worker down twice and is left alone until it changes.'
                    ELSE 'The worker stopped while it held the file; it will be tried again.' END,
                finished_at = now()
            WHERE state = 1 AND lease_owner <> $1
              AND (lease_until < now() OR lease_owner IN (SELECT id FROM dead))
            """,
            connection);
        command.Parameters.Add(new() { Value = worker.Id });
        var recovered = await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return recovered;
    }

    private async Task<IReadOnlyList<ClaimedMedia>> ClaimAsync(
        int count, IReadOnlyCollection<Guid>? libraries, bool suspects, CancellationToken cancellationToken)
    {
        // The head of the queue is read wider than asked for: other workers may hold its first files this instant.
        await using var command = database.CreateCommand(
            $"""
            WITH head AS (
                SELECT a.media_id, a.priority, a.due_at
                FROM analysis a JOIN media m ON m.id = a.media_id
                WHERE a.state = 0 AND a.due_at <= now() AND a.crashes {(suspects ? "> 0" : "= 0")}
                  AND m.removed_at IS NULL AND ($3::uuid[] IS NULL OR m.library_id = ANY ($3))
                ORDER BY a.priority, a.due_at, a.media_id
                LIMIT $1 * 12
            ), picked AS (
                SELECT m.id, m.owner_id, m.library_id, m.relative_path, m.kind, m.size_bytes, m.modified_ticks
                FROM media m JOIN (
                    SELECT media_id, min(priority) AS priority, min(due_at) AS due_at FROM head GROUP BY media_id
                ) h ON h.media_id = m.id
                WHERE m.removed_at IS NULL
                ORDER BY h.priority, h.due_at, m.id
                LIMIT $1
                FOR UPDATE OF m SKIP LOCKED
            ), claimed AS (
                UPDATE analysis a
                SET state = 1, lease_owner = $2, lease_until = now() + $4
                FROM picked p
                WHERE a.media_id = p.id AND a.state = 0 AND a.due_at <= now() AND a.crashes {(suspects ? "> 0" : "= 0")}
                RETURNING a.media_id, a.task
            )
            SELECT p.id, p.owner_id, l.root_path, p.relative_path, p.kind, p.size_bytes, p.modified_ticks,
                   array_agg(c.task ORDER BY c.task)
            FROM claimed c JOIN picked p ON p.id = c.media_id JOIN libraries l ON l.id = p.library_id
            GROUP BY p.id, p.owner_id, l.root_path, p.relative_path, p.kind, p.size_bytes, p.modified_ticks
            ORDER BY p.id
            """);
        command.Parameters.Add(new() { Value = count });
        command.Parameters.Add(new() { Value = worker.Id });
        command.Parameters.Add(new() { Value = libraries is null ? DBNull.Value : libraries.ToArray() });
        command.Parameters.Add(new() { Value = options.Lease });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var claimed = new List<ClaimedMedia>();
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(new ClaimedMedia(
                reader.GetGuid(0),
                reader.GetGuid(1),
                Path.Join(reader.GetString(2), reader.GetString(3)),
                (MediaKind)reader.GetInt16(4),
                reader.GetInt64(5),
                reader.GetInt64(6),
                Array.ConvertAll(reader.GetFieldValue<short[]>(7), task => (AnalysisTask)task)));
        }
        return claimed;
    }
}
