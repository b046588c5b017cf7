namespace Recognize.Api.People;

/// <summary>A question: is the person the other person, or is the face the person?</summary>
/// <param name="Person">The named one of two, else the larger one.</param>
/// <param name="Other">Null when it is about a single face.</param>
/// <param name="Face">A face in no group; null when it is about two people.</param>
/// <param name="Similarity">Mean similarity of their faces.</param>
/// <param name="Probability">How probable a yes is, 0 to 1.</param>
/// <param name="Gain">How many faces the question is expected to settle; the list is ordered by it.</param>
internal sealed record SuggestionResponse(
    Guid Id, PersonResponse Person, PersonResponse? Other, FaceItem? Face, float Similarity, float Probability, float Gain);

/// <param name="Same">Yes or no.</param>
/// <param name="People">The people of the question, in the versions that were seen.</param>
/// <param name="ReleasePhotos">Photos that show both may show one person twice.</param>
/// <param name="TakeBackRejections">Faces that were said not to be the other are so after all.</param>
/// <param name="Name">Which name stays, or a new one; needed only when two people have got one each since the question was made.</param>
internal sealed record AnswerRequest(
    bool Same,
    IReadOnlyList<PersonVersion> People,
    bool ReleasePhotos = false,
    bool TakeBackRejections = false,
    string? Name = null);

/// <summary>Where a page of suggestions ends.</summary>
internal sealed record SuggestionKey(float Gain, Guid Id);
