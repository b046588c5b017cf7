namespace Recognize.Models.People;

/// <summary>
/// A face as a new version of the face models found it, kept until all of the owner's files are done with that version.
/// Fields as in <see cref="Face"/>. Stored in <c>next_faces</c>.
/// </summary>
public sealed class NextFace
{
    /// <summary>That of the same face in <see cref="Face"/>, where there is one; else what it will get there.</summary>
    public required Guid Id { get; init; }

    public required Guid MediaId { get; init; }

    public required Guid OwnerId { get; init; }

    public required float X { get; init; }

    public required float Y { get; init; }

    public required float Width { get; init; }

    public required float Height { get; init; }

    public required float[] Landmarks { get; init; }

    public required float Score { get; init; }

    public required float Quality { get; init; }

    public required byte[] Embedding { get; init; }

    public required string PackVersion { get; init; }

    /// <summary>Always <see cref="FaceAssignment.None"/>: nobody places a face before it is shown.</summary>
    public FaceAssignment AssignedBy { get; init; }

    public float SizePixels { get; init; }

    public float Sharpness { get; init; }

    public float Frontality { get; init; }

    public double? TimeSeconds { get; init; }
}
