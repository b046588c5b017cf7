using Npgsql;
using Recognize.Models.Library;

namespace Recognize.Worker.Analysis;

/// <summary>The version of the face models that each owner's vectors are of.</summary>
internal static class FaceVersions
{
    /// <summary>
    /// Reads the versions of a batch's owners and holds them until the transaction ends, so that no switch happens while
    /// faces are written. An owner without one gets that of the batch: the first faces settle it.
    /// </summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> HoldAsync(
        NpgsqlConnection connection, IReadOnlyList<AnalysisOutcome> batch, CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<Guid, string>();
        foreach (var outcome in batch.Where(outcome => outcome.Faces is not null))
            found[outcome.Media.OwnerId] = outcome.Tasks.Single(task => task.Task == AnalysisTask.Faces).PackVersion!;
        var versions = new Dictionary<Guid, string>();
        if (found.Count == 0)
            return versions;

        // Owners in one order: two workers that write faces of the same people do not wait for each other in a circle.
        await using var first = new NpgsqlCommand(
            """
            INSERT INTO face_versions (owner_id, pack_version, activated_at)
            SELECT owner_id, pack_version, now() FROM unnest($1, $2) AS f (owner_id, pack_version) ORDER BY owner_id
            ON CONFLICT DO NOTHING
            """,
            connection);
        first.Parameters.Add(new() { Value = found.Keys.ToArray() });
        first.Parameters.Add(new() { Value = found.Values.ToArray() });
        await first.ExecuteNonQueryAsync(cancellationToken);

        await using var hold = new NpgsqlCommand(
            "SELECT owner_id, pack_version FROM face_versions WHERE owner_id = ANY ($1) ORDER BY owner_id FOR SHARE", connection);
        hold.Parameters.Add(new() { Value = found.Keys.ToArray() });
        await using var reader = await hold.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            versions.Add(reader.GetGuid(0), reader.GetString(1));
        return versions;
    }
}
