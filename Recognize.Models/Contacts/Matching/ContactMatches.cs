namespace Recognize.Models.Contacts.Matching;

/// <summary>A contact and the person it is.</summary>
/// <param name="Contacts">The contact, or the cards of the same one in several address books.</param>
/// <param name="Name">The contact's name.</param>
/// <param name="PersonId">The person; null asks for a new one of the faces in <paramref name="Faces"/>.</param>
/// <param name="Similarity">How alike they are; null when they were linked before.</param>
/// <param name="TakesName">Whether the person has no name yet and gets the contact's.</param>
/// <param name="Faces">Faces that are like the portrait themselves, of that person already or of nobody so far.</param>
public sealed record PersonMatch(
    IReadOnlyList<Guid> Contacts, string Name, Guid? PersonId, float? Similarity, bool TakesName,
    IReadOnlyList<FaceMatch> Faces);

/// <summary>A face that is like the portrait itself.</summary>
public sealed record FaceMatch(Guid FaceId, float Similarity);

/// <summary>What only the owner can say: whether a contact is a person, or a face that belongs to nobody yet.</summary>
/// <param name="ContactId">The contact.</param>
/// <param name="PersonId">The person, or null for a face.</param>
/// <param name="FaceId">The face, or null for a person.</param>
/// <param name="Similarity">How alike they are.</param>
public sealed record MatchSuggestion(Guid ContactId, Guid? PersonId, Guid? FaceId, float Similarity);

/// <summary>What a matching run proposes.</summary>
/// <param name="People">Facts: one entry for each contact that is in the library.</param>
/// <param name="Suggestions">Questions, the surest first for each contact.</param>
public sealed record ContactMatches(IReadOnlyList<PersonMatch> People, IReadOnlyList<MatchSuggestion> Suggestions);
