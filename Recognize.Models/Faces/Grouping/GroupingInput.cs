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

    /// <summary>People that exist already.</summary>
    public IReadOnlyList<ExistingGroup> ExistingGroups { get; init; } = [];

    /// <summary>Pairs that must not come back; pairs of faces or people not in this run are ignored.</summary>
    public IReadOnlyList<RejectedMatch> Rejections { get; init; } = [];
}
