using Recognize.Models.Faces;
using Recognize.Models.Media;
using Recognize.Worker.Analysis;

namespace Recognize.Worker.Evaluation;

/// <summary>The faces of one photo.</summary>
/// <param name="Faces">All of them, surest first.</param>
/// <param name="Middle">The one nearest to the middle, which a photo's label means; null without any.</param>
internal sealed record FacesOfPhoto(IReadOnlyList<DetectedFace> Faces, DetectedFace? Middle);

/// <summary>Reads the faces of labelled photos the way that the pipeline reads them.</summary>
internal sealed class PhotoFaces(PhotoDecoder decoder, FaceRecognizer recognizer)
{
    /// <exception cref="UnreadableMediaException">The file is no photo that can be read.</exception>
    public FacesOfPhoto Read(string path, CancellationToken cancellationToken)
    {
        using var photo = decoder.Decode(path, PhotoAnalysis.DecodedEdgePixels, cancellationToken);
        var faces = recognizer.Recognize(
            photo.Image, photo.OriginalWidth, photo.OriginalHeight, cancellationToken,
            edge => decoder.Decode(path, edge, cancellationToken).Image);
        var middle = faces.MinBy(face =>
        {
            var x = (face.Box.X + (face.Box.Width / 2) - 0.5) * photo.OriginalWidth;
            var y = (face.Box.Y + (face.Box.Height / 2) - 0.5) * photo.OriginalHeight;
            return (x * x) + (y * y);
        });
        return new FacesOfPhoto(faces, middle);
    }
}
