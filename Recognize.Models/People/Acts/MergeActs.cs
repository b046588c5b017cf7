namespace Recognize.Models.People.Acts;

/// <summary>"These are one."</summary>
/// <param name="People">Two or more, in the versions that the actor saw.</param>
public sealed record Merging(IReadOnlyList<PersonSeen> People)
{
    /// <summary>The name from now on; needed only when they have several.</summary>
    public string? Name { get; init; }

    /// <summary>Who of them remains; null takes the named one, else the one confirmed most, else the largest.</summary>
    public Guid? Into { get; init; }

    /// <summary>Photos that show more than one of them may do so from now on.</summary>
    public bool ReleasesPhotos { get; init; }

    /// <summary>Faces of one that were said not to be another stay; what was said of them is taken back.</summary>
    public bool TakesBackRejections { get; init; }
}

/// <summary>
/// Makes several people one. Rejections and differences go over to who remains; what contradicts them is named to the
/// actor. One face of each group that nobody has confirmed any of is confirmed, so that the look stays when everything is
/// grouped anew.
/// </summary>
public sealed class MergeActs(PeopleActs acts)
{
    private const int MaxPeople = 100;

    /// <exception cref="ActRefusedException">Nothing was stored.</exception>
    public Task<ActDone> MergeAsync(ActFor who, Merging merging, CancellationToken cancellationToken)
    {
        var ids = merging.People.Select(person => person.PersonId).Distinct().ToArray();
        if (ids.Length != merging.People.Count || ids.Length is < 2 or > MaxPeople)
            throw new ActRefusedException(ActRefusal.Invalid, $"Name from 2 to {MaxPeople} people to merge, each once.");
        if (merging.Into is { } into && !ids.Contains(into))
            throw new ActRefusedException(ActRefusal.Invalid, "Who remains has to be one of the people that are merged.");
        return acts.RunAsync(
            who.OwnerId, who.Actor, ActKind.Merge, merging.People,
            (act, token) => MakeAsync(act, merging, ids, token), cancellationToken);
    }

    /// <summary>Merges inside of an act.</summary>
    /// <param name="act">The act.</param>
    /// <param name="merging">How; versions are not looked at any more.</param>
    /// <param name="ids">The people, two or more, each once.</param>
    /// <param name="token">Gives up.</param>
    /// <exception cref="ActRefusedException">Nothing may be stored.</exception>
    internal static async Task MakeAsync(ActTransaction act, Merging merging, Guid[] ids, CancellationToken token)
    {
        var people = await act.PeopleAsync(ids, token);
        var survivor = Survivor(people, merging.Into);
        var name = PersonNames.Read(merging.Name)
            ?? OnlyName([survivor, .. people.Where(person => person != survivor)]);
        // In the order in which analyses hold them, too: the two never wait for each other in a circle.
        await act.ExecuteAsync("SELECT 1 FROM faces WHERE person_id = ANY ($1) ORDER BY id FOR UPDATE", token, ids);
        await RefuseDifferentAsync(act, people, token);
        await SettleRejectionsAsync(act, ids, merging.TakesBackRejections, token);
        foreach (var person in await act.PeopleAsync(ids, token))
            await Representative.ConfirmAsync(act, person, token);

        var others = people.Where(person => person != survivor).ToList();
        var merged = others.Select(person => person.Id).ToArray();
        var moved = await act.ReadAsync(
            "UPDATE faces SET person_id = $2 WHERE person_id = ANY ($1) RETURNING id", row => row.GetGuid(0), token,
            merged, survivor.Id);
        await OnePhotoRule.HoldAsync(act, survivor.Id, moved, merging.ReleasesPhotos, token);
        await CarryLinksAsync(act, survivor.Id, merged, token);
        await act.ExecuteAsync(
            "UPDATE people SET name = $2, cover_face_id = coalesce(cover_face_id, $3) WHERE id = $1", token,
            survivor.Id, (object?)name ?? DBNull.Value,
            (object?)others.Select(person => person.CoverFaceId).FirstOrDefault(cover => cover is not null) ?? DBNull.Value);
        await act.ExecuteAsync("DELETE FROM people WHERE id = ANY ($1)", token, merged);
        await act.TidyAsync([survivor.Id], token);

        act.PersonId = survivor.Id;
        act.Summary = $"Merged {ActWording.Of(others)} into {ActWording.Of(name)}"
            + (act.Waiting.Count == 0 ? "." : $"; {ActWording.Faces(act.Waiting.Count)} left, being said to be somebody else.");
    }

