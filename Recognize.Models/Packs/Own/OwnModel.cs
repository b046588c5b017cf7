namespace Recognize.Models.Packs.Own;

/// <summary>What is known of an owner's model besides its files.</summary>
/// <param name="Input">How it wants a photo; null for a network for music.</param>
/// <param name="Output">What it gives.</param>
/// <param name="Threshold">
/// Least score of a label for a tag, 0..1; of a face network, the least mean similarity of two groups of faces.
/// </param>
/// <param name="Background">Outputs that never become a tag.</param>
/// <param name="AddedAt">When it was added.</param>
public sealed record OwnModel(
    OwnInput? Input, OwnOutput Output, float Threshold, IReadOnlySet<int> Background, DateTimeOffset AddedAt)
{
    /// <summary>How it wants sound; null for a network for photos.</summary>
    public OwnSoundInput? Sound { get; init; }
}
