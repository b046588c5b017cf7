namespace Recognize.Models.Faces.Grouping;

/// <summary>Everything one grouping run looks at; the order within the lists does not matter.</summary>
public sealed record GroupingInput
{
    /// <summary>Faces that no run has looked at yet.</summary>
    public required IReadOnlyList<GroupingFace> NewFaces { get; init; }

    /// <summary>
    /// Faces that an earlier run left alone. They are compared with new faces and with groups, but not with each
    /// other again: that keeps a small batch cheap in a library full of strangers.
    /// </summary>
    public IReadOnlyList<GroupingFace> WaitingFaces { get; init; } = [];

    /// <summary>
    /// How many faces the library has, where this run sees only a part of it; limits rise with it
    /// (<see cref="SimilarityLimits.ForLibrary"/>). 0 counts those of this run.
    /// </summary>
    public int LibraryFaces { get; init; }

    /// <summary>People that exist already.</summary>
    public IReadOnlyList<ExistingGroup> ExistingGroups { get; init; } = [];

    /// <summary>Pairs that must not come back; pairs of faces or people not in this run are ignored.</summary>
    public IReadOnlyList<RejectedMatch> Rejections { get; init; } = [];

    /// <summary>
    /// Sets of face ids that are one person by the user's word; sets that share a face are one. Such faces stay together
    /// whatever their likeness, quality and photos. With a settled face among them (<see cref="ExistingGroup.FaceIds"/>)
    /// they join its person. Faces not in this run are ignored.
    /// </summary>
    public IReadOnlyList<IReadOnlyCollection<Guid>> SameFaces { get; init; } = [];

    /// <summary>
    /// Pairs of face ids that are two people by the user's word: the two, and whatever they are grouped with, never share a
    /// group. Where this contradicts <see cref="SameFaces"/>, the two stay apart and the contradiction is reported.
    /// </summary>
    public IReadOnlyList<DifferentFaces> DifferentFaces { get; init; } = [];

    /// <summary>
    /// <see cref="GroupingFace.MediaId"/>s of photos in which one person may be seen several times (a mirror, a collage).
    /// </summary>
    public IReadOnlyCollection<Guid> ReleasedPhotos { get; init; } = [];
}
