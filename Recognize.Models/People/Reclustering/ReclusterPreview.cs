using Npgsql;

namespace Recognize.Models.People.Reclustering;

/// <summary>Reads what a finished run found, page by page.</summary>
public sealed class ReclusterPreview(NpgsqlDataSource database)
{
    /// <summary>The people that would change, the greatest change first.</summary>
    /// <param name="ownerId">Whose run.</param>
    /// <param name="runId">The run.</param>
    /// <param name="kinds">Only people to whom any of these happens; none shows all.</param>
    /// <param name="after">The last number seen; -1 starts at the beginning.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<List<ReclusterChange>> ChangesAsync(
        Guid ownerId, Guid runId, ReclusterChangeKinds kinds, int after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT c.number, c.person_id, c.name, c.is_anchored, c.kinds, c.faces_before, c.faces_after, c.gained, c.lost,
                   c.details::text
            FROM recluster_changes c JOIN recluster_runs r ON r.id = c.run_id
            WHERE r.owner_id = $1 AND c.run_id = $2 AND c.number > $3 AND ($4 = 0 OR c.kinds & $4 <> 0)
            ORDER BY c.number LIMIT $5
            """);
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = runId });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = (int)kinds });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var changes = new List<ReclusterChange>();
        while (await reader.ReadAsync(cancellationToken))
        {
            changes.Add(new ReclusterChange
            {
                RunId = runId,
                Number = reader.GetInt32(0),
                PersonId = reader.GetGuid(1),
                Name = reader.IsDBNull(2) ? null : reader.GetString(2),
                IsAnchored = reader.GetBoolean(3),
                Kinds = (ReclusterChangeKinds)reader.GetInt16(4),
                FacesBefore = reader.GetInt32(5),
                FacesAfter = reader.GetInt32(6),
                Gained = reader.GetInt32(7),
                Lost = reader.GetInt32(8),
                Details = reader.GetString(9),
            });
        }
        return changes;
    }

    /// <summary>What only a user can decide, the most striking first.</summary>
    public async Task<List<ReclusterConflict>> ConflictsAsync(
        Guid ownerId, Guid runId, int after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT c.number, c.kind, c.people, c.faces, c.similarity, c.message, c.remedy
            FROM recluster_conflicts c JOIN recluster_runs r ON r.id = c.run_id
            WHERE r.owner_id = $1 AND c.run_id = $2 AND c.number > $3
            ORDER BY c.number LIMIT $4
            """);
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = runId });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var conflicts = new List<ReclusterConflict>();
        while (await reader.ReadAsync(cancellationToken))
        {
            conflicts.Add(new ReclusterConflict
            {
                RunId = runId,
                Number = reader.GetInt32(0),
                Kind = (ReclusterConflictKind)reader.GetInt16(1),
                People = reader.GetFieldValue<Guid[]>(2),
                Faces = reader.GetFieldValue<Guid[]>(3),
                Similarity = reader.IsDBNull(4) ? null : reader.GetFloat(4),
                Message = reader.GetString(5),
                Remedy = reader.GetString(6),
            });
        }
        return conflicts;
    }
}
