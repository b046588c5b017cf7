using Npgsql;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Analysis;

/// <summary>
/// Hands out work and takes it back: claims with a lease, heartbeats, and the recovery of what a dead worker held.
/// Storing results is <see cref="OutcomeWriter"/>'s. The legal moves stand in <see cref="AnalysisTransitions"/>.
/// </summary>
/// <param name="database">Where it is.</param>
/// <param name="worker">Who claims.</param>
/// <param name="options">Leases and pauses.</param>
/// <param name="keys">Whether faces can be stored; null where they always can.</param>
/// <param name="absent">Libraries that are left alone for now; null where all can be reached.</param>
internal sealed class AnalysisLedger(
    NpgsqlDataSource database, WorkerIdentity worker, AnalysisOptions options, FaceKeyState? keys = null,
    AbsentLibraries? absent = null)
{
    private static readonly string ClaimDueSql = ClaimSql.Claim(suspects: false);
    private static readonly string ClaimSuspectsSql = ClaimSql.Claim(suspects: true);
    private static readonly string[] RepairSql = [ClaimSql.RepairDue(suspects: false), ClaimSql.RepairDue(suspects: true)];

    private const string GiveBackSql =
        """
        UPDATE analysis a SET state = 0, lease_owner = NULL, lease_until = NULL
        FROM held h WHERE a.media_id = h.media_id AND a.task = h.task
        """;

    private readonly string?[] _versions =
        [.. ClaimSql.Tasks.Tasks.Select(task => worker.VersionOf((AnalysisTask)task))];

    /// <summary>
    /// Claims, of up to <paramref name="count"/> files, all due tasks that this worker has the wanted version of. If the process dies from here on, the lease is
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
            $"""
            {HeldRows()}
            UPDATE analysis a SET lease_until = now() + $2 FROM held h WHERE a.media_id = h.media_id AND a.task = h.task
            """);
        command.Parameters.Add(new() { Value = worker.Id });
        command.Parameters.Add(new() { Value = options.Lease });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Gives back what was claimed and not begun; it counts neither as an attempt nor as a crash.</summary>
    public async Task GiveBackAsync(IReadOnlyCollection<Guid> mediaIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            {HeldRows("AND media_id = ANY ($2)")}
            {GiveBackSql}
            """);
        command.Parameters.Add(new() { Value = worker.Id });
        command.Parameters.Add(new() { Value = mediaIds.ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Gives back whatever this worker holds, also by a claim that was broken off while the server carried it out.
    /// </summary>
    public async Task GiveBackAllAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"{HeldRows()} {GiveBackSql}");
        command.Parameters.Add(new() { Value = worker.Id });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Makes due what lost workers held. When a worker's advisory lock is free, its process is gone: that counts against
    /// the files it held, and a file that was held at two deaths is quarantined. When the lock is held and the lease has
    /// ended, the worker hangs, is cut off, or the clock has jumped: its files are due without a mark.
    /// </summary>
    /// <remarks>
    /// A server that has just been started has dropped the locks of the living, too: until they had time to come back,
    /// only leases that have ended count, and none against a file.
    /// </remarks>
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
                SELECT id FROM owners
                WHERE now() - pg_postmaster_start_time() NOT BETWEEN interval '0' AND $2
                  AND pg_try_advisory_xact_lock({WorkerIdentity.LockClass}, {WorkerIdentity.LockKeySql("id")})
            ), lost AS MATERIALIZED (
                SELECT a.media_id, a.task, d.id IS NOT NULL AS is_dead, d.id IS NOT NULL AND a.crashes >= 1 AS is_poison
                FROM analysis a LEFT JOIN dead d ON d.id = a.lease_owner
                WHERE a.state = 1 AND a.lease_owner <> $1 AND (a.lease_until < now() OR d.id IS NOT NULL)
                ORDER BY a.media_id, a.task
                FOR UPDATE OF a SKIP LOCKED
            )
            UPDATE analysis a SET
                state = CASE WHEN l.is_poison THEN 4 ELSE 0 END,
                crashes = CASE WHEN l.is_dead THEN a.crashes + 1 ELSE a.crashes END,
                due_at = now(),
                lease_owner = NULL,
                lease_until = NULL,
                error_kind = CASE WHEN l.is_dead THEN 2 ELSE a.error_kind END,
                reason = CASE
                    WHEN l.is_poison THEN 'The file took the worker down twice and is left alone until it changes.'
                    WHEN l.is_dead THEN 'The worker stopped while it held the file; it will be tried again.'
                    ELSE a.reason END,
                finished_at = CASE WHEN l.is_dead THEN now() ELSE a.finished_at END
            FROM lost l WHERE a.media_id = l.media_id AND a.task = l.task
            """,
            connection);
        command.Parameters.Add(new() { Value = worker.Id });
        command.Parameters.Add(new() { Value = options.Reconnecting });
        var recovered = await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return recovered;
    }

    /// <summary>Files that this worker may take now, and those that any worker is at.</summary>
    /// <param name="libraries">Only files of these libraries; null for all.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<long> CountOpenAsync(IReadOnlyCollection<Guid>? libraries, CancellationToken cancellationToken)
    {
        await using var command = await CommandAsync(ClaimSql.CountOpen, libraries, cancellationToken);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>
    /// Makes due what waits for longer than any pause between two tries: the database's clock has been set back since.
    /// </summary>
    /// <returns>Tasks that became due.</returns>
    public async Task<int> RepairDueAsync(CancellationToken cancellationToken)
    {
        var repaired = 0;
        foreach (var sql in RepairSql)
        {
            await using var command = await CommandAsync(sql, null, cancellationToken);
            command.Parameters.Add(new() { Value = AnalysisOptions.LongestPause });
            repaired += await command.ExecuteNonQueryAsync(cancellationToken);
        }
        return repaired;
    }

    /// <summary>
    /// Rows of the worker $1, locked in the order in which <see cref="OutcomeWriter"/> locks them: nobody waits in a circle.
    /// </summary>
    private static string HeldRows(string and = "") =>
        $"""
        WITH held AS MATERIALIZED (
            SELECT media_id, task FROM analysis WHERE lease_owner = $1 AND state = 1 {and}
            ORDER BY media_id, task FOR UPDATE
        )
        """;

    private async Task<IReadOnlyList<ClaimedMedia>> ClaimAsync(
        int count, IReadOnlyCollection<Guid>? libraries, bool suspects, CancellationToken cancellationToken)
    {
        await using var command = await CommandAsync(suspects ? ClaimSuspectsSql : ClaimDueSql, libraries, cancellationToken);
        command.Parameters.Add(new() { Value = count });
        command.Parameters.Add(new() { Value = worker.Id });
        command.Parameters.Add(new() { Value = options.Lease });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var claimed = new List<ClaimedMedia>();
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(new ClaimedMedia(
                reader.GetGuid(0),
                new ClaimedLibrary(reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3)),
                Path.Join(reader.GetString(3), reader.GetString(4)),
                (MediaKind)reader.GetInt16(5),
                reader.GetInt64(6),
                reader.GetInt64(7),
                Array.ConvertAll(reader.GetFieldValue<short[]>(8), task => (AnalysisTask)task)));
        }
        return claimed;
    }

    /// <summary>Without the key that vectors are sealed with, faces are left to workers that have it.</summary>
    private async Task<NpgsqlCommand> CommandAsync(
        string sql, IReadOnlyCollection<Guid>? libraries, CancellationToken cancellationToken)
    {
        var mayFaces = keys is null || await keys.FindProblemAsync(cancellationToken) is null;
        bool Takes(short task) => mayFaces || task != (short)AnalysisTask.Faces;
        var (tasks, names) = ClaimSql.Tasks;
        var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = libraries is null ? DBNull.Value : libraries.ToArray() });
        command.Parameters.Add(new() { Value = tasks.Where(Takes).ToArray() });
        command.Parameters.Add(new() { Value = names.Where((_, i) => Takes(tasks[i])).ToArray() });
        command.Parameters.Add(new() { Value = _versions.Where((_, i) => Takes(tasks[i])).ToArray() });
        command.Parameters.Add(new() { Value = absent?.Ids ?? [] });
        return command;
    }
}
