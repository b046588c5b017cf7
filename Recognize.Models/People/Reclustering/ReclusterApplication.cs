using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Recognize.Models.Auditing;
using Recognize.Models.People.Acts;

namespace Recognize.Models.People.Reclustering;

/// <summary>Makes a preview real, as one act, and takes it back.</summary>
public sealed class ReclusterApplication(NpgsqlDataSource database, PeopleActs acts)
{
    /// <summary>
    /// Moves the faces of a preview. What somebody did meanwhile stands: a face that is no longer where the preview saw it,
    /// that was confirmed, rejected or ignored since, or whose person was named since, is left alone.
    /// </summary>
    /// <exception cref="ActRefusedException">
    /// The run cannot be applied: it is not ready, or was made for other people than there are now. Nothing was changed.
    /// </exception>
    public async Task<ReclusterRun> ApplyAsync(
        Guid ownerId, ActActor actor, Guid runId, CancellationToken cancellationToken)
    {
        ReclusterApplied? applied = null;
        var done = await acts.RunAsync(
            ownerId, actor, ActKind.Recluster, [],
            async (act, token) =>
            {
                await CheckAsync(act, runId, token);
                applied = await new ReclusterMoving(act, runId).RunAsync(token);
                act.Summary = string.Create(
                    CultureInfo.InvariantCulture,
                    $"Reclustered: {applied.MovedFaces} faces moved, {applied.NewPeople} people made, {applied.RemovedPeople} removed");
                await MarkAppliedAsync(act.Connection, runId, act.ActId, applied, token);
                await NoteAsync(act.Connection, ownerId, actor, AuditActions.ReclusterApplied, "Applied a recluster.", token);
            },
            cancellationToken);
        // Nothing changed, so no act was kept, nor the mark; the settings of the run count all the same.
        if (done.ActId is null)
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await MarkAppliedAsync(connection, runId, null, applied!, cancellationToken);
        }
        return (await new ReclusterRuns(database).FindAsync(ownerId, runId, cancellationToken))!;
    }

    /// <summary>Brings every face, person and setting back to where it was before the run was applied.</summary>
    /// <exception cref="ActRefusedException">
    /// The run was not applied, or later acts stand on it (they are named). Nothing was changed.
    /// </exception>
    public async Task<ReclusterRun> UndoAsync(
        Guid ownerId, ActActor actor, Guid runId, CancellationToken cancellationToken)
    {
        var runs = new ReclusterRuns(database);
        var run = await runs.FindAsync(ownerId, runId, cancellationToken) ?? throw ReclusterRuns.NotFound();
        if (run.State != ReclusterState.Applied)
            throw new ActRefusedException(ActRefusal.Contradiction, "This recluster is not in effect: there is nothing to take back.");
        if (run.ActId is { } act)
        {
            await acts.UndoAsync(ownerId, actor, act, cancellationToken);
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await NoteAsync(
                connection, ownerId, actor, AuditActions.ReclusterUndone, "Took a recluster back.", cancellationToken);
        }
        else
        {
            await using var command = database.CreateCommand("UPDATE recluster_runs SET state = $2 WHERE id = $1");
            command.Parameters.Add(new() { Value = runId });
            command.Parameters.Add(new() { Value = (short)ReclusterState.Undone });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        return (await runs.FindAsync(ownerId, runId, cancellationToken))!;
    }

    private static async Task NoteAsync(
        NpgsqlConnection connection, Guid ownerId, ActActor actor, string action, string summary,
        CancellationToken cancellationToken) =>
        await connection.AppendAsync(
            new AuditRecord(new AuditActor(actor.UserId, actor.Name), action, summary)
            {
                About = await connection.SubjectAsync(ownerId, cancellationToken),
            },
            cancellationToken);

    private static async Task CheckAsync(ActTransaction act, Guid runId, CancellationToken cancellationToken)
    {
        var found = await act.ReadAsync(
            ReclusterRuns.SelectSql + "WHERE r.owner_id = $1 AND r.id = $2 FOR UPDATE OF r",
            ReclusterRuns.Read, cancellationToken, act.OwnerId, runId);
        if (found is not [var run])
            throw ReclusterRuns.NotFound();
        if (run.State != ReclusterState.Ready)
            throw new ActRefusedException(
                ActRefusal.Contradiction,
                run.State switch
                {
                    ReclusterState.Requested or ReclusterState.Running => "The preview is not finished yet.",
                    ReclusterState.Applied => "This recluster is applied already.",
                    _ => "Only a preview that is ready is applied; ask for a new one.",
                });
        var packs = await act.ReadAsync(
            "SELECT pack_version FROM face_versions WHERE owner_id = $1", row => row.GetString(0), cancellationToken,
            act.OwnerId);
        if (packs is not [var pack] || pack != run.PackVersion)
            throw new ActRefusedException(
                ActRefusal.Changed, "The face models were changed since the preview was made; ask for a new one.");
        if (await KnownActAsync(act.Connection, act.OwnerId, act.ActId, cancellationToken) != run.KnownAct)
            throw new ActRefusedException(
                ActRefusal.Changed, "Another recluster was applied or taken back since the preview was made; ask for a new one.");
    }

    /// <summary>The owner's latest recluster, or its taking back.</summary>
    /// <param name="connection">Where to look.</param>
    /// <param name="ownerId">Whose.</param>
    /// <param name="except">An act in the making.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Guid?> KnownActAsync(
        NpgsqlConnection connection, Guid ownerId, Guid except, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT a.id FROM person_acts a LEFT JOIN person_acts u ON u.id = a.undoes
            WHERE a.owner_id = $1 AND a.id <> $2 AND {(int)ActKind.Recluster} IN (a.kind, u.kind)
            ORDER BY a.made_at DESC, a.id DESC LIMIT 1
            """,
            connection);
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = except });
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }

    private static async Task MarkAppliedAsync(
        NpgsqlConnection connection, Guid runId, Guid? actId, ReclusterApplied applied, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            UPDATE recluster_runs SET state = {(int)ReclusterState.Applied}, act_id = $2, applied_at = now(), applied = $3
            WHERE id = $1 AND state = {(int)ReclusterState.Ready}
            """,
            connection);
        command.Parameters.Add(new() { Value = runId });
        command.Parameters.Add(new() { Value = actId ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new()
        {
            Value = JsonSerializer.Serialize(applied, JsonSerializerOptions.Web), NpgsqlDbType = NpgsqlDbType.Jsonb,
        });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
