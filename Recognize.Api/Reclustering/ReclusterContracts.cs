using Recognize.Api.Media;
using Recognize.Models.People.Reclustering;

namespace Recognize.Api.Reclustering;

/// <summary>Asks for a preview; what is left out stays as it is in effect for the owner.</summary>
/// <param name="Threshold">Added to all limits of similarity, -0.2..0.2.</param>
/// <param name="MinimumSize">Least number of good faces that make a new person, 2..100.</param>
/// <param name="MinimumQuality">Least quality, 0..1, of a face that founds a person.</param>
internal sealed record ReclusterRequest(
    float? Threshold = null, int? MinimumSize = null, float? MinimumQuality = null);

/// <summary>A recluster.</summary>
/// <param name="Progress">Share of the work that is done, 0..1.</param>
/// <param name="RequestedBy">Who asked for it.</param>
/// <param name="Error">One sentence, when it failed.</param>
/// <param name="ActId">The act that applied it, in the log of acts.</param>
/// <param name="Figures">From <c>ready</c> on.</param>
/// <param name="Applied">What applying did.</param>
internal sealed record ReclusterResponse(
    Guid Id,
    ReclusterState State,
    ReclusterStage Stage,
    float Progress,
    ReclusterSettings Settings,
    string RequestedBy,
    DateTimeOffset RequestedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? AppliedAt,
    string? Error,
    Guid? ActId,
    ReclusterFigures? Figures,
    ReclusterApplied? Applied);

/// <summary>The latest reclusters, the newest first.</summary>
internal sealed record ReclusterListResponse(IReadOnlyList<ReclusterResponse> Items);

/// <summary>What would happen to a person.</summary>
/// <param name="IsAnchored">Whether somebody said something about the person, so that it stays whatever happens.</param>
/// <param name="Changes">gains, loses, merges, splits, appears, disappears.</param>
internal sealed record ReclusterPersonResponse(
    Guid PersonId,
    string? Name,
    bool IsAnchored,
    IReadOnlyList<string> Changes,
    int FacesBefore,
    int FacesAfter,
    int Gained,
    int Lost,
    ReclusterChangeDetails Details,
    ReclusterExamples Examples);

/// <summary>What the details name, to be shown: of the caller's own faces and people, those that are still there.</summary>
/// <param name="Names">Names of the people that faces come from and go to, by id; null for those without.</param>
internal sealed record ReclusterExamples(
    IReadOnlyList<ReclusterFaceResponse> Kept,
    IReadOnlyList<ReclusterFaceResponse> Gained,
    IReadOnlyList<ReclusterFaceResponse> Lost,
    IReadOnlyDictionary<Guid, string?> Names);

/// <param name="Box">Where on the file the face is, in fractions of the upright picture.</param>
/// <param name="TimeSeconds">When in a video; null for photos.</param>
internal sealed record ReclusterFaceResponse(Guid FaceId, Guid MediaId, BoxResponse Box, double? TimeSeconds);

/// <summary>What only a user can decide; applying changes nothing about it.</summary>
/// <param name="Faces">Examples.</param>
/// <param name="Examples">Those of them that are the caller's own and still there.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Remedy">What the user can do.</param>
internal sealed record ReclusterConflictResponse(
    ReclusterConflictKind Kind,
    IReadOnlyList<Guid> People,
    IReadOnlyList<Guid> Faces,
    IReadOnlyList<ReclusterFaceResponse> Examples,
    float? Similarity,
    string Message,
    string Remedy);

/// <summary>Where a page of a preview ends.</summary>
internal sealed record ReclusterKey(int Number);
