using System.Numerics;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Media.Photos;

namespace Recognize.Models.Faces;

/// <summary>A photo turned by one, two or three quarters, and the way back.</summary>
internal sealed class QuarterTurn
{
    private readonly int _orientation;

    private QuarterTurn(int orientation) => _orientation = orientation;

    /// <summary>The three turns that change something. Their numbers are EXIF orientations: a quarter right, half, left.</summary>
    public static IReadOnlyList<QuarterTurn> Sideways { get; } = [new(6), new(3), new(8)];

    /// <summary>A turned copy, shrunk to the given longest side; the caller disposes it.</summary>
    public PixelImage Apply(PixelImage image, int longestSide) =>
        PixelOrientation.Apply(PixelResizer.Resize(image, longestSide), _orientation);

    /// <summary>Where a face of the turned copy lies in the image it was made from.</summary>
    public FaceCandidate Undo(FaceCandidate face, PixelImage turned, PixelImage image)
    {
        var size = new Vector2(turned.Width, turned.Height);
        var corner = Undo(new Vector2(face.Box.X, face.Box.Y), size);
        var opposite = Undo(new Vector2(face.Box.X + face.Box.Width, face.Box.Y + face.Box.Height), size);
        var upright = PixelOrientation.SwapsSides(_orientation) ? new Vector2(size.Y, size.X) : size;
        var stretch = new Vector2(image.Width, image.Height) / upright;
        var topLeft = Vector2.Min(corner, opposite) * stretch;
        var extent = Vector2.Abs(corner - opposite) * stretch;
        return new FaceCandidate(
            new ScoredBox(topLeft.X, topLeft.Y, extent.X, extent.Y, face.Box.Score),
            Array.ConvertAll(face.Points, point => Undo(point, size) * stretch));
    }

    private Vector2 Undo(Vector2 point, Vector2 size) => _orientation switch
    {
        6 => new Vector2(point.Y, size.X - point.X),
        3 => size - point,
        _ => new Vector2(size.Y - point.Y, point.X),
    };
}
