using Recognize.Models.Faces.Grouping;
using Recognize.Models.People.Reclustering;

namespace Recognize.Worker.Grouping;

/// <summary>Lays an owner's settings over those of the installation; the threshold shifts the limits.</summary>
internal static class ReclusterOptions
{
    public static GroupingOptions Over(this ReclusterSettings settings, GroupingOptions options) => options with
    {
        MinGroupSize = settings.MinimumSize,
        MinFoundingQuality = settings.MinimumQuality ?? options.MinFoundingQuality,
    };
}
