using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Faces;

/// <summary>
/// Face detector of the pack "standard". Looks at a photo in one to three sizes: small for faces that fill the frame,
/// medium for most, and full only when the medium pass hints at small faces. Never enlarges: a face that fills an
/// enlarged photo is no longer found.
/// </summary>
internal sealed class YuNetDetector(YuNetNetwork network, float scoreFloor) : IFaceDetector
{
    /// <summary>Default score floor; below 0.6 large false boxes win.</summary>
    public const float DefaultScoreFloor = 0.8f;

    private const int CloseUpSide = 320;
    private const int MediumSide = 640;
    private const int LargestSide = 1280;

    /// <summary>Below this longest side a pass for close-ups shows the network nothing new.</summary>
    private const int CloseUpFrom = 480;

    /// <summary>Candidates this sure already hint at small faces; not sure enough to be reported.</summary>
    private const float HintScore = 0.5f;

    /// <summary>Width of a hint in pixels of the medium pass: faces below are found and placed better at full size.</summary>
    private const float SmallWidth = 28;

    private const float MaximumOverlap = 0.3f;

    public IReadOnlyList<FaceCandidate> Detect(PixelImage image, CancellationToken cancellationToken)
    {
        var whole = SourceArea.Whole(image);
        var longest = Math.Max(image.Width, image.Height);
        var mediumSide = Math.Min(longest, MediumSide);
        var found = new List<FaceCandidate>();
        network.Detect(image, whole, mediumSide, Math.Min(HintScore, scoreFloor), found, cancellationToken);

        if (longest > mediumSide && HintsAtSmallFaces(found, (float)longest / mediumSide))
        {
            network.Detect(
                image, whole, Math.Min(longest, LargestSide), scoreFloor, found, cancellationToken);
        }
        if (longest > CloseUpFrom)
            network.Detect(image, whole, CloseUpSide, scoreFloor, found, cancellationToken);

        return BoxSuppression.Keep(
            found.Where(face => face.Box.Score >= scoreFloor), face => face.Box, MaximumOverlap);
    }

    private static bool HintsAtSmallFaces(List<FaceCandidate> found, float stretch) =>
        found.Exists(face => face.Box.Width < SmallWidth * stretch);
}
