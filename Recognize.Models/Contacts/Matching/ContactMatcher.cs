using Recognize.Models.Faces.Grouping;

namespace Recognize.Models.Contacts.Matching;

/// <summary>
/// Finds the people of a library among the contacts of its owner. A match needs to be alike enough, and to lead over the
/// next contact and the next person; what is less sure becomes a question. Pure: people and faces in, proposals out; the
/// order in which they are added does not matter. Vectors are not kept, so that a library of any size fits. Not
/// thread-safe; one instance for one run.
/// </summary>
/// <param name="contacts">Contacts with a usable portrait that may be matched.</param>
/// <param name="limits">How alike is alike enough.</param>
public sealed class ContactMatcher(IEnumerable<MatchContact> contacts, MatchLimits limits)
{
    /// <summary>Questions about one contact at most: those that are likely first, and the rest of no use.</summary>
    public const int MostSuggestions = 5;

    private readonly List<ContactIdentity> _identities = ContactIdentity.Join(contacts, limits.SuggestOnePair);
    private readonly List<ScoredPerson> _people = [];
    private readonly List<ScoredFace> _faces = [];
    private int _peopleSeen;
    private int _facesSeen;

    /// <summary>A person of the library with all of their faces.</summary>
    /// <param name="id">The person.</param>
    /// <param name="name">The name, if there is one.</param>
    /// <param name="facets">The looks, as <see cref="FacetBuilder"/> makes them.</param>
    /// <param name="faces">All settled faces.</param>
    public void AddPerson(Guid id, string? name, IReadOnlyList<GroupFacet> facets, IReadOnlyList<MatchFace> faces)
    {
        _peopleSeen++;
        var quality = faces.Count == 1 ? faces[0].Quality : 1;
        var scores = new List<(ContactIdentity, MatchScore)>();
        foreach (var identity in _identities)
        {
            var score = MatchScore.Best(identity, facets, quality, limits);
            // Rivals matter too, as far as they can come close to what is enough for a question.
            if (score.Similarity >= limits.Suggestion(score.Pairs, score.Quality) - limits.Margin || identity.PersonId == id)
                scores.Add((identity, score));
        }
        _facesSeen += faces.Count;
        if (scores.Count == 0)
            return;
        var person = new ScoredPerson(id, name, scores, faces.Select(face => face.PhotoId).ToHashSet());
        _people.Add(person);
        foreach (var face in faces)
            Score(face, person);
    }

    /// <summary>A face that belongs to nobody yet.</summary>
    public void AddFace(MatchFace face)
    {
        _facesSeen++;
        Score(face, null);
    }

    /// <summary>What follows from all that was added.</summary>
    public ContactMatches Decide() => new ContactDecision(
        _identities, _people, _faces, limits,
        (double)_identities.Count * _peopleSeen, (double)_identities.Count * _facesSeen).Decide();

    private void Score(MatchFace face, ScoredPerson? person)
    {
        if (face.Quality < limits.MinQuality || (person is not null && face.IsConfirmed))
            return;
        (ContactIdentity? Identity, MatchScore Score) first = default, second = default;
        GroupFacet[] facet = [new GroupFacet(face.Embedding, 1)];
        foreach (var identity in _identities)
        {
            var score = MatchScore.Best(identity, facet, face.Quality, limits);
            if (first.Identity is null || score.Similarity > first.Score.Similarity)
                (first, second) = ((identity, score), first);
            else if (second.Identity is null || score.Similarity > second.Score.Similarity)
                second = (identity, score);
        }
        if (first.Identity is not { } best || first.Score.Similarity < limits.Suggestion(first.Score.Pairs, first.Score.Quality))
            return;
        var lead = second.Identity is null ? float.PositiveInfinity : first.Score.Similarity - second.Score.Similarity;
        _faces.Add(new ScoredFace(
            face.Id, face.PhotoId, face.RejectedPeople ?? [], person?.Id, best, first.Score, lead));
    }
}

/// <summary>A person and the contacts that resemble them.</summary>
internal sealed record ScoredPerson(
    Guid Id, string? Name, IReadOnlyList<(ContactIdentity Identity, MatchScore Score)> Scores, IReadOnlySet<Guid> Photos);

/// <summary>A face of a person or, without one, of nobody yet: the contact it resembles most, and by how much more than the next.</summary>
internal sealed record ScoredFace(
    Guid Id, Guid PhotoId, IReadOnlyCollection<Guid> RejectedPeople, Guid? PersonId, ContactIdentity Identity,
    MatchScore Score, float Lead);
