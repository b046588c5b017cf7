using System.Numerics;
using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Faces;

/// <summary>
/// Face detector of the pack "basic": boxes by a network that sees every photo at 320 x 240, points by a second one
/// that places 68 landmarks in each box. Faces narrower than about a thirtieth of the photo are not found.
/// </summary>
internal sealed class UltraFaceDetector(OnnxModel boxes, OnnxModel landmarks, float scoreFloor) : IFaceDetector
{
    /// <summary>Default score floor.</summary>
    public const float DefaultScoreFloor = 0.8f;

    private const int InputWidth = 320;
    private const int InputHeight = 240;
    private const float MaximumOverlap = 0.4f;
    private const int LandmarkSide = 64;

    private static readonly TensorLayout BoxLayout = new(
        BlueFirst: false, (127, 127, 127), (1 / 128f, 1 / 128f, 1 / 128f));

    private static readonly TensorLayout LandmarkLayout = new(
        BlueFirst: false, (0, 0, 0), (1 / 256f, 1 / 256f, 1 / 256f));

    public IReadOnlyList<FaceCandidate> Detect(PixelImage image, CancellationToken cancellationToken) =>
    [
        .. BoxSuppression.Keep(FindBoxes(image, cancellationToken), box => box, MaximumOverlap)
            .Select(box => new FaceCandidate(box, FindPoints(image, box, cancellationToken))),
    ];

    private List<ScoredBox> FindBoxes(PixelImage image, CancellationToken cancellationToken)
    {
        using var run = boxes.Rent(1, 3, InputHeight, InputWidth);
        ImageTensor.Write(
            image, SourceArea.Whole(image), BoxLayout, run.Input, InputWidth, InputHeight, InputWidth, InputHeight);
        run.Execute(cancellationToken);
        var scores = run.Output("scores");
        var corners = run.Output("boxes");
        var found = new List<ScoredBox>();
        for (var index = 0; index < scores.Length / 2; index++)
        {
            var score = scores[(2 * index) + 1];
            if (!(score >= scoreFloor))
                continue;
            var corner = corners.Slice(4 * index, 4);
            found.Add(new ScoredBox(
                corner[0] * image.Width,
                corner[1] * image.Height,
                (corner[2] - corner[0]) * image.Width,
                (corner[3] - corner[1]) * image.Height,
                Math.Min(score, 1)));
        }
        return found;
    }

    private Vector2[] FindPoints(PixelImage image, ScoredBox box, CancellationToken cancellationToken)
    {
        // A square around the box's centre, moved and shrunk only as far as the photo's edges force it.
        var side = Math.Min(Math.Max(box.Width, box.Height), Math.Min(image.Width, image.Height));
        var left = Math.Clamp(box.X + (box.Width / 2) - (side / 2), 0, image.Width - side);
        var top = Math.Clamp(box.Y + (box.Height / 2) - (side / 2), 0, image.Height - side);

        using var run = landmarks.Rent(1, 1, LandmarkSide, LandmarkSide);
        var plane = LandmarkSide * LandmarkSide;
        Span<float> colours = new float[3 * plane];
        ImageTensor.Write(
            image, new SourceArea(left, top, side, side), LandmarkLayout,
            colours, LandmarkSide, LandmarkSide, LandmarkSide, LandmarkSide);
        // Luma of ITU-R BT.601, as OpenCV makes grey of colours.
        for (var at = 0; at < plane; at++)
            run.Input[at] = (0.299f * colours[at]) + (0.587f * colours[plane + at]) + (0.114f * colours[(2 * plane) + at]);
        run.Execute(cancellationToken);

        var points = run.Output();
        var origin = new Vector2(left, top);
        // The 68 landmarks of iBUG 300-W: eyes 36-41 and 42-47, tip of the nose 30, mouth corners 48 and 54.
        return
        [
            (Mean(points, 36, 6) * side) + origin, (Mean(points, 42, 6) * side) + origin,
            (Mean(points, 30, 1) * side) + origin,
            (Mean(points, 48, 1) * side) + origin, (Mean(points, 54, 1) * side) + origin,
        ];
    }

    private static Vector2 Mean(ReadOnlySpan<float> points, int first, int count)
    {
        var sum = Vector2.Zero;
        for (var index = first; index < first + count; index++)
            sum += new Vector2(points[2 * index], points[(2 * index) + 1]);
        return sum / count;
    }
}
