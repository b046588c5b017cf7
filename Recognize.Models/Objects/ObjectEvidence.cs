namespace Recognize.Models.Objects;

/// <summary>What the general models say of one photo, before any of it is believed.</summary>
/// <param name="Classes">Probability of each ImageNet class; they add up to at most one.</param>
/// <param name="Labels">Probability of each label of the general labeler, each for itself.</param>
/// <param name="Boxes">What the detector found, in pixels of the photo as it was given.</param>
internal sealed record ObjectEvidence(
    ReadOnlyMemory<float> Classes, ReadOnlyMemory<float> Labels, IReadOnlyList<FoundObject> Boxes);

/// <summary>Names of the raw labels, in the order of the models' scores.</summary>
internal sealed record RawLabels(
    IReadOnlyList<string> Imagenet, IReadOnlyList<string> Labeler, IReadOnlyList<string> Coco);
