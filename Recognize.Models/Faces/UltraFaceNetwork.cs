using System.Numerics;
using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Faces;

/// <summary>
/// The face detector of the pack "basic": boxes by a network of fixed size, points by a second one that places 68
/// landmarks in each box. A look with more pixels than the network has goes over the area in tiles.
/// </summary>
internal sealed class UltraFaceNetwork(OnnxModel boxes, OnnxModel landmarks, float pointsFrom) : IFaceNetwork
{
    private const int InputWidth = 320;
    private const int InputHeight = 240;
    private const float MaximumOverlap = 0.4f;
    private const int LandmarkSide = 64;

    /// <summary>Share of a tile that the next one shows too, so that a face cut by one is whole in the other.</summary>
    private const double TileOverlap = 0.25;

    private static readonly TensorLayout BoxLayout = new(
        BlueFirst: false, (127, 127, 127), (1 / 128f, 1 / 128f, 1 / 128f));

    private static readonly TensorLayout LandmarkLayout = new(
        BlueFirst: false, (0, 0, 0), (1 / 256f, 1 / 256f, 1 / 256f));

    public void Detect(
        PixelImage image, SourceArea area, int longestSide, float scoreFloor,
        List<FaceCandidate> found, CancellationToken cancellationToken)
    {
        var candidates = new List<ScoredBox>();
        foreach (var tile in Tiles(area, longestSide))
            FindBoxes(image, tile, scoreFloor, candidates, cancellationToken);
        // Only a face that will be reported needs its points, and they cost as much as a tile.
        found.AddRange(BoxSuppression.Keep(candidates, box => box, MaximumOverlap).Select(box => new FaceCandidate(
            box, box.Score >= pointsFrom ? FindPoints(image, box, cancellationToken) : Centre(box))));
    }

    private static IEnumerable<SourceArea> Tiles(SourceArea area, int longestSide)
    {
        if (longestSide <= InputWidth)
        {
            // A look smaller than the network sees more than the area: its edges repeat around it.
            var margin = (((double)InputWidth / longestSide) - 1) / 2;
            return
            [
                new SourceArea(
                    area.X - (margin * area.Width), area.Y - (margin * area.Height),
                    area.Width * (1 + (2 * margin)), area.Height * (1 + (2 * margin))),
            ];
        }
        var parts = (int)Math.Ceiling(((double)longestSide / InputWidth) - TileOverlap) + 1;
        var share = 1 / (parts - ((parts - 1) * TileOverlap));
        return from row in Enumerable.Range(0, parts)
               from column in Enumerable.Range(0, parts)
               let step = share * (1 - TileOverlap)
               select new SourceArea(
                   area.X + (column * step * area.Width), area.Y + (row * step * area.Height),
                   share * area.Width, share * area.Height);
    }

    private void FindBoxes(
        PixelImage image, SourceArea area, float scoreFloor, List<ScoredBox> found, CancellationToken cancellationToken)
    {
        using var run = boxes.Rent(1, 3, InputHeight, InputWidth);
        ImageTensor.Write(image, area, BoxLayout, run.Input, InputWidth, InputHeight, InputWidth, InputHeight);
        run.Execute(cancellationToken);
        var scores = run.Output("scores");
        var corners = run.Output("boxes");
        for (var index = 0; index < scores.Length / 2; index++)
        {
            var score = scores[(2 * index) + 1];
            if (!(score >= scoreFloor))
                continue;
            var corner = corners.Slice(4 * index, 4);
            found.Add(new ScoredBox(
                (float)(area.X + (corner[0] * area.Width)),
                (float)(area.Y + (corner[1] * area.Height)),
                (float)((corner[2] - corner[0]) * area.Width),
                (float)((corner[3] - corner[1]) * area.Height),
                Math.Min(score, 1)));
        }
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

    private static Vector2[] Centre(ScoredBox box)
    {
        var centre = new Vector2(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        return [centre, centre, centre, centre, centre];
    }

    private static Vector2 Mean(ReadOnlySpan<float> points, int first, int count)
    {
        var sum = Vector2.Zero;
        for (var index = first; index < first + count; index++)
            sum += new Vector2(points[2 * index], points[(2 * index) + 1]);
        return sum / count;
    }
}
