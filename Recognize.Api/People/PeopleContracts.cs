using Recognize.Api.Media;

namespace Recognize.Api.People;

/// <summary>One person in a list.</summary>
/// <param name="Name">Null while nobody has said who it is.</param>
/// <param name="FaceCount">Faces on visible files.</param>
/// <param name="MediaCount">Files with at least one such face.</param>
/// <param name="Cover">The face that stands for the person; null when no visible file shows it.</param>
internal sealed record PersonResponse(
    Guid Id, string? Name, bool IsHidden, int FaceCount, int MediaCount, CoverResponse? Cover);

/// <param name="Box">Where on the file the face is, in fractions of the upright picture.</param>
internal sealed record CoverResponse(Guid FaceId, Guid MediaId, BoxResponse Box);

/// <summary>Where a page of people ends.</summary>
internal sealed record PeopleKey(bool IsUnnamed, int FaceCount, Guid Id);
