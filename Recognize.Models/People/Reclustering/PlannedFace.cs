namespace Recognize.Models.People.Reclustering;

/// <summary>Where a face is and where a recluster would put it.</summary>
/// <param name="FaceId">The face.</param>
/// <param name="Quality">0..1; the best faces are shown as examples.</param>
/// <param name="Live">Its person now; null for none.</param>
/// <param name="AssignedBy">Who put it there.</param>
/// <param name="Planned">Its person then; null for none.</param>
/// <param name="Similarity">To the other faces of that person; null where it stays or waits.</param>
public readonly record struct PlannedFace(
    Guid FaceId, float Quality, Guid? Live, FaceAssignment AssignedBy, Guid? Planned, float? Similarity);

/// <summary>A person as it is when a preview is made.</summary>
/// <param name="Id">The person.</param>
/// <param name="Name">Null while nobody has said who it is.</param>
/// <param name="IsAnchored">Whether somebody has said something about the person.</param>
public sealed record LivePerson(Guid Id, string? Name, bool IsAnchored);
