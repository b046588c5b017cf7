using Npgsql;
using NpgsqlTypes;
using Recognize.Models.People.Acts;

namespace Recognize.Models.People.Reclustering;

/// <summary>
/// An owner's reclusters: asking for one, looking at them, giving one up. Computing is the workers' business. Safe for
/// use by many threads and processes at once.
/// </summary>
public sealed class ReclusterRuns(NpgsqlDataSource database)
{
    /// <summary>How many runs are kept for each owner; those that were applied stay, without their rows.</summary>
    public const int Kept = 5;

    /// <summary>How many runs a list shows.</summary>
    private const int MaxListed = 100;

    // An applied run whose act was taken back, by whatever way, is undone.
    private static readonly string Columns =
        $"""
        r.id, r.owner_id, r.requested_by, r.requested_by_name,
        CASE WHEN r.state = {(int)ReclusterState.Applied} AND a.undone_at IS NOT NULL
             THEN {(int)ReclusterState.Undone} ELSE r.state END AS state,
        r.stage, r.progress, r.threshold, r.minimum_size, r.minimum_quality, r.pack_version, r.known_act, r.requested_at,
        r.started_at, r.finished_at, r.lease_owner, r.lease_until, r.attempts, r.is_cancel_requested,
        r.figures::text, r.error, r.act_id, r.applied_at, r.applied::text
        """;

    internal static readonly string SelectSql =
        $"SELECT {Columns} FROM recluster_runs r LEFT JOIN person_acts a ON a.id = r.act_id ";

