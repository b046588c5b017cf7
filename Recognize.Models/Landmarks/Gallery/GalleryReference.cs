using Recognize.Models.Landmarks.Features;

namespace Recognize.Models.Landmarks.Gallery;

/// <summary>A reference photo of a gallery, ready to be compared with.</summary>
/// <param name="FileName">As the gallery names it.</param>
/// <param name="Label">What it shows.</param>
/// <param name="ContentHash">Hex of the file's content hash.</param>
/// <param name="Features">Its local features.</param>
/// <param name="Embedding">What it looks like as a whole, of length one; null without an embedding network.</param>
internal sealed record GalleryReference(
    string FileName, string Label, string ContentHash, LocalFeatures Features, float[]? Embedding)
{
    /// <summary>Equal for two spellings of one place.</summary>
    public string Place { get; } = LandmarkNames.Fold(Label);
}
