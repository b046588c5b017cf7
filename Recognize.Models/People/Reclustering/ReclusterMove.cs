namespace Recognize.Models.People.Reclustering;

/// <summary>
/// A face that a recluster would put somewhere else, and where it was when the preview was made. Stored in
/// <c>recluster_moves</c>.
/// </summary>
public sealed class ReclusterMove
{
    public required Guid RunId { get; init; }

    public required Guid FaceId { get; init; }

    /// <summary>Null for a face that was in no group.</summary>
    public Guid? FromPersonId { get; init; }

    public required FaceAssignment FromAssignedBy { get; init; }

    /// <summary>Null lets the face wait.</summary>
    public Guid? ToPersonId { get; init; }

    /// <summary>Whether the person is made by applying.</summary>
    public bool IsNewPerson { get; init; }

    /// <summary>Mean similarity to the other faces of the group.</summary>
    public float? Similarity { get; init; }
}