    private static PersonRow Survivor(IReadOnlyList<PersonRow> people, Guid? into) =>
        people.FirstOrDefault(person => person.Id == into)
        ?? people
            .OrderBy(person => person.Name is null).ThenByDescending(person => person.ConfirmedCount)
            .ThenByDescending(person => person.FaceCount).ThenBy(person => person.Id)
            .First();

    private static string? OnlyName(IEnumerable<PersonRow> people)
    {
        var names = people.Where(person => person.Name is not null)
            .DistinctBy(person => person.Name, StringComparer.OrdinalIgnoreCase).ToList();
        if (names.Count > 1)
            throw new ActRefusedException(
                ActRefusal.Contradiction,
                $"They are named {string.Join(" and ", names.Select(person => person.Label))}: say which name stays.",
                [.. names.Select(person => person.Id)])
            { Code = "two-names" };
        return names.Count == 0 ? null : names[0].Name;
    }

    private static async Task RefuseDifferentAsync(
        ActTransaction act, IReadOnlyList<PersonRow> people, CancellationToken token)
    {
        var pairs = await act.ReadAsync(
            "SELECT first_id, second_id FROM person_differences WHERE first_id = ANY ($1) AND second_id = ANY ($1)",
            row => (First: row.GetGuid(0), Second: row.GetGuid(1)), token, people.Select(person => person.Id).ToArray());
        if (pairs.Count == 0)
            return;
        var labels = people.ToDictionary(person => person.Id, person => person.Label);
        throw new ActRefusedException(
            ActRefusal.Contradiction,
            $"{labels[pairs[0].First]} and {labels[pairs[0].Second]} were said to be two people: take that back first.",
            [.. pairs.SelectMany(pair => new[] { pair.First, pair.Second }).Distinct()])
        { Code = "said-different" };
    }

    /// <summary>Faces of one of the people that were said not to be another of them.</summary>
    private static async Task SettleRejectionsAsync(
        ActTransaction act, Guid[] ids, bool takesBack, CancellationToken token)
    {
        var rejected = await act.ReadAsync(
            """
            SELECT DISTINCT f.id, f.assigned_by FROM face_rejections r JOIN faces f ON f.id = r.face_id
            WHERE r.person_id = ANY ($1) AND f.person_id = ANY ($1)
            ORDER BY f.id
            """,
            row => (Id: row.GetGuid(0), By: (FaceAssignment)row.GetInt16(1)), token, ids);
        if (rejected.Count == 0)
            return;
        var faces = rejected.Select(face => face.Id).ToArray();
        if (takesBack)
        {
            await act.ExecuteAsync(
                "DELETE FROM face_rejections WHERE face_id = ANY ($1) AND person_id = ANY ($2)", token, faces, ids);
            return;
        }
        var confirmed = rejected.Where(face => face.By is not FaceAssignment.Cluster).Select(face => face.Id).ToList();
        if (confirmed.Count > 0)
            throw new ActRefusedException(
                ActRefusal.Contradiction,
                $"{ActWording.Faces(confirmed.Count)} of one of them "
                + $"{(confirmed.Count == 1 ? "was said not to be the other, and is" : "were said not to be the other, and are")} "
                + "confirmed: take that back with the merge, or move that first.",
                confirmed)
            { Code = "rejected-before" };
        await act.LetWaitAsync(faces, token);
        act.Waiting = faces;
    }

    private static async Task CarryLinksAsync(ActTransaction act, Guid survivor, Guid[] merged, CancellationToken token)
    {
        await act.ExecuteAsync(
            """
            INSERT INTO face_rejections (face_id, person_id, created_at)
            SELECT r.face_id, $1, max(r.created_at) FROM face_rejections r JOIN faces f ON f.id = r.face_id
            WHERE r.person_id = ANY ($2) AND f.person_id IS DISTINCT FROM $1
            GROUP BY r.face_id
            ON CONFLICT DO NOTHING
            """,
            token, survivor, merged);
        await act.ExecuteAsync(
            """
            INSERT INTO person_differences (first_id, second_id, created_at)
            SELECT least($1, d.other), greatest($1, d.other), max(d.created_at)
            FROM (SELECT CASE WHEN first_id = ANY ($2) THEN second_id ELSE first_id END AS other, created_at
                  FROM person_differences WHERE first_id = ANY ($2) OR second_id = ANY ($2)) d
            GROUP BY d.other
            ON CONFLICT DO NOTHING
            """,
            token, survivor, merged);
        // A contact goes on naming its person, whoever that is now.
        await act.ExecuteAsync(
            "UPDATE contact_people SET person_id = $1 WHERE person_id = ANY ($2)", token, survivor, merged);
    }
}
