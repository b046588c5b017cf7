using Recognize.Models.Media;

namespace Recognize.Models.Landmarks.Gallery;

/// <summary>Makes a gallery of a folder: decodes its photos and takes their signatures, or finds them kept.</summary>
/// <param name="decoder">Decodes the photos.</param>
/// <param name="signer">Takes the signatures.</param>
/// <param name="store">Where they are kept; null to keep none.</param>
internal sealed class GalleryLoader(PhotoDecoder decoder, PhotoSigner signer, SignatureStore? store)
{
    /// <summary>Photos that cannot be read become problems of the gallery; the others count.</summary>
    /// <exception cref="IOException">The folder of kept signatures cannot be written to.</exception>
    public LandmarkGallery Load(GalleryFolder folder, CancellationToken cancellationToken)
    {
        var references = new List<GalleryReference>(folder.Entries.Count);
        var problems = new List<GalleryProblem>(folder.Problems);
        foreach (var entry in folder.Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TrySign(entry, out var reason, cancellationToken) is { } signature)
            {
                references.Add(new GalleryReference(
                    entry.FileName, entry.Label, entry.ContentHash, signature.Features, signature.Embedding));
            }
            else
                problems.Add(new GalleryProblem(entry.Line, entry.FileName, reason!));
        }
        store?.KeepOnly(folder.Entries.Select(entry => entry.ContentHash));
        return new LandmarkGallery(references, [.. problems.OrderBy(problem => problem.Line)]);
    }

    private PhotoSignature? TrySign(GalleryEntry entry, out string? reason, CancellationToken cancellationToken)
    {
        reason = null;
        if (store?.TryRead(entry.ContentHash) is { } kept)
            return kept;
        PhotoSignature signature;
        try
        {
            using var photo = decoder.Decode(entry.Path, PhotoSigner.DecodedEdgePixels, cancellationToken);
            signature = signer.Sign(photo.Image, cancellationToken);
        }
        catch (UnreadableMediaException unreadable)
        {
            reason = unreadable.Message;
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            reason = "The file cannot be read.";
            return null;
        }
        store?.Write(entry.ContentHash, signature);
        return signature;
    }
}
