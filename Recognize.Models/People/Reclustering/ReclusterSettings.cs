using System.Text.Json.Serialization;

namespace Recognize.Models.People.Reclustering;

/// <summary>How strictly faces are grouped, as laid over the settings of the installation.</summary>
/// <param name="Threshold">Added to all limits of similarity, -0.2..0.2: above 0 groups are purer, below 0 more complete.</param>
/// <param name="MinimumSize">Least number of faces of founding quality that make a new person, 2..100; fewer wait.</param>
/// <param name="MinimumQuality">Least quality, 0..1, of a face that founds a group; null takes that of the installation.</param>
public sealed record ReclusterSettings(float Threshold, int MinimumSize, float? MinimumQuality)
{
    /// <summary>As the installation is set.</summary>
    public static ReclusterSettings Default { get; } = new(0, 2, null);

    /// <summary>What is wrong with these settings, in one sentence; null when nothing is.</summary>
    [JsonIgnore]
    public string? Problem => this switch
    {
        { Threshold: not (>= -0.2f and <= 0.2f) } => "The threshold is a shift of all limits and must lie between -0.2 and 0.2.",
        { MinimumSize: < 2 or > 100 } => "The minimum size must lie between 2 and 100 faces.",
        { MinimumQuality: not (null or (>= 0 and <= 1)) } => "The minimum quality must lie between 0 and 1.",
        _ => null,
    };
}
