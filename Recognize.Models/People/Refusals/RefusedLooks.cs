using Npgsql;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;

namespace Recognize.Models.People.Refusals;

/// <summary>A look that was kept, in the clear.</summary>
public sealed record KeptLook(Guid RefusedPersonId, Guid OwnerId, string PackVersion, FaceLook Look)
{
    /// <summary>Whose face it is of those that it is like; null when it is like none.</summary>
    /// <param name="looks">Of the face's owner and version.</param>
    /// <param name="vector">The face's unit vector.</param>
    /// <param name="limits">How alike faces of that version must be.</param>
    public static KeptLook? BestOf(IEnumerable<KeptLook> looks, float[] vector, SimilarityLimits limits) => looks
        .Where(kept => kept.Look.IsLike(vector, limits))
        .MaxBy(kept => kept.Look.Similarity(vector));
}

/// <summary>Reads and writes kept looks.</summary>
public static class RefusedLooks
{
    /// <summary>The looks of some owners, of whatever version of the face models.</summary>
    /// <param name="connection">Where they are read.</param>
    /// <param name="seals">Open the owners' vectors; those of other owners are not read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<KeptLook>> ReadAsync(
        NpgsqlConnection connection, IReadOnlyDictionary<Guid, OwnerSeal> seals, CancellationToken cancellationToken)
    {
        if (seals.Count == 0)
            return [];
        return await connection.ReadAsync(
            """
            SELECT l.id, l.refused_person_id, p.owner_id, l.pack_version, l.faces, l.embedding
            FROM refused_looks l JOIN refused_people p ON p.id = l.refused_person_id
            WHERE p.owner_id = ANY ($1) ORDER BY l.id
            """,
            row => new KeptLook(
                row.GetGuid(1), row.GetGuid(2), row.GetString(3),
                new FaceLook(
                    row.GetInt32(4),
                    seals[row.GetGuid(2)].ReadVector(row, 5, SealedRow.Look(row.GetGuid(0), row.GetString(3))))),
            cancellationToken, seals.Keys.ToArray());
    }

    /// <summary>Stores the first look of a version.</summary>
    public static Task WriteAsync(
        NpgsqlConnection connection, OwnerSeal seal, Guid refusedPersonId, string packVersion, FaceLook look,
        CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        return connection.ExecuteAsync(
            "INSERT INTO refused_looks (id, refused_person_id, pack_version, faces, embedding) VALUES ($1, $2, $3, $4, $5)",
            cancellationToken, id, refusedPersonId, packVersion, look.Faces,
            seal.Seal(look.Mean, SealedRow.Look(id, packVersion)));
    }

    /// <summary>
    /// Adds faces to the look of a version, which is made if there is none: so a look of other face models comes into being
    /// while these analyse the files where the person is known to be. Writers take their turns.
    /// </summary>
    public static async Task AddAsync(
        NpgsqlConnection connection, OwnerSeal seal, Guid refusedPersonId, string packVersion,
        IEnumerable<float[]> vectors, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(
            "SELECT 1 FROM refused_people WHERE id = $1 FOR NO KEY UPDATE", cancellationToken, refusedPersonId);
        var known = await connection.ReadAsync(
            "SELECT id, faces, embedding FROM refused_looks WHERE refused_person_id = $1 AND pack_version = $2",
            row => (
                Id: row.GetGuid(0),
                Look: new FaceLook(
                    row.GetInt32(1), seal.ReadVector(row, 2, SealedRow.Look(row.GetGuid(0), packVersion)))),
            cancellationToken, refusedPersonId, packVersion);
        var look = known.Count == 0 ? null : known[0].Look;
        foreach (var vector in vectors)
            look = look?.With(vector) ?? new FaceLook(1, vector);
        if (look is null)
            return;
        if (known.Count == 0)
        {
            await WriteAsync(connection, seal, refusedPersonId, packVersion, look, cancellationToken);
            return;
        }
        await connection.ExecuteAsync(
            "UPDATE refused_looks SET faces = $2, embedding = $3 WHERE id = $1",
            cancellationToken, known[0].Id, look.Faces, seal.Seal(look.Mean, SealedRow.Look(known[0].Id, packVersion)));
    }
}
