using Recognize.Api.Media;
using Recognize.Api.People;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.Portraits;

namespace Recognize.Api.Contacts;

/// <summary>A contact and what became of it.</summary>
/// <param name="Reason">Why it cannot be found in photos, as a sentence; null when it can.</param>
/// <param name="IsMatched">Whether it is looked for in photos.</param>
/// <param name="Answer">Whether this person agreed to be found in photos; without that, portraits are not looked at.</param>
/// <param name="IsSourceAnswer">Whether that was said of everybody in the source.</param>
/// <param name="PersonId">The person it was found as.</param>
internal sealed record ContactResponse(
    Guid Id, Guid SourceId, string Name, ContactState State, string? Reason, bool IsMatched, ContactAnswer Answer,
    bool IsSourceAnswer, Guid? PersonId,
    IReadOnlyList<PortraitResponse> Portraits);

/// <param name="Reason">What is wrong with it, as a sentence; null when it is used.</param>
/// <param name="ChosenFace">Number of the face that is meant.</param>
internal sealed record PortraitResponse(
    Guid Id, PortraitState State, string? Reason, int? ChosenFace, IReadOnlyList<PortraitFaceResponse> Faces);

/// <param name="Number">What to choose it by.</param>
/// <param name="Box">Where it is, in fractions of the portrait.</param>
internal sealed record PortraitFaceResponse(int Number, BoxResponse Box, float Quality);

/// <param name="Problem">Why the last reading failed, as a sentence.</param>
/// <param name="Unanswered">Contacts with a photo of whom nobody has said whether they agreed.</param>
/// <param name="EverybodyAgreedAt">Since when everybody in it counts as having agreed; null where each is asked for.</param>
internal sealed record ContactSourceResponse(
    Guid Id, ContactSourceKind Kind, string Name, DateTimeOffset? LastSyncAt, bool IsSyncRequested, string? Problem, int Contacts,
    int Unanswered, DateTimeOffset? EverybodyAgreedAt);

/// <summary>A question: is the contact this person, or this face of nobody's?</summary>
/// <param name="PortraitId">A portrait of the contact that was compared.</param>
/// <param name="Cover">The face to look at: the one that is meant, or the person's cover.</param>
/// <param name="PersonName">Null while nobody has said who it is, and for a face of nobody's.</param>
/// <param name="FaceCount">How many faces a yes settles.</param>
internal sealed record ContactSuggestionResponse(
    Guid Id, Guid ContactId, string ContactName, Guid? PortraitId, Guid? PersonId, string? PersonName, Guid? FaceId,
    CoverResponse? Cover, int FaceCount, float Similarity);

/// <param name="Face">The number of the face; null for the only one.</param>
internal sealed record PickRequest(int? Face);

internal sealed record MatchingRequest(bool IsMatched);

internal sealed record ContactAnswerRequest(ContactAnswer Answer);

/// <summary>An answer for several contacts: for those that are named, or all of a source.</summary>
/// <param name="ContactIds">At most 1000; one that is not there refuses all.</param>
/// <param name="SourceId">All of it; "agreed" leaves those as they are who refused.</param>
internal sealed record ContactAnswersRequest(
    ContactAnswer Answer, IReadOnlyList<Guid>? ContactIds = null, Guid? SourceId = null);

internal sealed record EverybodyRequest(bool HasAgreed);

/// <param name="Contacts">Contacts whose answer changed.</param>
/// <param name="ErasedPortraits">Portraits whose fingerprints were erased.</param>
/// <param name="ErasedQuestions">Open questions that were erased.</param>
internal sealed record ContactAnsweredResponse(int Contacts, int ErasedPortraits, int ErasedQuestions);

/// <summary>One answer about a contact.</summary>
internal sealed record ContactConsentResponse(
    ContactAnswer Answer, bool IsSourceAnswer, string TextVersion, string AnsweredBy, DateTimeOffset AnsweredAt);

/// <param name="Unanswered">Contacts with a photo that wait for an answer.</param>
internal sealed record ContactConsentTextResponse(string Version, string Text, int Unanswered);

/// <param name="SourceId">The source that the file becomes.</param>
internal sealed record ImportResponse(Guid SourceId);

/// <param name="ActId">Takes the answer back; null when nothing of the person changed.</param>
internal sealed record ContactActResponse(Guid? ActId, string Summary);

/// <summary>Where a page of contacts ends.</summary>
internal sealed record ContactKey(string Name, Guid Id);

/// <summary>Where a page of questions ends.</summary>
internal sealed record ContactSuggestionKey(float Similarity, Guid Id);
