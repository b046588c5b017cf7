using Recognize.Models.Faces.Grouping;
using Recognize.Models.People.Reclustering;

namespace Recognize.Worker.Grouping;

/// <summary>Lays an owner's settings over those of the installation.</summary>
internal static class ReclusterLimits
{
    /// <summary>All limits shifted by the threshold; the margin is no limit and stays.</summary>
    public static SimilarityLimits Over(this ReclusterSettings settings, SimilarityLimits limits)
    {
        return limits with
        {
            Group = Shift(limits.Group), Pair = Shift(limits.Pair), Join = Shift(limits.Join), Attach = Shift(limits.Attach),
        };

        float Shift(float limit) => Math.Clamp(limit + settings.Threshold, 0.01f, 0.99f);
    }

    public static GroupingOptions Over(this ReclusterSettings settings, GroupingOptions options) =>
        settings.MinimumQuality is { } quality ? options with { MinFoundingQuality = quality } : options;

    /// <summary>Least mean similarity at which groups of two sizes are one; see docs/clustering.md.</summary>
    public static float Needed(this SimilarityLimits limits, int a, int b) =>
        limits.Group + ((limits.Pair - limits.Group) / ((float)a * b));

    /// <summary>Least mean similarity at which a face joins so many others.</summary>
    public static float NeededToJoin(this SimilarityLimits limits, int settled) =>
        Math.Max(limits.Join, limits.Needed(1, settled));
}
