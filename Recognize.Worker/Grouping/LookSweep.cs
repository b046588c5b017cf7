using Npgsql;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.People;
using Recognize.Models.People.Refusals;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Grouping;

/// <summary>
/// Refuses faces that no analysis could: those that new face models found before these had made their own look of a person
/// who is not to be recognised. Looks at faces that no grouping has seen yet, and only where a look is kept.
/// </summary>
internal sealed class LookSweep(NpgsqlDataSource database, OwnerKeys keys)
{
    private const int BatchFaces = 10_000;

    /// <returns>How many faces lost their vectors and became boxes.</returns>
    public async Task<int> RunAsync(
        Guid ownerId, string packVersion, SimilarityLimits limits, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var isDue = (await connection.ReadAsync(
            """
            SELECT EXISTS (
                SELECT 1 FROM refused_looks l JOIN refused_people p ON p.id = l.refused_person_id
                WHERE p.owner_id = $1 AND l.pack_version = $2)
            """,
            row => row.GetBoolean(0), cancellationToken, ownerId, packVersion))[0];
        if (!isDue)
            return 0;
        var (total, after) = (0, Guid.Empty);
        while (true)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await OwnerLock.TakeAsync(connection, ownerId, cancellationToken);
            using var seal = await keys.ReadingAsync(connection, ownerId, cancellationToken);
            var looks = (await RefusedLooks.ReadAsync(
                    connection, new Dictionary<Guid, OwnerSeal> { [ownerId] = seal }, cancellationToken))
                .Where(kept => kept.PackVersion == packVersion).ToList();
            var faces = await connection.ReadAsync(
                $"""
                SELECT id, embedding FROM faces
                WHERE owner_id = $1 AND pack_version = $2 AND grouped_at IS NULL AND person_id IS NULL
                  AND ignored_as IS NULL AND origin = {(int)FaceOrigin.Detected} AND id > $3
                ORDER BY id LIMIT {BatchFaces}
                """,
                row => (Id: row.GetGuid(0), Vector: seal.ReadVector(row, 1, SealedRow.Face(row.GetGuid(0), packVersion))),
                cancellationToken, ownerId, packVersion, after);
            if (faces.Count == 0)
                return total;
            var alike = (
                from face in faces
                let best = KeptLook.BestOf(looks, face.Vector, limits)
                where best is not null
                select (face.Id, Person: best.RefusedPersonId)).ToList();
            total += await RefuseAsync(connection, alike, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            after = faces[^1].Id;
        }
    }

    private static async Task<int> RefuseAsync(
        NpgsqlConnection connection, List<(Guid Id, Guid Person)> alike, CancellationToken cancellationToken)
    {
        if (alike.Count == 0)
            return 0;
        var ids = alike.Select(face => face.Id).ToArray();
        // Files before their faces, as scans and analyses take them.
        await connection.ExecuteAsync(
            "SELECT 1 FROM media WHERE id IN (SELECT media_id FROM faces WHERE id = ANY ($1)) ORDER BY id FOR KEY SHARE",
            cancellationToken, ids);
        await connection.ExecuteAsync(
            """
            INSERT INTO refused_faces (id, refused_person_id, media_id, x, y, width, height, time_seconds, is_by_look)
            SELECT f.id, t.person, f.media_id, f.x, f.y, f.width, f.height, f.time_seconds, true
            FROM unnest($1, $2) AS t (id, person) JOIN faces f ON f.id = t.id
            """,
            cancellationToken, ids, alike.Select(face => face.Person).ToArray());
        return await connection.ExecuteAsync("DELETE FROM faces WHERE id = ANY ($1)", cancellationToken, ids);
    }
}
