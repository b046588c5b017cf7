namespace Recognize.Models.People.Acts;

/// <summary>"These faces are this person."</summary>
/// <param name="Faces">Of any people, or of none yet.</param>
public sealed record Moving(IReadOnlyList<Guid> Faces)
{
    /// <summary>Who it is, in the version that the actor saw; null makes a new person.</summary>
    public PersonSeen? To { get; init; }

    /// <summary>The name of the new person.</summary>
    public string? NewName { get; init; }

    /// <summary>Where the actor saw the faces. Without it, faces that a user confirmed elsewhere do not move.</summary>
    public Guid? From { get; init; }

    /// <inheritdoc cref="Merging.ReleasesPhotos"/>
    public bool ReleasesPhotos { get; init; }

    /// <summary>Faces may go to a person whom they were said not to be; that is taken back.</summary>
    public bool TakesBackRejections { get; init; }
}

/// <summary>What is said of single faces: who it is, who it is not, or that it is nobody to show.</summary>
public sealed class FaceActs(PeopleActs acts)
{
    /// <summary>Puts faces to a person, confirmed; they are never that of the person they leave again.</summary>
    /// <exception cref="ActRefusedException">Nothing was stored.</exception>
    public Task<ActDone> MoveAsync(ActFor who, Moving moving, CancellationToken cancellationToken) => acts.RunAsync(
        who.OwnerId, who.Actor, ActKind.Move, moving.To is { } seen ? [seen] : [], async (act, token) =>
        {
            var faces = await act.FacesAsync(moving.Faces, token);
            RefuseMovedSince(faces, moving);
            var name = PersonNames.Read(moving.NewName);
            var target = moving.To is { } to
                ? await act.PersonAsync(to.PersonId, token)
                : await act.PersonAsync(await act.AddPersonAsync(name, token), token);
            var ids = faces.Select(face => face.Id).ToArray();
            await SettleRejectionsAsync(act, ids, target, moving.TakesBackRejections, token);

            foreach (var left in faces.Where(face => face.PersonId is not null && face.PersonId != target.Id)
                .GroupBy(face => face.PersonId!.Value))
                await act.RejectAsync(left.Select(face => face.Id), left.Key, token);
            await act.PlaceAsync(ids, target.Id, token);
            await OnePhotoRule.HoldAsync(act, target.Id, ids, moving.ReleasesPhotos, token);
            await act.TidyAsync(Left(faces).Where(id => id != target.Id), token);

            act.PersonId = target.Id;
            act.Summary = $"Said that {ActWording.Faces(ids.Length)} {(ids.Length == 1 ? "is" : "are")} {target.Label}.";
        }, cancellationToken);

    /// <summary>Confirms faces where they are.</summary>
    /// <param name="who">Who acts.</param>
    /// <param name="personId">Whose faces they are.</param>
    /// <param name="faces">Which; they have to be of the person still.</param>
    /// <param name="cancellationToken">Gives up; then nothing is stored.</param>
    /// <exception cref="ActRefusedException">Nothing was stored.</exception>
    public Task<ActDone> ConfirmAsync(
        ActFor who, Guid personId, IReadOnlyList<Guid> faces, CancellationToken cancellationToken) =>
        acts.RunAsync(who.OwnerId, who.Actor, ActKind.Confirm, [], async (act, token) =>
        {
            var person = await act.PersonAsync(personId, token);
            var rows = await act.FacesAsync(faces, token);
            var elsewhere = rows.Where(face => face.PersonId != person.Id).Select(face => face.Id).ToList();
            if (elsewhere.Count > 0)
                throw new ActRefusedException(
                    ActRefusal.Changed, $"Some of these faces are no longer of {person.Label}: look again.", elsewhere);
            await ConfirmAsync(act, person, rows.Select(face => face.Id), token);
        }, cancellationToken);

    /// <summary>Confirms all faces of a person.</summary>
    /// <param name="who">Who acts.</param>
    /// <param name="person">The person, as the actor saw it.</param>
    /// <param name="faceCount">How many faces on files that are there the actor saw: none that joined since is confirmed unseen.</param>
    /// <param name="cancellationToken">Gives up; then nothing is stored.</param>
    /// <exception cref="ActRefusedException">Nothing was stored.</exception>
    public Task<ActDone> ConfirmAllAsync(
        ActFor who, PersonSeen person, int faceCount, CancellationToken cancellationToken) =>
        acts.RunAsync(who.OwnerId, who.Actor, ActKind.Confirm, [person], async (act, token) =>
        {
            var row = await act.PersonAsync(person.PersonId, token);
            var faces = await act.ReadAsync(
                """
                SELECT f.id FROM faces f JOIN media m ON m.id = f.media_id
                WHERE f.person_id = $1 AND m.removed_at IS NULL
                """,
                face => face.GetGuid(0), token, row.Id);
            if (faces.Count != faceCount)
                throw new ActRefusedException(
                    ActRefusal.Changed,
                    $"{row.Label} has {ActWording.Faces(faces.Count)} by now, not {faceCount}: look at them first.", [row.Id]);
            await ConfirmAsync(act, row, faces, token);
        }, cancellationToken);

