using Recognize.Models.Faces;
using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Deidentification;

/// <summary>
/// Makes a copy of a photo on which everybody but chosen people is unrecognisable. The photo is decoded, its pixels are
/// replaced, and a new file is encoded of them: nothing else of the original gets into it. Thread-safe.
/// </summary>
public sealed class PhotoCovering(PhotoDecoder decoder)
{
    /// <summary>Longest edge of a result, in pixels; larger photos are shrunk to it.</summary>
    public const int MaxEdgePixels = 10_000;

    private const int JpegQuality = 92;

    // What is drawn, not photographed, has edges that JPEG would blur.
    private static readonly string[] LosslessFormats =
        [MediaFormats.Png.Name, MediaFormats.Gif.Name, MediaFormats.Bmp.Name];

    /// <summary>The covered copy of a photo. Where the detector fails there is none.</summary>
    /// <param name="path">The original; it is only read.</param>
    /// <param name="stored">What is known of its faces.</param>
    /// <param name="detector">Looks for faces.</param>
    /// <param name="plan">What is done; its strength was checked by <see cref="MeasuredStrengths"/>.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <exception cref="UnreadableMediaException">The file itself is at fault.</exception>
    /// <exception cref="IOException">The file cannot be read now, or is gone.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission to read the file.</exception>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public CoveredPicture Cover(
        string path, IReadOnlyList<StoredFace> stored, FaceRecognizer detector, CoveringPlan plan,
        CancellationToken cancellationToken)
    {
        using var photo = decoder.Decode(path, MaxEdgePixels, cancellationToken);
        var decision = FacesToCover.Decide(detector.FindAll(photo.Image, quickly: false, cancellationToken), stored);
        Paint(photo.Image, decision, FaceCovers.Create(plan.Choice), plan.Shape);
        cancellationToken.ThrowIfCancellationRequested();

        var format = LosslessFormats.Contains(photo.Format) ? PictureFormat.Png : PictureFormat.Jpeg;
        var exif = plan.Metadata == MetadataChoice.Strip
            ? null
            : ExifBlock.Write(decoder.ReadMetadata(path), plan.Metadata);
        return new CoveredPicture(
            PictureMetadata.Insert(decoder.Encode(photo.Image, format, JpegQuality), format, exif),
            format == PictureFormat.Png ? ".png" : ".jpg", decision.Covered.Count, decision.Readable.Count);
    }

    /// <summary>Covers faces, and leaves alone those that stay readable.</summary>
    internal static void Paint(PixelImage image, FaceDecision decision, IFaceCover cover, CoverShape shape)
    {
        var spared = decision.Readable.Select(box => new SparedFace(image, InPixels(box))).ToList();
        var covered = decision.Covered.Select(InPixels).ToList();
        foreach (var box in covered)
            cover.Cover(image, CoverRegion.Around(box, shape));
        foreach (var face in spared)
            face.PutBack(image, covered);

        ScoredBox InPixels(ImageBox box) => new(
            box.X * image.Width, box.Y * image.Height, box.Width * image.Width, box.Height * image.Height, Score: 1);
    }
}
