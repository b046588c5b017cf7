namespace Recognize.Models.People.Acts;

/// <summary>"This is two people."</summary>
public sealed class SplitActs(PeopleActs acts)
{
    /// <summary>
    /// Makes a new person of chosen faces of another. They are confirmed there and rejected from the old one, and the two
    /// are different from now on. What remains stays, with one face confirmed where none was, or the next recluster could
    /// join the two again.
    /// </summary>
    /// <param name="who">Who acts.</param>
    /// <param name="person">The person that is two.</param>
    /// <param name="faces">The faces that go, some but not all.</param>
    /// <param name="name">Of the new person; null for none.</param>
    /// <param name="cancellationToken">Gives up; then nothing is stored.</param>
    /// <exception cref="ActRefusedException">Nothing was stored.</exception>
    public Task<ActDone> SplitAsync(
        ActFor who, PersonSeen person, IReadOnlyList<Guid> faces, string? name, CancellationToken cancellationToken) =>
        acts.RunAsync(who.OwnerId, who.Actor, ActKind.Split, [person], async (act, token) =>
        {
            var old = await act.PersonAsync(person.PersonId, token);
            var going = await act.FacesAsync(faces, token);
            var elsewhere = going.Where(face => face.PersonId != old.Id).Select(face => face.Id).ToList();
            if (elsewhere.Count > 0)
                throw new ActRefusedException(
                    ActRefusal.Changed, $"Some of these faces are no longer of {old.Label}: look again.", elsewhere);
            var ids = going.Select(face => face.Id).ToArray();
            await RefuseAllAsync(act, old.Id, ids, token);
            var wanted = PersonNames.Read(name);
            var made = await act.AddPersonAsync(wanted, token);
            await act.PlaceAsync(ids, made, token);
            await act.RejectAsync(ids, old.Id, token);
            await act.SetDifferentAsync(old.Id, made, token);
            await Representative.ConfirmAsync(act, await act.PersonAsync(old.Id, token), token);
            await act.TidyAsync([old.Id], token);

            act.PersonId = made;
            act.Summary = $"Split {ActWording.Faces(ids.Length)} of {old.Label} off as {ActWording.Of(wanted)}.";
        }, cancellationToken);

    /// <summary>Faces on files that are gone are shown to nobody: a person of such alone would be lost out of sight.</summary>
    private static async Task RefuseAllAsync(ActTransaction act, Guid person, Guid[] going, CancellationToken token)
    {
        var remain = await act.ReadAsync(
            "SELECT EXISTS (SELECT 1 FROM faces WHERE person_id = $1 AND NOT is_removed AND id <> ALL ($2))",
            row => row.GetBoolean(0), token, person, going);
        if (!remain[0])
            throw new ActRefusedException(
                ActRefusal.Invalid, "These are all the faces of the person: nothing would remain. Rename it instead.");
    }
}
