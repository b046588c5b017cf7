using Recognize.Models.Faces.Grouping;
using Recognize.Models.People.Reclustering;

namespace Recognize.Worker.Grouping;

/// <summary>Lays an owner's settings over those of the installation.</summary>
internal static class ReclusterOptions
{
    public static GroupingOptions Over(this ReclusterSettings settings, GroupingOptions options) => options with
    {
        SimilarityShift = options.SimilarityShift + settings.Threshold,
        MinGroupSize = Math.Max(options.MinGroupSize, settings.MinimumSize),
        MinFoundingQuality = settings.MinimumQuality ?? options.MinFoundingQuality,
    };
}
