using System.Runtime.CompilerServices;
using Npgsql;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.People;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Grouping;

/// <summary>Reads faces as the grouping module wants them. Ignored faces and those of removed files take no part.</summary>
internal static class GroupingFaces
{
    /// <summary>
    /// Faces of a person that are summed up at most: those that users confirmed, then the best. More of them change the
    /// mean by less than one photo does, and somebody may have ten thousand.
    /// </summary>
    private const int FacesOfAPerson = 512;

    /// <summary>
    /// What orders faces the same way in every run over the same files: the content of the photo and the place in it.
    /// Row ids would not, they depend on which worker was faster.
    /// </summary>
    private const string OrderKeySql =
        "encode(coalesce(m.content_hash, m.id::text::bytea), 'hex') || ':' || round(f.x::numeric, 4) || ':' || round(f.y::numeric, 4) || ':' || coalesce(f.time_seconds, 0)";

    /// <summary>What <see cref="ReadFace"/> reads, of <c>faces f</c> and <c>media m</c>.</summary>
    internal const string FaceColumns = $"f.id, f.media_id, f.embedding, f.quality, {OrderKeySql}, f.time_seconds";

    /// <summary>Faces in no group that no grouping has looked at yet, the oldest first.</summary>
    public static Task<List<GroupingFace>> ReadNewAsync(
        NpgsqlConnection connection, OwnerSeal seal, Guid ownerId, string packVersion, int most,
        CancellationToken cancellationToken) =>
        connection.ReadAsync(
            $"""
            SELECT {FaceColumns} FROM faces f JOIN media m ON m.id = f.media_id
            WHERE f.owner_id = $1 AND f.pack_version = $2 AND f.grouped_at IS NULL AND f.person_id IS NULL
              AND f.ignored_as IS NULL AND m.removed_at IS NULL
            ORDER BY f.id LIMIT $3
            """,
            row => ReadFace(row, seal, packVersion), cancellationToken, ownerId, packVersion, most);

    /// <summary>Of some faces those in no group that an earlier grouping left alone.</summary>
    public static Task<List<GroupingFace>> ReadWaitingAsync(
        NpgsqlConnection connection, OwnerSeal seal, Guid ownerId, string packVersion, Guid[] among,
        CancellationToken cancellationToken) =>
        connection.ReadAsync(
            $"""
            SELECT {FaceColumns} FROM faces f JOIN media m ON m.id = f.media_id
            WHERE f.owner_id = $1 AND f.pack_version = $2 AND f.id = ANY ($3) AND f.person_id IS NULL
              AND f.grouped_at IS NOT NULL AND f.ignored_as IS NULL AND m.removed_at IS NULL
            """,
            row => ReadFace(row, seal, packVersion), cancellationToken, ownerId, packVersion, among);

    /// <summary>The people whom some faces belong to.</summary>
    public static Task<List<Guid>> ReadPeopleOfAsync(
        NpgsqlConnection connection, Guid ownerId, Guid[] faces, CancellationToken cancellationToken) =>
        connection.ReadAsync(
            """
            SELECT DISTINCT person_id FROM faces
            WHERE owner_id = $1 AND id = ANY ($2) AND person_id IS NOT NULL ORDER BY person_id
            """,
            row => row.GetGuid(0), cancellationToken, ownerId, faces);

    /// <summary>What changes when faces come to a person, leave it, or are confirmed or described anew.</summary>
    public static async Task<Dictionary<Guid, long>> ReadFingerprintsAsync(
        NpgsqlConnection connection, Guid ownerId, string packVersion, IReadOnlyCollection<Guid> among,
        CancellationToken cancellationToken) =>
        (await connection.ReadAsync(
            """
            SELECT person_id, bit_xor(hashtextextended(concat_ws(':', id, assigned_by, grouping_run), 0))
            FROM faces WHERE owner_id = $1 AND pack_version = $2 AND person_id = ANY ($3)
            GROUP BY person_id
            """,
            row => (Person: row.GetGuid(0), Fingerprint: row.GetInt64(1)), cancellationToken,
            ownerId, packVersion, among.ToArray()))
        .ToDictionary(row => row.Person, row => row.Fingerprint);

