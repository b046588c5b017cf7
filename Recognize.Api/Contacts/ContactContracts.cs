using Recognize.Api.Media;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.Portraits;

namespace Recognize.Api.Contacts;

/// <summary>A contact and what became of it.</summary>
/// <param name="Reason">Why it cannot be found in photos, as a sentence; null when it can.</param>
/// <param name="IsMatched">Whether it is looked for in photos.</param>
/// <param name="PersonId">The person it was found as.</param>
internal sealed record ContactResponse(
    Guid Id, Guid SourceId, string Name, ContactState State, string? Reason, bool IsMatched, Guid? PersonId,
    IReadOnlyList<PortraitResponse> Portraits);

/// <param name="Reason">What is wrong with it, as a sentence; null when it is used.</param>
/// <param name="ChosenFace">Number of the face that is meant.</param>
internal sealed record PortraitResponse(
    Guid Id, PortraitState State, string? Reason, int? ChosenFace, IReadOnlyList<PortraitFaceResponse> Faces);

/// <param name="Number">What to choose it by.</param>
/// <param name="Box">Where it is, in fractions of the portrait.</param>
internal sealed record PortraitFaceResponse(int Number, BoxResponse Box, float Quality);

/// <param name="Problem">Why the last reading failed, as a sentence.</param>
internal sealed record ContactSourceResponse(
    Guid Id, ContactSourceKind Kind, string Name, DateTimeOffset? LastSyncAt, bool IsSyncRequested, string? Problem, int Contacts);

/// <summary>A question: is the contact this person, or this face of nobody's?</summary>
internal sealed record ContactSuggestionResponse(
    Guid Id, Guid ContactId, string ContactName, Guid? PersonId, Guid? FaceId, float Similarity);

/// <param name="Face">The number of the face; null for the only one.</param>
internal sealed record PickRequest(int? Face);

internal sealed record MatchingRequest(bool IsMatched);

/// <param name="SourceId">The source that the file becomes.</param>
internal sealed record ImportResponse(Guid SourceId);

/// <param name="ActId">Takes the answer back; null when nothing of the person changed.</param>
internal sealed record ContactActResponse(Guid? ActId, string Summary);

/// <summary>Where a page of contacts ends.</summary>
internal sealed record ContactKey(string Name, Guid Id);

/// <summary>Where a page of questions ends.</summary>
internal sealed record ContactSuggestionKey(float Similarity, Guid Id);