    /// <summary>
    /// Says for good that faces are not a person. Those that were waiting or are somebody else stay where they are; those
    /// of the person wait for the next grouping.
    /// </summary>
    /// <exception cref="ActRefusedException">Nothing was stored.</exception>
    public Task<ActDone> RejectAsync(
        ActFor who, Guid personId, IReadOnlyList<Guid> faces, CancellationToken cancellationToken) =>
        acts.RunAsync(who.OwnerId, who.Actor, ActKind.Reject, [], async (act, token) =>
        {
            var person = await act.PersonAsync(personId, token);
            var rows = await act.FacesAsync(faces, token);
            var leaving = rows.Where(face => face.PersonId == person.Id).Select(face => face.Id).ToArray();
            await act.RejectAsync(rows.Select(face => face.Id), person.Id, token);
            await act.LetWaitAsync(leaving, token);
            await act.TidyAsync([person.Id], token);
            act.Waiting = leaving;
            act.Summary = $"Said that {ActWording.Faces(rows.Count)} {(rows.Count == 1 ? "is" : "are")} not {person.Label}.";
        }, cancellationToken);

    /// <summary>Says that faces are nobody to show, or lets them take part in groupings again.</summary>
    /// <exception cref="ActRefusedException">Nothing was stored.</exception>
    public Task<ActDone> IgnoreAsync(
        ActFor who, IReadOnlyList<Guid> faces, IgnoredAs? ignoredAs, CancellationToken cancellationToken) =>
        acts.RunAsync(who.OwnerId, who.Actor, ActKind.Ignore, [], async (act, token) =>
        {
            var rows = await act.FacesAsync(faces, token);
            if (ignoredAs is { } ignored)
            {
                // Looked at for good: a face without that time would be asked for by every grouping.
                await act.ExecuteAsync(
                    $"""
                    UPDATE faces SET person_id = NULL, assigned_by = {(int)FaceAssignment.None}, similarity = NULL,
                        grouped_at = coalesce(grouped_at, $3), ignored_as = $2
                    WHERE id = ANY ($1)
                    """,
                    token, rows.Select(face => face.Id).ToArray(), (short)ignored, act.Now);
                await act.TidyAsync(Left(rows), token);
                act.Summary = $"Ignored {ActWording.Faces(rows.Count)} as {ActWording.Of(ignored)}.";
                return;
            }
            var back = rows.Where(face => face.IgnoredAs is not null).Select(face => face.Id).ToArray();
            await act.LetWaitAsync(back, token);
            act.Waiting = back;
            act.Summary = $"Took {ActWording.Faces(back.Length)} back from those that are ignored.";
        }, cancellationToken);

    private static void RefuseMovedSince(IReadOnlyList<FaceRow> faces, Moving moving)
    {
        var moved = faces
            .Where(face => face.PersonId != moving.To?.PersonId || moving.To is null)
            .Where(face => moving.From is { } from
                ? face.PersonId != from
                : face is { PersonId: not null, AssignedBy: FaceAssignment.User })
            .Select(face => face.Id).ToList();
        if (moved.Count == 0)
            return;
        throw moving.From is null
            ? new ActRefusedException(
                ActRefusal.Contradiction,
                "A user confirmed that some of these faces are somebody else: say from whom they are to be taken.", moved)
            { Code = "confirmed-elsewhere" }
            : new ActRefusedException(
                ActRefusal.Changed, "Some of these faces are no longer where they were seen: look again.", moved);
    }

    private static async Task SettleRejectionsAsync(
        ActTransaction act, Guid[] faces, PersonRow target, bool takesBack, CancellationToken token)
    {
        if (takesBack)
        {
            await act.ExecuteAsync(
                "DELETE FROM face_rejections WHERE face_id = ANY ($1) AND person_id = $2", token, faces, target.Id);
            return;
        }
        var rejected = await act.ReadAsync(
            "SELECT face_id FROM face_rejections WHERE face_id = ANY ($1) AND person_id = $2 ORDER BY face_id",
            row => row.GetGuid(0), token, faces, target.Id);
        if (rejected.Count > 0)
            throw new ActRefusedException(
                ActRefusal.Contradiction,
                $"{ActWording.Faces(rejected.Count)} {(rejected.Count == 1 ? "was" : "were")} said not to be {target.Label}: "
                + "take that back with the move, or leave that out.",
                rejected)
            { Code = "rejected-before" };
    }

    private static async Task ConfirmAsync(
        ActTransaction act, PersonRow person, IEnumerable<Guid> faces, CancellationToken token)
    {
        var count = await act.ExecuteAsync(
            $"""
            UPDATE faces SET assigned_by = {(int)FaceAssignment.User}
            WHERE id = ANY ($1) AND assigned_by <> {(int)FaceAssignment.User}
            """,
            token, faces.ToArray());
        act.PersonId = person.Id;
        act.Summary = $"Confirmed {ActWording.Faces(count)} of {person.Label}.";
    }

    private static IEnumerable<Guid> Left(IEnumerable<FaceRow> faces) =>
        faces.Where(face => face.PersonId is not null).Select(face => face.PersonId!.Value);
}
