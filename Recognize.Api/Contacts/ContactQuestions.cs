using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Media;
using Recognize.Api.People;
using Recognize.Models.Contacts;

namespace Recognize.Api.Contacts;

/// <summary>Adds to questions about contacts what somebody has to look at to answer them.</summary>
internal static class ContactQuestions
{
    public static async Task<List<ContactSuggestionResponse>> CompleteAsync(
        OwnerScope scope, IReadOnlyList<ContactSuggestion> rows, CancellationToken cancellationToken)
    {
        var contactIds = rows.Select(row => row.ContactId).Distinct().ToList();
        var names = await scope.Contacts.Where(contact => contactIds.Contains(contact.Id))
            .ToDictionaryAsync(contact => contact.Id, contact => contact.Name, cancellationToken);
        var portraits = (await scope.ContactPortraits
                .Where(portrait => contactIds.Contains(portrait.ContactId) && portrait.Image != null)
                .OrderBy(portrait => portrait.Place)
                .Select(portrait => new { portrait.Id, portrait.ContactId })
                .ToListAsync(cancellationToken))
            .ToLookup(portrait => portrait.ContactId, portrait => portrait.Id);
        var personIds = rows.Select(row => row.PersonId).OfType<Guid>().Distinct().ToList();
        var ranked = await PeopleQueries.Of(scope, personIds).ToListAsync(cancellationToken);
        var people = (await PeopleQueries.CompleteAsync(scope, ranked, cancellationToken)).ToDictionary(person => person.Id);
        var faceIds = rows.Select(row => row.FaceId).OfType<Guid>().Distinct().ToList();
        var faces = await scope.Faces.Where(face => faceIds.Contains(face.Id))
            .Select(face => new CoverResponse(
                face.Id, face.MediaId, new BoxResponse(face.X, face.Y, face.Width, face.Height), face.TimeSeconds))
            .ToDictionaryAsync(face => face.FaceId, cancellationToken);
        // A contact, person or face that went since the rows were read has no question any more.
        return
        [
            .. rows
                .Where(row => names.ContainsKey(row.ContactId)
                    && (row.PersonId is { } person ? people.ContainsKey(person) : row.FaceId is { } face && faces.ContainsKey(face)))
                .Select(row =>
                {
                    var person = row.PersonId is { } id ? people[id] : null;
                    var portrait = portraits[row.ContactId].Select(found => (Guid?)found).FirstOrDefault();
                    return new ContactSuggestionResponse(
                        row.Id, row.ContactId, names[row.ContactId], portrait, row.PersonId, person?.Name, row.FaceId,
                        person is null ? faces[row.FaceId!.Value] : person.Cover, person?.FaceCount ?? 1, row.Similarity);
                }),
        ];
    }
}
