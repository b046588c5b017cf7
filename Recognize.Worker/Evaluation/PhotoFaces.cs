using System.Diagnostics;
using Recognize.Models.Faces;
using Recognize.Models.Media;
using Recognize.Worker.Analysis;

namespace Recognize.Worker.Evaluation;

/// <summary>The faces of one photo.</summary>
/// <param name="Faces">All of them, surest first.</param>
/// <param name="Middle">The one nearest to the middle, which a photo's label means; null without any.</param>
/// <param name="Decoding">How long decoding took, by the clock: once, and again where small faces ask for more pixels.</param>
internal sealed record FacesOfPhoto(IReadOnlyList<DetectedFace> Faces, DetectedFace? Middle, TimeSpan Decoding);

/// <summary>Reads the faces of labelled photos the way that the pipeline reads them.</summary>
internal sealed class PhotoFaces(PhotoDecoder decoder, FaceRecognizer recognizer)
{
    /// <exception cref="UnreadableMediaException">The file is no photo that can be read.</exception>
    public FacesOfPhoto Read(string path, CancellationToken cancellationToken)
    {
        var decoding = TimeSpan.Zero;
        using var photo = Decode(PhotoAnalysis.DecodedEdgePixels);
        var faces = recognizer.Recognize(
            photo.Image, photo.OriginalWidth, photo.OriginalHeight, cancellationToken,
            edge => Decode(edge).Image);
        var middle = faces.MinBy(face =>
        {
            var x = (face.Box.X + (face.Box.Width / 2) - 0.5) * photo.OriginalWidth;
            var y = (face.Box.Y + (face.Box.Height / 2) - 0.5) * photo.OriginalHeight;
            return (x * x) + (y * y);
        });
        return new FacesOfPhoto(faces, middle, decoding);

        DecodedPhoto Decode(int edge)
        {
            var started = Stopwatch.GetTimestamp();
            var decoded = decoder.Decode(path, edge, cancellationToken);
            decoding += Stopwatch.GetElapsedTime(started);
            return decoded;
        }
    }
}
