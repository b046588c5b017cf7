using Recognize.Api.Media;
using Recognize.Models.People;

namespace Recognize.Api.People;

/// <summary>One face in a list.</summary>
/// <param name="Box">Where on the file, in fractions of the upright picture.</param>
/// <param name="TimeSeconds">Where in a video it was seen.</param>
/// <param name="Quality">Fitness for recognition, 0 to 1; 0 while a drawn face was not described yet.</param>
/// <param name="SizePixels">Longer side of the box in pixels of the original.</param>
/// <param name="Origin">Found by a detector, or drawn by a user.</param>
/// <param name="Person">Null while the face is in no group.</param>
/// <param name="Similarity">To the group, where similarity put the face there.</param>
/// <param name="IgnoredAs">Why it is nobody to show, if somebody said so.</param>
/// <param name="Problem">Why a drawn face could not be described, as a sentence.</param>
internal sealed record FaceItem(
    Guid Id,
    Guid MediaId,
    BoxResponse Box,
    double? TimeSeconds,
    float Quality,
    float SizePixels,
    FaceOrigin Origin,
    FacePersonResponse? Person,
    FaceAssignment AssignedBy,
    float? Similarity,
    IgnoredAs? IgnoredAs,
    string? Problem);

/// <summary>Which faces come first.</summary>
internal enum FaceOrder
{
    /// <summary>By their quality.</summary>
    Best,

    /// <summary>Those alone that nobody confirmed, the least like their group first.</summary>
    Doubtful,
}

/// <summary>Which faces are listed.</summary>
internal enum FaceState
{
    /// <summary>In no group.</summary>
    Waiting,

    /// <summary>Said to be nobody to show.</summary>
    Ignored,

    /// <summary>Drawn by a user.</summary>
    Drawn,
}

/// <summary>Where a page of faces ends: the figure they are ordered by, and the last one.</summary>
internal sealed record FaceKey(float Value, Guid Id);
