using Recognize.Models.Landmarks.Features;
using Recognize.Models.Media;

namespace Recognize.Models.Landmarks.Gallery;

/// <summary>What a photo is compared by.</summary>
/// <param name="Features">Its local features.</param>
/// <param name="Embedding">What it looks like as a whole, of length one; null without an embedding network.</param>
internal sealed record PhotoSignature(LocalFeatures Features, float[]? Embedding);

/// <summary>Takes the signature of photos, of references and others alike. Thread-safe.</summary>
/// <param name="embedder">Null when no network is installed for it.</param>
internal sealed class PhotoSigner(ImageEmbedder? embedder)
{
    /// <summary>
    /// Longer side that references are decoded to: the size that photos of a library have when they are compared, so that
    /// the same file gives the same signature.
    /// </summary>
    public const int DecodedEdgePixels = 1280;

    public PhotoSignature Sign(PixelImage image, CancellationToken cancellationToken) =>
        new(LocalFeatureExtractor.Extract(image, cancellationToken), embedder?.Embed(image, cancellationToken));
}
