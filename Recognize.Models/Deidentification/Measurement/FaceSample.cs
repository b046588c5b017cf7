using System.Numerics;
using Recognize.Models.Faces;
using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Deidentification.Measurement;

/// <summary>A labelled face with its photo, which it owns.</summary>
/// <param name="Photo">All pixels.</param>
/// <param name="Box">Of the face, in pixels.</param>
/// <param name="Alignment">From the plain photo's points: an attacker may know where eyes and mouth are.</param>
internal sealed record FaceSample(PixelImage Photo, ScoredBox Box, SimilarityTransform Alignment) : IDisposable
{
    /// <summary>Steps that the cover is moved by in each direction for the film.</summary>
    private const int FilmSteps = 4;

    public byte[] PlainCrop() => CropOf(Photo);

    /// <summary>The aligned crop of the covered face.</summary>
    public byte[] CoveredCrop(IFaceCover cover)
    {
        using var copy = Copy();
        cover.Cover(copy, CoverRegion.Around(Box));
        return CropOf(copy);
    }

    /// <summary>The mean crop of a film: the cover sits at other places of the face in each picture, as detectors waver.</summary>
    /// <param name="cover">What covers.</param>
    /// <param name="reach">How far it is moved at most, in fractions of the face.</param>
    public byte[] FilmCrop(IFaceCover cover, double reach)
    {
        var sums = new int[FaceAligner.CropBytes];
        for (var step = 0; step < FilmSteps * FilmSteps; step++)
        {
            var offset = new Vector2(step % FilmSteps, step / FilmSteps) / (FilmSteps - 1) * 2 - Vector2.One;
            offset *= (float)reach * Math.Max(Box.Width, Box.Height);
            using var copy = Copy();
            cover.Cover(copy, CoverRegion.Around(Box with { X = Box.X + offset.X, Y = Box.Y + offset.Y }));
            var crop = CropOf(copy);
            for (var i = 0; i < sums.Length; i++)
                sums[i] += crop[i];
        }
        return Array.ConvertAll(sums, sum => (byte)(((double)sum / (FilmSteps * FilmSteps)) + 0.5));
    }

    public void Dispose() => Photo.Dispose();

    private PixelImage Copy()
    {
        var copy = PixelImage.Rent(Photo.Width, Photo.Height);
        Photo.Pixels.CopyTo(copy.Pixels);
        return copy;
    }

    private byte[] CropOf(PixelImage image)
    {
        var crop = new byte[FaceAligner.CropBytes];
        FaceAligner.Align(image, Alignment, crop);
        return crop;
    }
}
