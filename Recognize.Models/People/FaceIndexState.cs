namespace Recognize.Models.People;

/// <summary>
/// The costly part of the index over an owner's faces, saved so that a restart need not make it anew. Stored in
/// <c>face_indexes</c>; losing it costs time only.
/// </summary>
public sealed class FaceIndexState
{
    public required Guid OwnerId { get; init; }

    /// <summary>The face models whose vectors it was made from; of others it is worthless.</summary>
    public required string PackVersion { get; set; }

    /// <summary>As the index wrote it; checks itself when it is read.</summary>
    public required byte[] State { get; set; }

    public required DateTimeOffset SavedAt { get; set; }
}
