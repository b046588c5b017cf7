using Microsoft.EntityFrameworkCore;
using Recognize.Models.Accounts;
using Recognize.Models.Contacts;
using Recognize.Models.Exports;
using Recognize.Models.Library;
using Recognize.Models.People;
using Recognize.Models.People.Acts;
using Recognize.Models.People.Refusals;
using Recognize.Models.People.Suggestions;
using Recognize.Models.Persistence;
using Recognize.Models.Search;
using Recognize.Models.Tags;

namespace Recognize.Api.Accounts;

/// <summary>
/// What a request may see of the caller's own, without what was removed. Every query of the API starts here, an admin's
/// too, or in <see cref="VisibleScope"/>, which adds what others share.
/// </summary>
internal sealed class OwnerScope(RecognizeDbContext database, IHttpContextAccessor accessor)
{
    private readonly Guid _ownerId = CurrentUser(accessor).RequireUserId();

    /// <summary>The caller, acting on the caller's own people.</summary>
    public ActFor Me { get; } = new(
        CurrentUser(accessor).RequireUserId(),
        new ActActor(CurrentUser(accessor).RequireUserId(), CurrentUser(accessor).Identity?.Name ?? string.Empty));

    /// <summary>Files that the last scan found.</summary>
    public IQueryable<MediaItem> Media =>
        database.Media.Where(item => item.OwnerId == _ownerId && item.RemovedAt == null);

    public IQueryable<MediaLibrary> Libraries => database.Libraries.Where(library => library.OwnerId == _ownerId);

    /// <summary>Searches the same files.</summary>
    public MediaSearch Search { get; } = new(database, CurrentUser(accessor).RequireUserId());

    /// <summary>Hidden ones too: whoever lists them says whether to.</summary>
    public IQueryable<Person> People => database.People.Where(person => person.OwnerId == _ownerId);

    /// <summary>Faces on visible files.</summary>
    public IQueryable<Face> Faces => database.Faces.Where(face => face.OwnerId == _ownerId && !face.IsRemoved);

    /// <summary>People whom the caller marked "do not recognise".</summary>
    public IQueryable<RefusedPerson> RefusedPeople => database.RefusedPeople.Where(person => person.OwnerId == _ownerId);

    /// <summary>Where they are on visible files.</summary>
    public IQueryable<RefusedFace> RefusedFaces => database.RefusedFaces.Where(face =>
        RefusedPeople.Any(person => person.Id == face.RefusedPersonId) && Media.Any(item => item.Id == face.MediaId));

    /// <summary>What they look like, where the caller chose that it is kept.</summary>
    public IQueryable<RefusedLook> RefusedLooks => database.RefusedLooks.Where(look =>
        RefusedPeople.Any(person => person.Id == look.RefusedPersonId));

    /// <summary>How many such faces each person had at the last roll-up.</summary>
    public IQueryable<PersonCount> PersonCounts => database.PersonCounts.Where(count => count.OwnerId == _ownerId);

    /// <summary>What has changed of these counts since: to be added.</summary>
    public IQueryable<PersonChange> PersonChanges => database.PersonChanges.Where(change => change.OwnerId == _ownerId);

    /// <summary>Why faces could not be described, by face.</summary>
    public IQueryable<FaceProblem> FaceProblems => database.FaceProblems.Where(problem =>
        Faces.Any(face => face.Id == problem.FaceId));

    /// <summary>What was done to the caller's people.</summary>
    public IQueryable<PersonAct> Acts => database.PersonActs.Where(act => act.OwnerId == _ownerId);

    /// <summary>Questions whose answer is still open, about people that are shown and faces on visible files.</summary>
    public IQueryable<PersonSuggestion> Suggestions => database.PersonSuggestions.Where(suggestion =>
        suggestion.OwnerId == _ownerId
        && People.Any(person => person.Id == suggestion.PersonId && !person.IsHidden && person.IgnoredAs == null)
        && (suggestion.OtherId == null
            ? Faces.Any(face => face.Id == suggestion.FaceId && face.PersonId == null && face.IgnoredAs == null)
                && !database.FaceRejections.Any(rejection =>
                    rejection.FaceId == suggestion.FaceId && rejection.PersonId == suggestion.PersonId)
            : People.Any(person => person.Id == suggestion.OtherId && !person.IsHidden && person.IgnoredAs == null)
                && !database.PersonDifferences.Any(difference =>
                    (difference.FirstId == suggestion.PersonId && difference.SecondId == suggestion.OtherId)
                    || (difference.FirstId == suggestion.OtherId && difference.SecondId == suggestion.PersonId))));

