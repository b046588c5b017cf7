namespace Recognize.Models.People;

/// <summary>
/// Which version of the face models an owner's vectors in <see cref="Face"/> are of: only these are compared. Stored in
/// <c>face_versions</c>.
/// </summary>
public sealed class FaceVersion
{
    public required Guid OwnerId { get; init; }

    public required string PackVersion { get; set; }

    /// <summary>When all of the owner's files had been analysed by it.</summary>
    public required DateTimeOffset ActivatedAt { get; set; }

    /// <summary>Number of the last grouping run over the owner's faces.</summary>
    public long GroupingRun { get; set; }

    /// <summary>
    /// Changes when vectors of the owner were erased: an index that was made under another one still has them. The database
    /// gives it.
    /// </summary>
    public Guid IndexEpoch { get; private set; }
}
