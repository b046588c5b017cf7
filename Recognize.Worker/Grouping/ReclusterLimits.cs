using Recognize.Models.Faces.Grouping;
using Recognize.Models.People.Reclustering;

namespace Recognize.Worker.Grouping;

/// <summary>Lays an owner's settings over those of the installation, and says what they come to.</summary>
internal static class ReclusterLimits
{
    public static GroupingOptions Over(this ReclusterSettings settings, GroupingOptions options) => options with
    {
        SimilarityShift = options.SimilarityShift + settings.Threshold,
        MinGroupSize = Math.Max(options.MinGroupSize, settings.MinimumSize),
        MinFoundingQuality = settings.MinimumQuality ?? options.MinFoundingQuality,
    };

    /// <summary>Least mean similarity at which groups of two sizes are one; see docs/clustering.md.</summary>
    public static float Needed(this SimilarityLimits limits, int a, int b) =>
        limits.Group + ((limits.Pair - limits.Group) / ((float)a * b));

    /// <summary>Least mean similarity at which a face joins so many others.</summary>
    public static float NeededToJoin(this SimilarityLimits limits, int settled) =>
        Math.Max(limits.Join, limits.Needed(1, settled));
}
