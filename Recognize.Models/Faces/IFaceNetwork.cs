using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Faces;

/// <summary>A network that finds faces and their five points in one look at one size. Thread-safe.</summary>
internal interface IFaceNetwork
{
    /// <summary>Resizes an area so that its longest side has the given length, and finds upright faces in it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="area">The part of it to look at; what lies outside of the image repeats its edge.</param>
    /// <param name="longestSide">In pixels of the network's input.</param>
    /// <param name="scoreFloor">Candidates below are dropped.</param>
    /// <param name="found">Receives the candidates, in pixels of the whole image; they may overlap.</param>
    /// <param name="cancellationToken">Stops before the network is run.</param>
    void Detect(
        PixelImage image, SourceArea area, int longestSide, float scoreFloor,
        List<FaceCandidate> found, CancellationToken cancellationToken);
}
