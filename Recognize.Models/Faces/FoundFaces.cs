using System.Numerics;
using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Faces;

/// <summary>Faces that were detected in a photo and cut out, and not described yet.</summary>
public sealed class FoundFaces
{
    internal FoundFaces(IReadOnlyList<FoundFace> faces, Vector2 originalSize) =>
        (Faces, OriginalSize) = (faces, originalSize);

    public int Count => Faces.Count;

    internal IReadOnlyList<FoundFace> Faces { get; }

    /// <summary>Width and height of the upright photo, in pixels.</summary>
    internal Vector2 OriginalSize { get; }
}

/// <summary>One face that was detected, and cut out of the version of the photo that shows it best.</summary>
/// <param name="Box">Where, in fractions of the photo, and how sure the detector is.</param>
/// <param name="Points">The five points, in pixels of the version it was cut from.</param>
/// <param name="Places">The five points in fractions of the photo.</param>
/// <param name="SeenWidth">Width of the box, in pixels of the version it was cut from.</param>
/// <param name="Crop">The aligned crop, <see cref="FaceAligner.CropBytes"/> long.</param>
internal sealed record FoundFace(
    ScoredBox Box, Vector2[] Points, IReadOnlyList<ImagePoint> Places, float SeenWidth, byte[] Crop)
{
    /// <summary>Cuts a face out of an image, in whose pixels it is given.</summary>
    public static FoundFace CutOut(FaceCandidate face, PixelImage image)
    {
        var crop = new byte[FaceAligner.CropBytes];
        FaceAligner.Align(image, FaceAligner.Estimate(face.Points), crop);
        return new FoundFace(
            new ScoredBox(
                face.Box.X / image.Width, face.Box.Y / image.Height,
                face.Box.Width / image.Width, face.Box.Height / image.Height, face.Box.Score),
            face.Points,
            Array.ConvertAll(face.Points, point => new ImagePoint(point.X / image.Width, point.Y / image.Height)),
            face.Box.Width,
            crop);
    }
}
