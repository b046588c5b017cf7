using Recognize.Api.People;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.People;
using Recognize.Models.Sharing;
using Recognize.Models.Tags;

namespace Recognize.Api.Media;

/// <summary>One file in a list.</summary>
/// <param name="SortAt">Place in the time line: taken, else modified.</param>
/// <param name="LocalAt">Wall-clock time of the shot, which has no zone; where that is not known, when the file was modified, in UTC.</param>
/// <param name="FileName">Without its folder.</param>
/// <param name="Width">In pixels, upright.</param>
/// <param name="Height">In pixels, upright.</param>
internal sealed record MediaSummary(
    Guid Id,
    MediaKind Kind,
    string FileName,
    DateTimeOffset SortAt,
    DateTime LocalAt,
    int? Width,
    int? Height,
    double? DurationSeconds);

/// <summary>Everything that is known about a file.</summary>
/// <param name="LocalAt">Where it stands in the time line by days: TakenAt, else when the file was modified, in UTC.</param>
/// <param name="TakenAt">Wall-clock time of the shot; its offset from UTC is in TakenAtOffsetMinutes where known.</param>
/// <param name="HasMotion">A short film is inside the photo's file.</param>
/// <param name="Owner">Whose file it is; null for the caller's own.</param>
/// <param name="Access">What the caller may do: own, write (its tags) or read.</param>
/// <param name="RemovedTags">Removed by hand, to be added again if need be; of the caller's own files only.</param>
/// <param name="Faces">Of the caller's own files only.</param>
/// <param name="People">Of a shared file: named people, where its owner shares them too.</param>
/// <param name="Analysis">Of the caller's own files only.</param>
/// <param name="Warnings">What was odd about the file's metadata; of the caller's own files only.</param>
internal sealed record MediaResponse(
    Guid Id,
    string? Owner,
    AccessLevel Access,
    MediaKind Kind,
    string FileName,
    string MimeType,
    long SizeBytes,
    DateTimeOffset AddedAt,
    DateTimeOffset SortAt,
    DateTime LocalAt,
    DateTime? TakenAt,
    short? TakenAtOffsetMinutes,
    int? Width,
    int? Height,
    double? DurationSeconds,
    string? Title,
    string? Description,
    short? Rating,
    bool HasMotion,
    CameraResponse? Camera,
    PlaceResponse? Place,
    AudioResponse? Audio,
    IReadOnlyList<MediaTagResponse> Tags,
    IReadOnlyList<RemovedTagResponse> RemovedTags,
    IReadOnlyList<ObjectResponse> Objects,
    IReadOnlyList<FaceResponse> Faces,
    IReadOnlyList<RefusedFaceResponse> RefusedFaces,
    IReadOnlyList<ShownPersonResponse> People,
    IReadOnlyList<AnalysisResponse> Analysis,
    IReadOnlyList<string> Warnings);

internal sealed record CameraResponse(string? Make, string? Model, string? Lens);

/// <summary>Degrees of WGS 84, metres above sea level.</summary>
internal sealed record PlaceResponse(double Latitude, double Longitude, double? Altitude);

/// <param name="Genre">The file's own tag, not a recognised one.</param>
internal sealed record AudioResponse(string? Artist, string? Album, string? Genre);

/// <param name="Score">How sure, 0 to 1.</param>
/// <param name="Names">By ISO 639-1 language code, where known.</param>
/// <param name="RawLabel">What the model, gallery or gazetteer itself said.</param>
/// <param name="TimeSeconds">Where in a video it was surest.</param>
/// <param name="SetBy">Who added it by hand, where the caller may know: oneself, or anybody at one's own files.</param>
internal sealed record MediaTagResponse(
    string Id,
    string Name,
    IReadOnlyDictionary<string, string> Names,
    TagKind Kind,
    TagSource Source,
    float Score,
    string? PackVersion,
    string? RawLabel,
    double? TimeSeconds,
    string? SetBy);

/// <param name="Names">By ISO 639-1 language code, where known.</param>
/// <param name="SetBy">Who removed it, where that is known.</param>
internal sealed record RemovedTagResponse(
    string Id, string Name, IReadOnlyDictionary<string, string> Names, string? SetBy);

/// <summary>Things of one sort that a photo shows.</summary>
/// <param name="Names">By ISO 639-1 language code, where known.</param>
/// <param name="Count">How many were seen; a crowd is seen only in part.</param>
/// <param name="Boxes">Where, surest first.</param>
internal sealed record ObjectResponse(
    string TagId,
    string Name,
    IReadOnlyDictionary<string, string> Names,
    int Count,
    IReadOnlyList<BoxResponse> Boxes);

/// <summary>A rectangle in fractions of the upright picture.</summary>
internal sealed record BoxResponse(float X, float Y, float Width, float Height);

/// <param name="Score">How sure the detector is that this is a face, 0 to 1.</param>
/// <param name="Quality">Fitness for recognition, 0 to 1: size, sharpness, pose and score together.</param>
/// <param name="SizePixels">Longer side of the box in pixels of the original.</param>
/// <param name="Sharpness">0 (blurred) to 1.</param>
/// <param name="Frontality">0 (profile) to 1 (looks into the camera).</param>
/// <param name="TimeSeconds">Where in a video it was seen.</param>
/// <param name="Person">Null while the face is in no group.</param>
/// <param name="Similarity">To the group, where similarity put the face there.</param>
internal sealed record FaceResponse(
    Guid Id,
    BoxResponse Box,
    float Score,
    float Quality,
    float SizePixels,
    float Sharpness,
    float Frontality,
    double? TimeSeconds,
    FacePersonResponse? Person,
    FaceAssignment AssignedBy,
    float? Similarity);

/// <summary>Somebody on a shared file.</summary>
/// <param name="TimeSeconds">Where in a video.</param>
internal sealed record ShownPersonResponse(string Name, BoxResponse Box, double? TimeSeconds);

/// <param name="Name">Null while nobody has said who it is.</param>
internal sealed record FacePersonResponse(Guid Id, string? Name);

/// <param name="Reason">Why it failed, as a sentence.</param>
internal sealed record AnalysisResponse(
    AnalysisTask Task,
    AnalysisState State,
    string? PackVersion,
    AnalysisErrorKind? ErrorKind,
    string? Reason,
    DateTimeOffset? FinishedAt);

/// <summary>Where a page of the time line ends.</summary>
internal sealed record TimelineKey(DateTimeOffset SortAt, Guid Id);
