namespace Recognize.Models.Contacts.Matching;

/// <summary>The second half of a run: what is a fact, what a question.</summary>
/// <param name="identities">All contacts.</param>
/// <param name="people">People that resemble one of them.</param>
/// <param name="faces">Faces that resemble one of them.</param>
/// <param name="limits">How alike is alike enough.</param>
/// <param name="peopleCompared">Pairs of a contact and a person that were compared.</param>
/// <param name="facesCompared">Pairs of a contact and a face that were compared.</param>
internal sealed class ContactDecision(
    IReadOnlyList<ContactIdentity> identities, IReadOnlyList<ScoredPerson> people, IReadOnlyList<ScoredFace> faces,
    MatchLimits limits, double peopleCompared, double facesCompared)
{
    private readonly ILookup<ContactIdentity, ScoredFace> _facesOf = faces.ToLookup(face => face.Identity);

    private readonly ILookup<ContactIdentity, (ScoredPerson Person, MatchScore Score)> _peopleOf = people
        .SelectMany(person => person.Scores.Select(score => (score.Identity, person, score.Score)))
        .ToLookup(row => row.Identity, row => (row.person, row.Score));

    /// <summary>People that a contact is linked to already: they are no other contact's.</summary>
    private readonly HashSet<Guid> _taken = [.. identities.Select(identity => identity.PersonId).OfType<Guid>()];

    public ContactMatches Decide()
    {
        var facts = new List<PersonMatch>();
        var suggestions = new List<MatchSuggestion>();
        foreach (var identity in identities)
        {
            var link = Link(identity);
            var person = link?.Person.Id ?? identity.PersonId;
            var own = FacesOf(identity, person);
            if (person is not null || own.Count > 0)
            {
                facts.Add(new PersonMatch(
                    [.. identity.Contacts.Select(contact => contact.Id)], identity.Name, person,
                    link?.Score.Similarity, link is { Person.Name: null }, own));
            }
            suggestions.AddRange(Questions(identity, person, [.. own.Select(face => face.FaceId)]));
        }
        return new ContactMatches(facts, suggestions);
    }

    /// <summary>The person that a contact is, if that is sure.</summary>
    private (ScoredPerson Person, MatchScore Score)? Link(ContactIdentity identity)
    {
        if (identity.PersonId is not null)
            return null;
        var candidates = Candidates(identity);
        // The owner's own word: a person of that very name who looks like it. Of two such, the owner has to say which.
        var namesakes = candidates
            .Where(row => row.Person.Name is { } name && identity.IsNamed(name) && IsQuestion(row.Score) && LeadsNamesakes(identity, row))
            .ToList();
        if (namesakes.Count > 0)
            return namesakes.Count == 1 || namesakes[0].Score.Similarity >= namesakes[1].Score.Similarity + limits.Margin ? namesakes[0] : null;
        if (candidates.Count == 0 || candidates[0].Person.Name is not null || !IsFact(candidates[0].Score))
            return null;
        var (person, score) = candidates[0];
        var leads = candidates.Count == 1 || score.Similarity >= candidates[1].Score.Similarity + limits.Margin;
        return leads && LeadsOtherContacts(identity, person, score) ? (person, score) : null;
    }

    private static bool LeadsNamesakes(ContactIdentity identity, (ScoredPerson Person, MatchScore Score) row) =>
        row.Person.Scores.All(other =>
            other.Identity == identity || !identity.IsNamed(other.Identity.Name) || row.Score.Similarity > other.Score.Similarity);

    private bool LeadsOtherContacts(ContactIdentity identity, ScoredPerson person, MatchScore score) =>
        person.Scores.All(other => other.Identity == identity || score.Similarity >= other.Score.Similarity + limits.Margin);

    /// <summary>People that a contact may be, the most alike first.</summary>
    private List<(ScoredPerson Person, MatchScore Score)> Candidates(ContactIdentity identity) =>
        [.. _peopleOf[identity]
            .Where(row => !identity.Refuses(row.Person.Id) && (row.Person.Id == identity.PersonId || !_taken.Contains(row.Person.Id)))
            .OrderByDescending(row => row.Score.Similarity).ThenBy(row => row.Person.Id)];

    private bool IsFact(MatchScore score) => score.Similarity >= limits.Fact(score.Pairs, score.Quality, peopleCompared);

    private bool IsQuestion(MatchScore score) => score.Similarity >= limits.Suggestion(score.Pairs, score.Quality);

    /// <summary>Faces that are surely the contact's: of its person or of nobody, one of a photo.</summary>
    private List<FaceMatch> FacesOf(ContactIdentity identity, Guid? person)
    {
        var photos = person is null
            ? []
            : _peopleOf[identity].Where(row => row.Person.Id == person).SelectMany(row => row.Person.Photos).ToHashSet();
        var found = new List<FaceMatch>();
        foreach (var face in _facesOf[identity]
            .Where(face => face.Score.Similarity >= limits.Fact(face.Score.Pairs, face.Score.Quality, facesCompared)
                && face.Lead >= limits.Margin)
            .OrderByDescending(face => face.Score.Similarity).ThenBy(face => face.Id))
        {
            if (identity.RefusesFace(face.Id) || (person is { } known && face.RejectedPeople.Contains(known)))
                continue;
            // A face that others settled stays with them; one of its own photo is free only once.
            if (face.PersonId is null ? photos.Add(face.PhotoId) : face.PersonId == person)
                found.Add(new FaceMatch(face.Id, face.Score.Similarity));
        }
        return found;
    }

    private IEnumerable<MatchSuggestion> Questions(ContactIdentity identity, Guid? person, HashSet<Guid> settled)
    {
        var contact = identity.Contacts[0].Id;
        var people = Candidates(identity)
            .Where(row => row.Person.Id != person && IsQuestion(row.Score) && MayBe(identity, row))
            .Select(row => new MatchSuggestion(contact, row.Person.Id, null, row.Score.Similarity));
        var singles = _facesOf[identity]
            .Where(face => face.PersonId is null && !settled.Contains(face.Id) && !identity.RefusesFace(face.Id)
                && (person is not { } known || !face.RejectedPeople.Contains(known)))
            .Select(face => new MatchSuggestion(contact, null, face.Id, face.Score.Similarity));
        return people.Concat(singles)
            .OrderByDescending(suggestion => suggestion.Similarity)
            .ThenBy(suggestion => suggestion.PersonId ?? suggestion.FaceId)
            .Take(ContactMatcher.MostSuggestions);
    }

    /// <summary>Of a person, only the contact that is most alike is asked about, or those that are hardly less so.</summary>
    private bool MayBe(ContactIdentity identity, (ScoredPerson Person, MatchScore Score) row) =>
        row.Person.Scores.All(other => other.Identity == identity || row.Score.Similarity >= other.Score.Similarity - limits.Margin);
}
