namespace Recognize.Models.People;

/// <summary>Who put a face where it is. Stored as a small integer: never renumber.</summary>
public enum FaceAssignment
{
    /// <summary>In no group yet.</summary>
    None = 0,

    /// <summary>By similarity.</summary>
    Cluster = 1,

    /// <summary>By a contact's portrait.</summary>
    Contact = 2,

    /// <summary>By the owner: no automatic step may move it.</summary>
    User = 3,
}

/// <summary>One face in one photo. Stored in <c>faces</c>.</summary>
public sealed class Face
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid MediaId { get; init; }

    public required Guid OwnerId { get; init; }

    /// <summary>Left edge in fractions of the upright photo's width.</summary>
    public required float X { get; set; }

    /// <summary>Top edge in fractions of the upright photo's height.</summary>
    public required float Y { get; set; }

    public required float Width { get; set; }

    public required float Height { get; set; }

    /// <summary>Five points as x, y pairs in fractions: eyes, nose, mouth corners, image-left first.</summary>
    public required float[] Landmarks { get; set; }

    /// <summary>Detector's confidence, 0..1.</summary>
    public required float Score { get; set; }

    /// <summary>Fitness for recognition, 0..1: what the next three and the score come to.</summary>
    public required float Quality { get; set; }

    /// <summary>Longer side of the box in pixels of the original photo.</summary>
    public float SizePixels { get; set; }

    /// <summary>0 (blurred) to 1.</summary>
    public float Sharpness { get; set; }

    /// <summary>0 (profile) to 1 (looks into the camera).</summary>
    public float Frontality { get; set; }

    /// <summary>Where in a video the face was seen, in seconds from its start; null in a photo.</summary>
    public double? TimeSeconds { get; set; }

    /// <summary>Unit vector, float32 little-endian; only vectors of one pack version are ever compared.</summary>
    public required byte[] Embedding { get; set; }

    public required string PackVersion { get; set; }

    public Guid? PersonId { get; set; }

    public FaceAssignment AssignedBy { get; set; }

    /// <summary>Mean similarity to the group when it was assigned by similarity.</summary>
    public float? Similarity { get; set; }

    /// <summary>When a grouping last looked at the face; null asks for one.</summary>
    public DateTimeOffset? GroupedAt { get; set; }

    /// <summary>Nobody to show, said by a user; such a face is in no group and takes part in no grouping.</summary>
    public IgnoredAs? IgnoredAs { get; set; }

    public FaceOrigin Origin { get; init; }

    /// <summary>Whether its file is gone; kept by triggers, whatever a program of any version writes.</summary>
    public bool IsRemoved { get; private set; }

    /// <summary>The owner's grouping run that first looked at it; see <see cref="FaceVersion.GroupingRun"/>.</summary>
    public long? GroupingRun { get; set; }
}
