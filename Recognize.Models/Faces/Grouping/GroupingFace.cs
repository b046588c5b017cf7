namespace Recognize.Models.Faces.Grouping;

/// <summary>A face as the grouper sees it.</summary>
/// <param name="Id">The face's id.</param>
/// <param name="MediaId">The photo it is in, or what stands for the frame of a video: two faces of one never share a group.</param>
/// <param name="Embedding">Unit vector; all faces of one call come from the same embedder. Not copied, not changed.</param>
/// <param name="Quality">
/// Fitness for recognition, 0..1; below <see cref="GroupingOptions.MinFoundingQuality"/> a face founds nothing.
/// </param>
/// <param name="OrderKey">
/// Decides ties, so it must be the same in every run: the photo's content hash and the box, never a random id.
/// </param>
public sealed record GroupingFace(Guid Id, Guid MediaId, float[] Embedding, float Quality, string OrderKey);

/// <summary>The owner's word that a face is not a person: the grouper never brings the pair back.</summary>
public sealed record RejectedMatch(Guid FaceId, Guid PersonId);

/// <summary>The user's word that two faces are two people.</summary>
public sealed record DifferentFaces(Guid FaceId, Guid OtherFaceId);
