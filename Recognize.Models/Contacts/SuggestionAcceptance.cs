using Recognize.Models.People;
using Recognize.Models.People.Acts;

namespace Recognize.Models.Contacts;

/// <summary>Makes a contact and a person, or a face, one, inside of an act.</summary>
internal sealed class SuggestionAcceptance(ActTransaction act, Contact contact, CancellationToken cancellationToken)
{
    /// <summary>A face of nobody's becomes one of the contact's person, who is made if need be.</summary>
    public async Task TakeFaceAsync(Guid faceId)
    {
        var linked = await LinkedAsync();
        var person = linked ?? Guid.CreateVersion7();
        if (linked is null)
        {
            await act.ExecuteAsync(
                "INSERT INTO people (id, owner_id, name, is_hidden, created_at) VALUES ($1, $2, $3, false, $4)",
                cancellationToken, person, act.OwnerId, contact.Name, act.Now);
        }
        var blocked = await act.ReadAsync(
            """
            SELECT 1 FROM faces f JOIN faces o ON o.media_id = f.media_id AND o.person_id = $2
                AND o.time_seconds IS NOT DISTINCT FROM f.time_seconds
            WHERE f.id = $1 AND NOT EXISTS (SELECT 1 FROM photo_releases l WHERE l.media_id = f.media_id)
            """,
            _ => true, cancellationToken, faceId, person);
        if (blocked.Count > 0)
            throw new ActRefusedException(ActRefusal.Contradiction, "Another face of the same photo is this person already.", [faceId]);
        // The owner's own word stands above a rejection of before.
        await act.ExecuteAsync(
            "DELETE FROM face_rejections WHERE face_id = $1 AND person_id = $2", cancellationToken, faceId, person);
        var moved = await act.ExecuteAsync(
            $"""
            UPDATE faces SET person_id = $1, assigned_by = {(int)FaceAssignment.User}, grouped_at = $2
            WHERE id = $3 AND owner_id = $4 AND person_id IS NULL
            """,
            cancellationToken, person, act.Now, faceId, act.OwnerId);
        if (moved == 0)
            throw new ActRefusedException(ActRefusal.Changed, "The face has found a person meanwhile: look again.", [faceId]);
        await LinkAsync(person);
        act.Summary = $"The contact {contact.Name} was said to be on a photo.";
    }

    /// <summary>A person becomes the contact's; one without a name gets its, or goes into the person it has already.</summary>
    public async Task TakePersonAsync(Guid personId)
    {
        var people = await act.ReadAsync(
            "SELECT name FROM people WHERE id = $1 AND owner_id = $2", row => row.IsDBNull(0) ? null : row.GetString(0),
            cancellationToken, personId, act.OwnerId);
        if (people.Count == 0)
            throw new ActRefusedException(ActRefusal.NotFound, "There is no such person; it may have been merged.");
        act.Summary = $"The contact {contact.Name} was said to be a person.";
        if (await LinkedAsync() is { } linked && linked != personId)
        {
            if (people[0] is not null)
            {
                throw new ActRefusedException(
                    ActRefusal.Contradiction, $"{contact.Name} is another person already, and this one has a name: merge the two people.",
                    [linked, personId]);
            }
            await MoveIntoAsync(personId, linked);
            return;
        }
        await act.ExecuteAsync(
            "UPDATE people SET name = $2 WHERE id = $1 AND name IS NULL", cancellationToken, personId, contact.Name);
        await LinkAsync(personId);
    }

    private async Task MoveIntoAsync(Guid from, Guid to)
    {
        var reasons = await act.ReadAsync(
            """
            SELECT 'They were said to be two people.' FROM person_differences
            WHERE (first_id, second_id) IN (($1, $2), ($2, $1))
            UNION ALL
            SELECT 'Both are on one photo.' FROM faces a JOIN faces b ON b.media_id = a.media_id
                AND b.time_seconds IS NOT DISTINCT FROM a.time_seconds
            WHERE a.person_id = $1 AND b.person_id = $2
              AND NOT EXISTS (SELECT 1 FROM photo_releases l WHERE l.media_id = a.media_id)
            UNION ALL
            SELECT 'A face of one was said not to be the other.' FROM face_rejections r JOIN faces f ON f.id = r.face_id
            WHERE (f.person_id, r.person_id) IN (($1, $2), ($2, $1))
            LIMIT 1
            """,
            row => row.GetString(0), cancellationToken, from, to);
        if (reasons.Count > 0)
            throw new ActRefusedException(ActRefusal.Contradiction, $"The two people cannot be one: {reasons[0]}", [from, to]);
        await act.ExecuteAsync("UPDATE faces SET person_id = $2 WHERE person_id = $1", cancellationToken, from, to);
        await act.ExecuteAsync(
            """
            INSERT INTO face_rejections (face_id, person_id, created_at)
            SELECT face_id, $2, created_at FROM face_rejections WHERE person_id = $1 ON CONFLICT DO NOTHING
            """,
            cancellationToken, from, to);
        await act.ExecuteAsync(
            """
            INSERT INTO person_differences (first_id, second_id, created_at)
            SELECT least($2, o.id), greatest($2, o.id), d.created_at
            FROM person_differences d
            CROSS JOIN LATERAL (SELECT CASE d.first_id WHEN $1 THEN d.second_id ELSE d.first_id END AS id) o
            WHERE $1 IN (d.first_id, d.second_id) ON CONFLICT DO NOTHING
            """,
            cancellationToken, from, to);
        await act.ExecuteAsync("DELETE FROM people WHERE id = $1", cancellationToken, from);
    }

    private async Task<Guid?> LinkedAsync()
    {
        var found = await act.ReadAsync(
            "SELECT person_id FROM contact_people WHERE contact_id = $1", row => row.GetGuid(0), cancellationToken, contact.Id);
        return found.Count > 0 ? found[0] : null;
    }

    private async Task LinkAsync(Guid person)
    {
        await act.ExecuteAsync(
            """
            INSERT INTO contact_people (contact_id, person_id, act_id, linked_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (contact_id) DO NOTHING
            """,
            cancellationToken, contact.Id, person, act.ActId, act.Now);
        await act.ExecuteAsync(
            "INSERT INTO contact_acts (act_id, contact_id, person_id) VALUES ($1, $2, $3)",
            cancellationToken, act.ActId, contact.Id, person);
    }
}