    /// <summary>The settled faces of some people, person by person, and which of them were confirmed.</summary>
    public static async IAsyncEnumerable<SettledFaces> ReadSettledAsync(
        NpgsqlConnection connection, OwnerSeal seal, Guid ownerId, string packVersion, IReadOnlyCollection<Guid> among,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {FaceColumns}, f.person_id, f.assigned_by
            FROM unnest($3::uuid[]) AS p (id)
            CROSS JOIN LATERAL (
                SELECT * FROM faces
                WHERE person_id = p.id AND owner_id = $1 AND pack_version = $2
                ORDER BY assigned_by > {(int)FaceAssignment.Cluster} DESC, quality DESC, id LIMIT {FacesOfAPerson}) AS f
            JOIN media m ON m.id = f.media_id
            ORDER BY f.person_id
            """,
            connection);
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = packVersion });
        command.Parameters.Add(new() { Value = among.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        SettledFaces? settled = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            var person = reader.GetGuid(6);
            if (settled is not null && settled.PersonId != person)
            {
                yield return settled;
                settled = null;
            }
            settled ??= new SettledFaces(person, [], []);
            settled.Faces.Add(ReadFace(reader, seal, packVersion));
            if ((FaceAssignment)reader.GetInt16(7) is FaceAssignment.User or FaceAssignment.Contact)
                settled.Confirmed.Add(settled.Faces[^1].Id);
        }
        if (settled is not null)
            yield return settled;
    }

    /// <summary>In which of some photos and frames each of some people is seen already, whatever the face's quality.</summary>
    /// <returns>Photos and frames as in <see cref="GroupingFace.MediaId"/>.</returns>
    public static async Task<ILookup<Guid, Guid>> ReadPhotosOfAsync(
        NpgsqlConnection connection, Guid ownerId, IReadOnlyCollection<Guid> people, IEnumerable<Guid> faces,
        CancellationToken cancellationToken) =>
        (await connection.ReadAsync(
            """
            SELECT f.person_id, f.media_id, f.time_seconds FROM faces f
            WHERE f.owner_id = $1 AND f.person_id = ANY ($2)
              AND f.media_id IN (SELECT media_id FROM faces WHERE id = ANY ($3))
            """,
            row => (Person: row.GetGuid(0), Photo: ReadPhoto(row, 1, 2)), cancellationToken,
            ownerId, people.ToArray(), faces.ToArray()))
        .ToLookup(row => row.Person, row => row.Photo);

    /// <summary>What some faces were said not to be.</summary>
    public static Task<List<RejectedMatch>> ReadRejectionsAsync(
        NpgsqlConnection connection, IEnumerable<Guid> faces, CancellationToken cancellationToken) =>
        connection.ReadAsync(
            "SELECT face_id, person_id FROM face_rejections WHERE face_id = ANY ($1)", ReadRejection, cancellationToken,
            faces.ToArray());

    /// <summary>What any of an owner's faces were said not to be.</summary>
    public static Task<List<RejectedMatch>> ReadAllRejectionsAsync(
        NpgsqlConnection connection, Guid ownerId, CancellationToken cancellationToken) =>
        connection.ReadAsync(
            """
            SELECT r.face_id, r.person_id FROM face_rejections r JOIN people p ON p.id = r.person_id
            WHERE p.owner_id = $1
            """,
            ReadRejection, cancellationToken, ownerId);

    /// <summary>Which photos and frames of some faces may show one person twice.</summary>
    /// <returns>As in <see cref="GroupingFace.MediaId"/>.</returns>
    public static Task<List<Guid>> ReadReleasedPhotosAsync(
        NpgsqlConnection connection, IEnumerable<Guid> faces, CancellationToken cancellationToken) =>
        connection.ReadAsync(
            """
            SELECT DISTINCT f.media_id, f.time_seconds FROM faces f JOIN photo_releases l ON l.media_id = f.media_id
            WHERE f.id = ANY ($1)
            """,
            row => ReadPhoto(row, 0, 1), cancellationToken, faces.ToArray());

    private static RejectedMatch ReadRejection(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetGuid(1));

    private static Guid ReadPhoto(NpgsqlDataReader row, int media, int time) =>
        PhotoFrame.IdOf(row.GetGuid(media), row.IsDBNull(time) ? null : row.GetDouble(time));

    internal static GroupingFace ReadFace(NpgsqlDataReader reader, OwnerSeal seal, string packVersion) => new(
        reader.GetGuid(0),
        ReadPhoto(reader, 1, 5),
        seal.ReadVector(reader, 2, SealedRow.Face(reader.GetGuid(0), packVersion)),
        reader.GetFloat(3),
        reader.GetString(4));
}

/// <summary>The faces of one person, and which of them a user or a contact confirmed.</summary>
internal sealed record SettledFaces(Guid PersonId, List<GroupingFace> Faces, HashSet<Guid> Confirmed);