    /// <summary>Asks for a preview; a worker takes it up.</summary>
    /// <param name="ownerId">Whose faces.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="settings">How strictly to group.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ActRefusedException">The settings are out of range, or another run is under way.</exception>
    public async Task<ReclusterRun> RequestAsync(
        Guid ownerId, ActActor actor, ReclusterSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Problem is { } problem)
            throw new ActRefusedException(ActRefusal.Invalid, problem);
        var id = Guid.CreateVersion7();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO recluster_runs (
                id, owner_id, requested_by, requested_by_name, state, stage, progress, threshold, minimum_size,
                minimum_quality, requested_at, attempts, is_cancel_requested)
            VALUES ($1, $2, $3, $4, 0, 0, 0, $5, $6, $7, now(), 0, false)
            ON CONFLICT (owner_id) WHERE state IN (0, 1) DO NOTHING
            """,
            connection);
        insert.Parameters.Add(new() { Value = id });
        insert.Parameters.Add(new() { Value = ownerId });
        insert.Parameters.Add(new() { Value = actor.UserId ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        insert.Parameters.Add(new() { Value = actor.Name });
        insert.Parameters.Add(new() { Value = settings.Threshold });
        insert.Parameters.Add(new() { Value = settings.MinimumSize });
        insert.Parameters.Add(
            new() { Value = settings.MinimumQuality ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Real });
        if (await insert.ExecuteNonQueryAsync(cancellationToken) == 0)
            throw new ActRefusedException(
                ActRefusal.Contradiction, "Another recluster of these faces is under way: wait for it, or cancel it.",
                await ActiveAsync(connection, ownerId, cancellationToken));
        await TrimAsync(connection, ownerId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (await FindAsync(ownerId, id, cancellationToken))!;
    }

    /// <summary>The settings in effect for an owner; see <see cref="OwnerGroupingSettings"/>.</summary>
    public async Task<ReclusterSettings> SettingsAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await OwnerGroupingSettings.ReadAsync(connection, ownerId, cancellationToken);
    }

    /// <summary>One run of the owner; null when there is no such run, or it is somebody else's.</summary>
    public async Task<ReclusterRun?> FindAsync(Guid ownerId, Guid runId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(SelectSql + "WHERE r.owner_id = $1 AND r.id = $2");
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = runId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <summary>The owner's runs, the latest first.</summary>
    public async Task<IReadOnlyList<ReclusterRun>> ListAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            SelectSql + $"WHERE r.owner_id = $1 ORDER BY r.requested_at DESC, r.id DESC LIMIT {MaxListed}");
        command.Parameters.Add(new() { Value = ownerId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var runs = new List<ReclusterRun>();
        while (await reader.ReadAsync(cancellationToken))
            runs.Add(Read(reader));
        return runs;
    }

    /// <summary>
    /// Gives a run up: at once while nobody computes it, within seconds while somebody does; a finished preview is thrown away.
    /// </summary>
    /// <exception cref="ActRefusedException">There is no such run, or it was applied or ended already.</exception>
    public async Task CancelAsync(Guid ownerId, Guid runId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            UPDATE recluster_runs SET
                is_cancel_requested = true,
                state = CASE WHEN state = {(int)ReclusterState.Running} AND lease_until > now()
                             THEN state ELSE {(int)ReclusterState.Cancelled} END,
                finished_at = CASE WHEN state = {(int)ReclusterState.Running} AND lease_until > now()
                                   THEN NULL ELSE now() END
            WHERE owner_id = $1 AND id = $2
              AND state IN ({(int)ReclusterState.Requested}, {(int)ReclusterState.Running}, {(int)ReclusterState.Ready})
            """);
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = runId });
        if (await command.ExecuteNonQueryAsync(cancellationToken) > 0)
            return;
        throw await FindAsync(ownerId, runId, cancellationToken) is null
            ? NotFound()
            : new ActRefusedException(ActRefusal.Contradiction, "This recluster has ended already; one that was applied is taken back.");
    }

    internal static ActRefusedException NotFound() => new(ActRefusal.NotFound, "There is no such recluster.");

    internal static ReclusterRun Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        OwnerId = row.GetGuid(1),
        RequestedBy = row.IsDBNull(2) ? null : row.GetGuid(2),
        RequestedByName = row.GetString(3),
        State = (ReclusterState)row.GetInt32(4),
        Stage = (ReclusterStage)row.GetInt16(5),
        Progress = row.GetFloat(6),
        Threshold = row.GetFloat(7),
        MinimumSize = row.GetInt32(8),
        MinimumQuality = row.IsDBNull(9) ? null : row.GetFloat(9),
        PackVersion = row.IsDBNull(10) ? null : row.GetString(10),
        KnownAct = row.IsDBNull(11) ? null : row.GetGuid(11),
        RequestedAt = row.GetFieldValue<DateTimeOffset>(12),
        StartedAt = row.IsDBNull(13) ? null : row.GetFieldValue<DateTimeOffset>(13),
        FinishedAt = row.IsDBNull(14) ? null : row.GetFieldValue<DateTimeOffset>(14),
        LeaseOwner = row.IsDBNull(15) ? null : row.GetGuid(15),
        LeaseUntil = row.IsDBNull(16) ? null : row.GetFieldValue<DateTimeOffset>(16),
        Attempts = row.GetInt16(17),
        IsCancelRequested = row.GetBoolean(18),
        Figures = row.IsDBNull(19) ? null : row.GetString(19),
        Error = row.IsDBNull(20) ? null : row.GetString(20),
        ActId = row.IsDBNull(21) ? null : row.GetGuid(21),
        AppliedAt = row.IsDBNull(22) ? null : row.GetFieldValue<DateTimeOffset>(22),
        Applied = row.IsDBNull(23) ? null : row.GetString(23),
    };

    private static async Task<Guid[]> ActiveAsync(
        NpgsqlConnection connection, Guid ownerId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT array_agg(id) FROM recluster_runs WHERE owner_id = $1 AND state IN (0, 1)", connection);
        command.Parameters.Add(new() { Value = ownerId });
        return await command.ExecuteScalarAsync(cancellationToken) as Guid[] ?? [];
    }

    // Applied runs say by which settings new faces join, and taking one back makes the one before it count again.
    private static async Task TrimAsync(NpgsqlConnection connection, Guid ownerId, CancellationToken cancellationToken)
    {
        var old = $"(SELECT id FROM recluster_runs WHERE owner_id = $1 ORDER BY requested_at DESC, id DESC OFFSET {Kept})";
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in (string[])[
            $"DELETE FROM recluster_runs WHERE state <> {(int)ReclusterState.Applied} AND id IN {old}",
            $"DELETE FROM recluster_moves WHERE run_id IN {old}",
            $"DELETE FROM recluster_changes WHERE run_id IN {old}",
            $"DELETE FROM recluster_conflicts WHERE run_id IN {old}"])
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = ownerId } } });
        }
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
