using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Recognize.Models.Accounts;
using Recognize.Models.People.Reclustering;

namespace Recognize.Worker.Grouping;

/// <summary>Stores a finished preview in one transaction: a run is ready with all of its rows, or not ready.</summary>
internal sealed class ReclusterStore(NpgsqlDataSource database)
{
    /// <returns>False when the lease was lost meanwhile, or the owner said no; then nothing is stored.</returns>
    public async Task<bool> SaveAsync(
        ReclusterRun run, string packVersion, Guid? knownAct, ReclusterOutcome outcome, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await CopyMovesAsync(connection, outcome.Plan.Moves, cancellationToken);
        await CopyChangesAsync(connection, outcome.Plan.Changes, cancellationToken);
        await CopyConflictsAsync(connection, outcome.Conflicts, cancellationToken);
        if (!await connection.HoldFacePermissionAsync(run.OwnerId, cancellationToken))
            return false;
        // Last, so that the row is held for a moment only: until the end the worker says that it is alive.
        if (!await FinishAsync(connection, run, packVersion, knownAct, outcome.Figures, cancellationToken))
            return false;
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task<bool> FinishAsync(
        NpgsqlConnection connection, ReclusterRun run, string packVersion, Guid? knownAct, ReclusterFigures figures,
        CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            UPDATE recluster_runs SET state = {(int)ReclusterState.Ready}, progress = 1, finished_at = now(),
                lease_owner = NULL, lease_until = NULL, pack_version = $3, known_act = $4, figures = $5
            WHERE id = $1 AND lease_owner = $2 AND state = {(int)ReclusterState.Running} AND NOT is_cancel_requested
            """,
            connection);
        command.Parameters.Add(new() { Value = run.Id });
        command.Parameters.Add(new() { Value = run.LeaseOwner!.Value });
        command.Parameters.Add(new() { Value = packVersion });
        command.Parameters.Add(new() { Value = knownAct ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new()
        {
            Value = JsonSerializer.Serialize(figures, JsonSerializerOptions.Web), NpgsqlDbType = NpgsqlDbType.Jsonb,
        });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    private static async Task CopyMovesAsync(
        NpgsqlConnection connection, IReadOnlyList<ReclusterMove> moves, CancellationToken cancellationToken)
    {
        await using var writer = await connection.BeginBinaryImportAsync(
            """
            COPY recluster_moves (run_id, face_id, from_person_id, from_assigned_by, to_person_id, is_new_person, similarity)
            FROM STDIN (FORMAT BINARY)
            """,
            cancellationToken);
        foreach (var move in moves)
        {
            await writer.StartRowAsync(cancellationToken);
            await writer.WriteAsync(move.RunId, cancellationToken);
            await writer.WriteAsync(move.FaceId, cancellationToken);
            await WriteAsync(writer, move.FromPersonId, cancellationToken);
            await writer.WriteAsync((short)move.FromAssignedBy, cancellationToken);
            await WriteAsync(writer, move.ToPersonId, cancellationToken);
            await writer.WriteAsync(move.IsNewPerson, cancellationToken);
            await WriteAsync(writer, move.Similarity, cancellationToken);
        }
        await writer.CompleteAsync(cancellationToken);
    }

    private static async Task CopyChangesAsync(
        NpgsqlConnection connection, IReadOnlyList<ReclusterChange> changes, CancellationToken cancellationToken)
    {
        await using var writer = await connection.BeginBinaryImportAsync(
            """
            COPY recluster_changes (run_id, number, person_id, name, is_anchored, kinds, faces_before, faces_after, gained,
                                    lost, details)
            FROM STDIN (FORMAT BINARY)
            """,
            cancellationToken);
        foreach (var change in changes)
        {
            await writer.StartRowAsync(cancellationToken);
            await writer.WriteAsync(change.RunId, cancellationToken);
            await writer.WriteAsync(change.Number, cancellationToken);
            await writer.WriteAsync(change.PersonId, cancellationToken);
            if (change.Name is { } name)
                await writer.WriteAsync(name, cancellationToken);
            else
                await writer.WriteNullAsync(cancellationToken);
            await writer.WriteAsync(change.IsAnchored, cancellationToken);
            await writer.WriteAsync((short)change.Kinds, cancellationToken);
            await writer.WriteAsync(change.FacesBefore, cancellationToken);
            await writer.WriteAsync(change.FacesAfter, cancellationToken);
            await writer.WriteAsync(change.Gained, cancellationToken);
            await writer.WriteAsync(change.Lost, cancellationToken);
            await writer.WriteAsync(change.Details, NpgsqlDbType.Jsonb, cancellationToken);
        }
        await writer.CompleteAsync(cancellationToken);
    }

    private static async Task CopyConflictsAsync(
        NpgsqlConnection connection, IReadOnlyList<ReclusterConflict> conflicts, CancellationToken cancellationToken)
    {
        await using var writer = await connection.BeginBinaryImportAsync(
            """
            COPY recluster_conflicts (run_id, number, kind, people, faces, similarity, message, remedy)
            FROM STDIN (FORMAT BINARY)
            """,
            cancellationToken);
        foreach (var conflict in conflicts)
        {
            await writer.StartRowAsync(cancellationToken);
            await writer.WriteAsync(conflict.RunId, cancellationToken);
            await writer.WriteAsync(conflict.Number, cancellationToken);
            await writer.WriteAsync((short)conflict.Kind, cancellationToken);
            await writer.WriteAsync(conflict.People, cancellationToken);
            await writer.WriteAsync(conflict.Faces, cancellationToken);
            await WriteAsync(writer, conflict.Similarity, cancellationToken);
            await writer.WriteAsync(conflict.Message, cancellationToken);
            await writer.WriteAsync(conflict.Remedy, cancellationToken);
        }
        await writer.CompleteAsync(cancellationToken);
    }

    private static Task WriteAsync<T>(NpgsqlBinaryImporter writer, T? value, CancellationToken cancellationToken)
        where T : struct =>
        value is { } given ? writer.WriteAsync(given, cancellationToken) : writer.WriteNullAsync(cancellationToken);
}
