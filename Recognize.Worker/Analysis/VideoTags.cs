using Recognize.Models.Tags;

namespace Recognize.Worker.Analysis;

/// <summary>Makes the tags of a video from those of its frames.</summary>
internal static class VideoTags
{
    /// <summary>Frames of which one alone may be wrong: each is another chance for a model to err.</summary>
    private const int FramesThatNeedAgreement = 4;

    /// <summary>What a model may say of a single frame among many.</summary>
    private const float SureOfOneFrame = 0.85f;

    /// <summary>
    /// Each tag with the score and time of the frame that shows it best. Of a video of several scenes a tag counts when
    /// two frames show it, or one beyond doubt.
    /// </summary>
    public static IReadOnlyList<RecognizedTag> Merge(
        IReadOnlyList<(double TimeSeconds, IReadOnlyList<RecognizedTag> Tags)> frames) =>
    [
        .. frames
            .SelectMany(frame => frame.Tags.Select(tag => tag with { TimeSeconds = frame.TimeSeconds }))
            .GroupBy(tag => tag.TagId)
            .Where(seen => frames.Count < FramesThatNeedAgreement
                || seen.Count() > 1
                || seen.First().Score >= SureOfOneFrame)
            .Select(seen => seen.MaxBy(tag => tag.Score)!)
            .OrderByDescending(tag => tag.Score).ThenBy(tag => tag.TagId, StringComparer.Ordinal),
    ];
}
