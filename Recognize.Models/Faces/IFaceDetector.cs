using Recognize.Models.Media;

namespace Recognize.Models.Faces;

/// <summary>Finds faces and their five points. Thread-safe.</summary>
internal interface IFaceDetector
{
    /// <summary>The faces of an image in its own pixels, surest first, each person's face once.</summary>
    IReadOnlyList<FaceCandidate> Detect(PixelImage image, CancellationToken cancellationToken);
}
