using Npgsql;

namespace Recognize.Models.People.Acts;

/// <summary>A person as an act finds it.</summary>
internal sealed record PersonRow(
    Guid Id, string? Name, Guid? CoverFaceId, bool IsHidden, IgnoredAs? IgnoredAs, int FaceCount, int ConfirmedCount)
{
    public string Label => ActWording.Of(Name);
}

/// <summary>A face as an act finds it.</summary>
internal sealed record FaceRow(
    Guid Id, Guid MediaId, Guid? PersonId, FaceAssignment AssignedBy, IgnoredAs? IgnoredAs, FaceOrigin Origin)
{
    /// <summary>Somebody, or a contact's portrait, said who it is.</summary>
    public bool IsConfirmed => AssignedBy is FaceAssignment.User or FaceAssignment.Contact;
}

/// <summary>What all acts do to rows.</summary>
internal static class ActRows
{
    /// <summary>More at once are no decision about faces that somebody looked at.</summary>
    private const int MaxFaces = 10_000;

    /// <summary>People of the owner, in the order asked for.</summary>
    /// <exception cref="ActRefusedException">One does not exist, or is somebody else's.</exception>
    public static async Task<IReadOnlyList<PersonRow>> PeopleAsync(
        this ActTransaction act, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var found = (await act.ReadAsync(
                $"""
                SELECT p.id, p.name, p.cover_face_id, p.is_hidden, p.ignored_as, count(f.id)::integer,
                       (count(f.id) FILTER (WHERE f.assigned_by >= {(int)FaceAssignment.Contact}))::integer
                FROM people p LEFT JOIN faces f ON f.person_id = p.id
                WHERE p.owner_id = $1 AND p.id = ANY ($2)
                GROUP BY p.id
                """,
                row => new PersonRow(
                    row.GetGuid(0), row.IsDBNull(1) ? null : row.GetString(1), row.GuidOrNull(2), row.GetBoolean(3),
                    row.IsDBNull(4) ? null : (IgnoredAs)row.GetInt16(4), row.GetInt32(5), row.GetInt32(6)),
                cancellationToken, act.OwnerId, ids.ToArray()))
            .ToDictionary(person => person.Id);
        var missing = ids.Where(id => !found.ContainsKey(id)).ToList();
        if (missing.Count > 0)
            throw new ActRefusedException(ActRefusal.NotFound, "There is no such person; it may have been merged.", missing);
        return [.. ids.Select(id => found[id])];
    }

    public static async Task<PersonRow> PersonAsync(
        this ActTransaction act, Guid id, CancellationToken cancellationToken) =>
        (await act.PeopleAsync([id], cancellationToken))[0];

    /// <summary>Faces of the owner, held against analyses that would change them; each once.</summary>
    /// <exception cref="ActRefusedException">None is named, or one does not exist or is somebody else's.</exception>
    public static async Task<IReadOnlyList<FaceRow>> FacesAsync(
        this ActTransaction act, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.Distinct().ToArray();
        if (wanted.Length is 0 or > MaxFaces)
            throw new ActRefusedException(ActRefusal.Invalid, $"Name between 1 and {MaxFaces} faces.");
        // In the order in which analyses hold them, too: the two never wait for each other in a circle.
        var faces = await act.ReadAsync(
            """
            SELECT id, media_id, person_id, assigned_by, ignored_as, origin FROM faces
            WHERE owner_id = $1 AND id = ANY ($2) ORDER BY id FOR UPDATE
            """,
            row => new FaceRow(
                row.GetGuid(0), row.GetGuid(1), row.GuidOrNull(2), (FaceAssignment)row.GetInt16(3),
                row.IsDBNull(4) ? null : (IgnoredAs)row.GetInt16(4), (FaceOrigin)row.GetInt16(5)),
            cancellationToken, act.OwnerId, wanted);
        if (faces.Count < wanted.Length)
            throw new ActRefusedException(
                ActRefusal.NotFound, "There is no such face.", [.. wanted.Except(faces.Select(face => face.Id))]);
        return faces;
    }

    /// <summary>Makes a person without faces.</summary>
    public static async Task<Guid> AddPersonAsync(
        this ActTransaction act, string? name, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        await act.ExecuteAsync(
            "INSERT INTO people (id, owner_id, name, is_hidden, created_at) VALUES ($1, $2, $3, false, $4)",
            cancellationToken, id, act.OwnerId, (object?)name ?? DBNull.Value, act.Now);
        return id;
    }

    /// <summary>Puts faces to a person by a user's word.</summary>
    public static Task PlaceAsync(
        this ActTransaction act, IEnumerable<Guid> faces, Guid personId, CancellationToken cancellationToken) =>
        act.ExecuteAsync(
            $"""
            UPDATE faces SET person_id = $2, assigned_by = {(int)FaceAssignment.User},
                similarity = CASE WHEN person_id = $2 THEN similarity END, grouped_at = coalesce(grouped_at, $3), ignored_as = NULL
            WHERE id = ANY ($1)
            """,
            cancellationToken, faces.ToArray(), personId, act.Now);

    /// <summary>Takes faces out of their groups; the next grouping looks at them.</summary>
    public static Task LetWaitAsync(
        this ActTransaction act, IEnumerable<Guid> faces, CancellationToken cancellationToken) =>
        act.ExecuteAsync(
            $"""
            UPDATE faces SET person_id = NULL, assigned_by = {(int)FaceAssignment.None}, similarity = NULL, grouped_at = NULL,
                ignored_as = NULL
            WHERE id = ANY ($1)
            """,
            cancellationToken, faces.ToArray());

    /// <summary>Says for good that faces are not a person.</summary>
    public static Task RejectAsync(
        this ActTransaction act, IEnumerable<Guid> faces, Guid personId, CancellationToken cancellationToken) =>
        act.ExecuteAsync(
            """
            INSERT INTO face_rejections (face_id, person_id, created_at) SELECT f, $2, $3 FROM unnest($1) AS f
            ON CONFLICT DO NOTHING
            """,
            cancellationToken, faces.ToArray(), personId, act.Now);

    /// <summary>Says that two people are not one.</summary>
    public static Task SetDifferentAsync(
        this ActTransaction act, Guid first, Guid second, CancellationToken cancellationToken) =>
        act.ExecuteAsync(
            """
            INSERT INTO person_differences (first_id, second_id, created_at) VALUES (least($1, $2), greatest($1, $2), $3)
            ON CONFLICT DO NOTHING
            """,
            cancellationToken, first, second, act.Now);

    /// <summary>
    /// After faces have left people: a cover that is no longer the person's own gives way to the best face, and a person
    /// with neither name nor face is gone.
    /// </summary>
    public static async Task TidyAsync(
        this ActTransaction act, IEnumerable<Guid> people, CancellationToken cancellationToken)
    {
        var left = people.Distinct().ToArray();
        await act.ExecuteAsync(
            """
            UPDATE people p SET cover_face_id = NULL
            WHERE id = ANY ($1) AND cover_face_id IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM faces f WHERE f.id = p.cover_face_id AND f.person_id = p.id)
            """,
            cancellationToken, left);
        await act.ExecuteAsync(
            """
            DELETE FROM people p
            WHERE id = ANY ($1) AND name IS NULL AND NOT EXISTS (SELECT 1 FROM faces f WHERE f.person_id = p.id)
            """,
            cancellationToken, left);
    }

    private static Guid? GuidOrNull(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetGuid(column);
}
