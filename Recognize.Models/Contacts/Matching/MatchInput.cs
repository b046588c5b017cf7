namespace Recognize.Models.Contacts.Matching;

/// <summary>The face of a portrait.</summary>
/// <param name="Embedding">Unit vector of the embedder that the library's faces have theirs of.</param>
/// <param name="Quality">Fitness for recognition, 0..1.</param>
public sealed record MatchPortrait(float[] Embedding, float Quality);

/// <summary>A contact as the matcher sees it.</summary>
/// <param name="Id">The contact.</param>
/// <param name="Name">Its name.</param>
/// <param name="Portraits">Its usable portraits, at least one.</param>
/// <param name="PersonId">The person it is linked to already, or null.</param>
/// <param name="RefusedPeople">People of whom the owner said that they are not this contact.</param>
/// <param name="RefusedFaces">Faces of which the owner said so.</param>
public sealed record MatchContact(
    Guid Id, string Name, IReadOnlyList<MatchPortrait> Portraits, Guid? PersonId,
    IReadOnlySet<Guid> RefusedPeople, IReadOnlySet<Guid> RefusedFaces);

/// <summary>A face of the library as the matcher sees it.</summary>
/// <param name="Id">The face.</param>
/// <param name="PhotoId">Its photo, or what stands for the frame of a video.</param>
/// <param name="Embedding">Unit vector.</param>
/// <param name="Quality">0..1.</param>
/// <param name="IsConfirmed">Whether somebody said already who it is.</param>
/// <param name="RejectedPeople">People of whom the owner said that this face is none of theirs.</param>
public sealed record MatchFace(
    Guid Id, Guid PhotoId, float[] Embedding, float Quality, bool IsConfirmed = false,
    IReadOnlyCollection<Guid>? RejectedPeople = null);