    /// <summary>Assignments on visible files, without those that the owner removed from a file.</summary>
    public IQueryable<MediaTag> MediaTags => database.MediaTags.Where(tag =>
        Media.Any(item => item.Id == tag.MediaId)
        && !database.MediaTags.Any(removed =>
            removed.MediaId == tag.MediaId && removed.TagId == tag.TagId && removed.IsRemoved));

    /// <summary>Changes of how many files have each tag by <see cref="MediaTags"/>: to be summed.</summary>
    public IQueryable<TagCount> TagCounts => database.TagCounts.Where(count => count.OwnerId == _ownerId);

    /// <summary>Counts of things whose tag is visible on the file: a tag that the owner removed takes its boxes along.</summary>
    public IQueryable<ObjectCount> ObjectCounts => database.ObjectCounts.Where(count =>
        MediaTags.Any(tag => tag.MediaId == count.MediaId && tag.TagId == count.TagId));

    /// <summary>The names of tags, which belong to nobody. Which of them exist is told by <see cref="MediaTags"/> only.</summary>
    public IQueryable<Tag> TagNames => database.Tags;

    /// <summary>Ledger rows of visible files.</summary>
    public IQueryable<AnalysisEntry> Analysis => database.Analysis.Where(entry =>
        Media.Any(item => item.Id == entry.MediaId));

    /// <summary>The latest failures of each library: of visible files, each read in the order that an index has.</summary>
    /// <param name="count">Of each library.</param>
    public IQueryable<AnalysisEntry> LatestFailures(int count) => database.Analysis.FromSql(
        $"""
        SELECT f.* FROM libraries l CROSS JOIN LATERAL (
            SELECT * FROM analysis a WHERE a.library_id = l.id AND a.state IN (3, 4) AND NOT a.is_removed
            ORDER BY a.finished_at DESC, a.media_id, a.task LIMIT {count}
        ) AS f
        WHERE l.owner_id = {_ownerId}
        """);

    /// <summary>What the caller had written out with faces covered.</summary>
    public IQueryable<CoveredExport> CoveredExports => database.CoveredExports.Where(export => export.OwnerId == _ownerId);

    public IQueryable<ContactSource> ContactSources => database.ContactSources.Where(source => source.OwnerId == _ownerId);

    /// <summary>Contacts that their source still has.</summary>
    public IQueryable<Contact> Contacts =>
        database.Contacts.Where(contact => contact.OwnerId == _ownerId && contact.RemovedAt == null);

    /// <summary>What the caller has answered about such contacts.</summary>
    public IQueryable<ContactConsent> ContactConsents =>
        database.ContactConsents.Where(consent => Contacts.Any(contact => contact.Id == consent.ContactId));

    /// <summary>What the caller has answered about face recognition, and what admins decided on it.</summary>
    public IQueryable<FaceConsent> FaceConsents => database.FaceConsents.Where(consent => consent.UserId == _ownerId);

    public IQueryable<ContactPerson> ContactPeople =>
        database.ContactPeople.Where(link => Contacts.Any(contact => contact.Id == link.ContactId));

    public IQueryable<ContactPortrait> ContactPortraits =>
        database.ContactPortraits.Where(portrait => Contacts.Any(contact => contact.Id == portrait.ContactId));

    /// <summary>Open questions.</summary>
    public IQueryable<ContactSuggestion> ContactSuggestions =>
        database.ContactSuggestions.Where(row => !row.IsRefused && Contacts.Any(contact => contact.Id == row.ContactId));

    /// <summary>Faces of the portraits of some contacts.</summary>
    public IQueryable<ContactPortraitFace> ContactPortraitFaces(IReadOnlyList<Guid> contacts) =>
        database.ContactPortraitFaces.Where(face =>
            ContactPortraits.Any(portrait => portrait.Id == face.PortraitId && contacts.Contains(portrait.ContactId)));

    private static System.Security.Claims.ClaimsPrincipal CurrentUser(IHttpContextAccessor accessor) =>
        accessor.HttpContext?.User ?? throw new InvalidOperationException("There is no request.");
}
