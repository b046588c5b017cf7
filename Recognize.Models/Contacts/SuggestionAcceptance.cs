using Recognize.Models.People.Acts;

namespace Recognize.Models.Contacts;

/// <summary>Makes a contact and a person, or a face, one, inside of an act.</summary>
internal sealed class SuggestionAcceptance(ActTransaction act, Contact contact, CancellationToken cancellationToken)
{
    /// <summary>A face of nobody's becomes one of the contact's person, who is made if need be.</summary>
    public async Task TakeFaceAsync(Guid faceId)
    {
        var face = (await act.FacesAsync([faceId], cancellationToken))[0];
        if (face.PersonId is not null)
            throw new ActRefusedException(ActRefusal.Changed, "The face has found a person meanwhile: look again.", [faceId]);
        var person = await LinkedAsync() ?? await act.AddPersonAsync(contact.Name, cancellationToken);
        // The owner's own word stands above a rejection of before.
        await act.ExecuteAsync(
            "DELETE FROM face_rejections WHERE face_id = $1 AND person_id = $2", cancellationToken, faceId, person);
        await act.PlaceAsync([faceId], person, cancellationToken);
        await OnePhotoRule.HoldAsync(act, person, [faceId], releases: false, cancellationToken);
        await LinkAsync(person);
        act.Summary = $"The contact {contact.Name} was said to be on a photo.";
    }

    /// <summary>A person becomes the contact's; one without a name gets its, or goes into the person it has already.</summary>
    public async Task TakePersonAsync(Guid personId)
    {
        var person = await act.PersonAsync(personId, cancellationToken);
        if (await LinkedAsync() is { } linked && linked != personId)
            await MergeAsync(person, linked);
        else
        {
            await act.ExecuteAsync(
                "UPDATE people SET name = normalize($2) WHERE id = $1 AND name IS NULL", cancellationToken, personId, contact.Name);
            await LinkAsync(personId);
        }
        act.Summary = $"The contact {contact.Name} was said to be a person.";
    }

    private async Task MergeAsync(PersonRow person, Guid linked)
    {
        if (person.Name is not null)
            throw new ActRefusedException(
                ActRefusal.Contradiction, $"{contact.Name} is another person already, and this one has a name: merge the two people.",
                [linked, person.Id]);
        // Whoever merges two people by themselves is told which faces leave; whoever answers a question is not.
        var rejected = await act.ReadAsync(
            """
            SELECT f.id FROM face_rejections r JOIN faces f ON f.id = r.face_id
            WHERE (f.person_id, r.person_id) IN (($1, $2), ($2, $1))
            """,
            row => row.GetGuid(0), cancellationToken, person.Id, linked);
        if (rejected.Count > 0)
            throw new ActRefusedException(
                ActRefusal.Contradiction, "The two people cannot be one: a face of one was said not to be the other.", rejected);
        await MergeActs.MakeAsync(act, new Merging([]) { Into = linked }, [linked, person.Id], cancellationToken);
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
            INSERT INTO contact_people (contact_id, person_id, linked_at) VALUES ($1, $2, $3)
            ON CONFLICT (contact_id) DO NOTHING
            """,
            cancellationToken, contact.Id, person, act.Now);
        await act.ExecuteAsync(
            "INSERT INTO contact_acts (act_id, contact_id, person_id) VALUES ($1, $2, $3)",
            cancellationToken, act.ActId, contact.Id, person);
    }
}
