namespace Recognize.Models.People.Acts;

/// <summary>What is said of one person as a whole: the name, whether it is shown, and by which face.</summary>
public sealed class NamingActs(PeopleActs acts)
{
    /// <summary>Names or renames a person; no name takes it away.</summary>
    /// <exception cref="ActRefusedException">Nothing was stored.</exception>
    public Task<ActDone> NameAsync(ActFor who, PersonSeen person, string? name, CancellationToken cancellationToken) =>
        RunAsync(who, ActKind.Name, person, async (act, row, token) =>
        {
            var wanted = PersonNames.Read(name);
            await act.ExecuteAsync(
                "UPDATE people SET name = $2 WHERE id = $1", token, row.Id, (object?)wanted ?? DBNull.Value);
            act.Summary = (row.Name, wanted) switch
            {
                (null, null) => "The person had no name.",
                (null, _) => $"Named a person {ActWording.Of(wanted)}.",
                var (old, now) when old == now => $"The person is named {row.Label} already.",
                (_, null) => $"Took the name {row.Label} away.",
                _ => $"Renamed {row.Label} to {ActWording.Of(wanted)}.",
            };
            // Neither name nor face: nothing is left of it.
            await act.TidyAsync([row.Id], token);
        }, cancellationToken);

    /// <summary>Leaves a person out of lists, or shows it again.</summary>
    /// <exception cref="ActRefusedException">Nothing was stored.</exception>
    public Task<ActDone> HideAsync(ActFor who, PersonSeen person, bool isHidden, CancellationToken cancellationToken) =>
        RunAsync(who, ActKind.Hide, person, async (act, row, token) =>
        {
            await act.ExecuteAsync("UPDATE people SET is_hidden = $2 WHERE id = $1", token, row.Id, isHidden);
            act.Summary = isHidden ? $"Hid {row.Label}." : $"Showed {row.Label} again.";
        }, cancellationToken);

    /// <summary>Says that a whole group is nobody to show, or takes that back; new faces like it still join.</summary>
    /// <exception cref="ActRefusedException">Nothing was stored.</exception>
    public Task<ActDone> IgnoreAsync(
        ActFor who, PersonSeen person, IgnoredAs? ignoredAs, CancellationToken cancellationToken) =>
        RunAsync(who, ActKind.Ignore, person, async (act, row, token) =>
        {
            await act.ExecuteAsync(
                "UPDATE people SET ignored_as = $2 WHERE id = $1", token,
                row.Id, ignoredAs is { } ignored ? (short)ignored : DBNull.Value);
            act.Summary = ignoredAs is { } said
                ? $"Ignored {row.Label} as {ActWording.Of(said)}."
                : $"Took {row.Label} back from those who are ignored.";
        }, cancellationToken);

    /// <summary>Chooses the face that stands for a person; none lets the best one stand.</summary>
    /// <exception cref="ActRefusedException">Nothing was stored.</exception>
    public Task<ActDone> CoverAsync(ActFor who, PersonSeen person, Guid? faceId, CancellationToken cancellationToken) =>
        RunAsync(who, ActKind.Cover, person, async (act, row, token) =>
        {
            if (faceId is { } id && (await act.FacesAsync([id], token))[0].PersonId != row.Id)
                throw new ActRefusedException(
                    ActRefusal.Contradiction, "The face that stands for a person has to be one of its own.", [id]);
            await act.ExecuteAsync(
                "UPDATE people SET cover_face_id = $2 WHERE id = $1", token, row.Id, (object?)faceId ?? DBNull.Value);
            act.Summary = faceId is null
                ? $"Let the best face stand for {row.Label}."
                : $"Chose the face that stands for {row.Label}.";
        }, cancellationToken);

    private Task<ActDone> RunAsync(
        ActFor who, ActKind kind, PersonSeen person,
        Func<ActTransaction, PersonRow, CancellationToken, Task> make, CancellationToken cancellationToken) =>
        acts.RunAsync(
            who.OwnerId, who.Actor, kind, [person],
            async (act, token) => await make(act, await act.PersonAsync(person.PersonId, token), token),
            cancellationToken);
}
