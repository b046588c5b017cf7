namespace Recognize.Models.Faces.Grouping;

/// <summary>Where one face goes: to an existing person or into a new group, never both.</summary>
/// <param name="FaceId">The face.</param>
/// <param name="PersonId">The existing person it joins, or null.</param>
/// <param name="NewGroup">Index into <see cref="GroupingResult.NewGroups"/>, or null.</param>
/// <param name="Similarity">Mean similarity to the other faces that make up the group, -1..1: why the face is there.</param>
public sealed record FacePlacement(Guid FaceId, Guid? PersonId, int? NewGroup, float Similarity);

/// <summary>What a grouping run proposes. Faces that were settled before are never in it.</summary>
/// <param name="Placements">Faces that found a place, ordered by their order key.</param>
/// <param name="NewGroups">New groups of at least two faces each, ordered by the order key of their first face.</param>
/// <param name="Waiting">Faces left alone, ordered by their order key; a later run may place them.</param>
/// <param name="Contradictions">What the user said that cannot all be true, and so was not followed.</param>
public sealed record GroupingResult(
    IReadOnlyList<FacePlacement> Placements,
    IReadOnlyList<IReadOnlyList<Guid>> NewGroups,
    IReadOnlyList<Guid> Waiting,
    IReadOnlyList<Contradiction> Contradictions);

/// <summary>Which of the user's words contradict each other.</summary>
public enum ContradictionKind
{
    /// <summary>Two faces are said to be the same, directly or through others, and different: they were kept apart.</summary>
    SameAndDifferent,

    /// <summary>A face is said to be the same as a person's face, and not to be the person: it was kept out.</summary>
    SameAndRejected,

    /// <summary>A face is said to be the same as faces of two people: it was left waiting, with all that are the same.</summary>
    SameAsTwoPeople,
}

/// <summary>A contradiction in what the user said.</summary>
/// <param name="Kind">What contradicts what.</param>
/// <param name="FaceId">A face that it is about.</param>
/// <param name="OtherId">The other face, or for the last two kinds the person.</param>
public sealed record Contradiction(ContradictionKind Kind, Guid FaceId, Guid OtherId);
