using Recognize.Models.Tags;

namespace Recognize.Worker.Evaluation;

/// <summary>Figures of an evaluation of objects, as <c>--json</c> prints them.</summary>
/// <param name="Images">Labelled photos, unreadable ones included.</param>
/// <param name="Top1">Share of the photos with an ImageNet id whose class the raw classifier puts first; null without such.</param>
/// <param name="Top5">Share of those whose class is among its first five.</param>
/// <param name="TaggedShare">Share of the photos that get a tag; an unreadable one gets none.</param>
/// <param name="MeanTagsPerPhoto">Tags of a photo, with the parents they bring, averaged over all photos.</param>
internal sealed record ObjectsFigures(
    int Images, double? Top1, double? Top5, double? TaggedShare, double? MeanTagsPerPhoto);

/// <summary>A labelled photo and what was found.</summary>
/// <param name="File">As the labels name it.</param>
/// <param name="Label">What it shows by the labels; empty when unknown.</param>
/// <param name="Rank">Place of the true class among the classifier's first five, from 0; -1 when it is not, null when unknown.</param>
/// <param name="Tags">As a user would see them, surest first.</param>
/// <param name="Problem">Why the file could not be read, or null.</param>
internal sealed record EvaluatedPhoto(
    string File, string Label, int? Rank, IReadOnlyList<RecognizedTag> Tags, string? Problem = null);
