namespace Recognize.Models.People.Acts;

/// <summary>What groupings have to keep to: who is not the same, and which photos may show one person twice.</summary>
public sealed class RuleActs(PeopleActs acts)
{
    /// <summary>Says that two people are not one, or takes that back.</summary>
    /// <exception cref="ActRefusedException">Nothing was stored.</exception>
    public Task<ActDone> DifferentAsync(
        ActFor who, PersonSeen first, PersonSeen second, bool areDifferent, CancellationToken cancellationToken)
    {
        if (first.PersonId == second.PersonId)
            throw new ActRefusedException(ActRefusal.Invalid, "Name two people.");
        return acts.RunAsync(who.OwnerId, who.Actor, ActKind.Different, [first, second], async (act, token) =>
        {
            var people = await act.PeopleAsync([first.PersonId, second.PersonId], token);
            if (areDifferent)
                await act.SetDifferentAsync(first.PersonId, second.PersonId, token);
            else
                await act.ExecuteAsync(
                    "DELETE FROM person_differences WHERE first_id = least($1, $2) AND second_id = greatest($1, $2)", token,
                    first.PersonId, second.PersonId);
            act.Summary = $"Said that {people[0].Label} and {people[1].Label} "
                + (areDifferent ? "are two people." : "may be one.");
        }, cancellationToken);
    }

    /// <summary>Lets a photo show one person twice, as a mirror or a collage does, or takes that back.</summary>
    /// <exception cref="ActRefusedException">Nothing was stored.</exception>
    public Task<ActDone> ReleaseAsync(ActFor who, Guid mediaId, bool isReleased, CancellationToken cancellationToken) =>
        acts.RunAsync(who.OwnerId, who.Actor, ActKind.Release, [], async (act, token) =>
        {
            var found = await act.ReadAsync(
                "SELECT 1 FROM media WHERE id = $1 AND owner_id = $2 AND removed_at IS NULL", row => row.GetInt32(0), token,
                mediaId, act.OwnerId);
            if (found.Count == 0)
                throw new ActRefusedException(ActRefusal.NotFound, "There is no such file.", [mediaId]);
            if (isReleased)
                await act.ExecuteAsync(
                    "INSERT INTO photo_releases (media_id, created_at) VALUES ($1, $2) ON CONFLICT DO NOTHING", token,
                    mediaId, act.Now);
            else
            {
                await act.ExecuteAsync("DELETE FROM photo_releases WHERE media_id = $1", token, mediaId);
                await OnePhotoRule.HoldAsync(act, mediaId, token);
            }
            act.Summary = isReleased
                ? "Let a photo show one person twice."
                : "Said that a photo shows nobody twice.";
        }, cancellationToken);
}
