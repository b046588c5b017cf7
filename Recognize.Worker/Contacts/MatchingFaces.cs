using Npgsql;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.Matching;
using Recognize.Models.Contacts.Portraits;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.People;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Contacts;

/// <summary>Reads contacts and faces as the matcher wants them.</summary>
internal static class MatchingFaces
{
    /// <summary>
    /// Two faces of one photo, or of one frame of a video, are two people; where the owner lifted that, each face has a
    /// photo of its own.
    /// </summary>
    private const string PhotoSql =
        """
        CASE WHEN EXISTS (SELECT 1 FROM photo_releases l WHERE l.media_id = f.media_id) THEN f.id
             WHEN f.time_seconds IS NULL THEN f.media_id
             ELSE md5(f.media_id::text || f.time_seconds::text)::uuid END
        """;

    private const string RejectedSql = "ARRAY(SELECT r.person_id FROM face_rejections r WHERE r.face_id = f.id)";

    /// <summary>Contacts that may be matched, each with the portraits that can be used.</summary>
    public static async Task<List<MatchContact>> ReadContactsAsync(
        NpgsqlConnection connection, OwnerSeal seal, Guid ownerId, string packVersion, CancellationToken cancellationToken)
    {
        var portraits = await connection.ReadAsync(
            $"""
            SELECT c.id, c.name, f.embedding, f.quality, l.person_id, p.id, f.number
            FROM contacts c
            JOIN contact_portraits p ON p.contact_id = c.id AND p.state = {(int)PortraitState.Usable}
            JOIN contact_portrait_faces f ON f.portrait_id = p.id AND f.number = p.chosen_face
            LEFT JOIN contact_people l ON l.contact_id = c.id
            WHERE c.owner_id = $1 AND p.pack_version = $2 AND c.is_matched AND c.removed_at IS NULL
              AND c.answer = {(int)ContactAnswer.Agreed}
            ORDER BY c.id, p.place
            """,
            row => (
                Contact: row.GetGuid(0), Name: row.GetString(1),
                Vector: seal.ReadVector(row, 2, SealedRow.PortraitFace(row.GetGuid(5), row.GetInt16(6), packVersion)),
                Quality: row.GetFloat(3), Person: row.IsDBNull(4) ? (Guid?)null : row.GetGuid(4)),
            cancellationToken, ownerId, packVersion);
        var people = (await connection.ReadAsync(RefusedPeopleSql, Pair, cancellationToken, ownerId)).ToLookup(row => row.Contact, row => row.Other);
        var faces = (await connection.ReadAsync(RefusedFacesSql, Pair, cancellationToken, ownerId)).ToLookup(row => row.Contact, row => row.Other);
        return
        [
            .. portraits.GroupBy(row => row.Contact).Select(contact => new MatchContact(
                contact.Key, contact.First().Name,
                [.. contact.Select(row => new MatchPortrait(row.Vector, row.Quality))],
                contact.First().Person, people[contact.Key].ToHashSet(), faces[contact.Key].ToHashSet())),
        ];
    }

    /// <summary>Gives the matcher every person and every face that waits.</summary>
    public static async Task AddAllAsync(
        NpgsqlConnection connection, OwnerSeal seal, Guid ownerId, string packVersion, FacetBuilder facets,
        ContactMatcher matcher, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT f.id, {PhotoSql}, f.embedding, f.quality, f.assigned_by, {RejectedSql}, f.person_id, p.name
            FROM faces f
            JOIN media m ON m.id = f.media_id
            LEFT JOIN people p ON p.id = f.person_id
            WHERE f.owner_id = $1 AND f.pack_version = $2 AND m.removed_at IS NULL
              AND f.ignored_as IS NULL AND p.ignored_as IS NULL AND f.grouped_at IS NOT NULL
            ORDER BY f.person_id, f.id
            """,
            connection);
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = packVersion });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var members = new List<MatchFace>();
        (Guid Id, string? Name)? person = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            var face = ReadFace(reader, seal, packVersion);
            if (reader.IsDBNull(6))
            {
                matcher.AddFace(face);
                continue;
            }
            var next = reader.GetGuid(6);
            if (person is { } last && last.Id != next)
                Close(last);
            person = (next, reader.IsDBNull(7) ? null : reader.GetString(7));
            members.Add(face);
        }
        if (person is { } only)
            Close(only);

        void Close((Guid Id, string? Name) closed)
        {
            var group = facets.Build(
                closed.Id,
                [.. members.Select(face => new GroupingFace(face.Id, face.PhotoId, face.Embedding, face.Quality, face.Id.ToString()))],
                members.Where(face => face.IsConfirmed).Select(face => face.Id).ToHashSet(), cancellationToken);
            matcher.AddPerson(closed.Id, closed.Name, group.Facets, members);
            members = [];
        }
    }

    // What the owner refused, what was taken back, and whoever was said to be somebody else than the contact's person.
    private const string RefusedPeopleSql =
        """
        SELECT s.contact_id, s.person_id FROM contact_suggestions s JOIN contacts c ON c.id = s.contact_id
        WHERE c.owner_id = $1 AND s.is_refused AND s.person_id IS NOT NULL
        UNION
        SELECT a.contact_id, a.person_id FROM contact_acts a JOIN person_acts p ON p.id = a.act_id
        WHERE p.owner_id = $1 AND p.undone_at IS NOT NULL
        UNION
        SELECT l.contact_id, CASE l.person_id WHEN d.first_id THEN d.second_id ELSE d.first_id END
        FROM contact_people l JOIN contacts c ON c.id = l.contact_id
        JOIN person_differences d ON l.person_id IN (d.first_id, d.second_id)
        WHERE c.owner_id = $1
        """;

    private const string RefusedFacesSql =
        """
        SELECT s.contact_id, s.face_id FROM contact_suggestions s JOIN contacts c ON c.id = s.contact_id
        WHERE c.owner_id = $1 AND s.is_refused AND s.face_id IS NOT NULL
        UNION
        SELECT a.contact_id, h.key FROM contact_acts a JOIN person_acts p ON p.id = a.act_id
        JOIN act_changes h ON h.act_id = a.act_id AND h.entity = 0
        WHERE p.owner_id = $1 AND p.undone_at IS NOT NULL
        """;

    private static (Guid Contact, Guid Other) Pair(NpgsqlDataReader row) => (row.GetGuid(0), row.GetGuid(1));

    private static MatchFace ReadFace(NpgsqlDataReader reader, OwnerSeal seal, string packVersion) => new(
        reader.GetGuid(0), reader.GetGuid(1),
        seal.ReadVector(reader, 2, SealedRow.Face(reader.GetGuid(0), packVersion)), reader.GetFloat(3),
        (FaceAssignment)reader.GetInt16(4) is FaceAssignment.User or FaceAssignment.Contact,
        reader.GetFieldValue<Guid[]>(5));
}
