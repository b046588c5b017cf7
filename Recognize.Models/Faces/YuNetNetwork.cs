using System.Numerics;
using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Faces;

/// <summary>One pass of the YuNet face detector (github.com/ShiqiYu/libfacedetection.train) at a given size.</summary>
internal sealed class YuNetNetwork(OnnxModel model) : IFaceNetwork
{
    private const int PaddingMultiple = 32;
    private const int PointCount = 5;

    private static readonly int[] Strides = [8, 16, 32];

    // Interpolated names would be built anew for every photo.
    private static readonly Dictionary<int, (string Class, string Object, string Box, string Points)> Names =
        Strides.ToDictionary(
            stride => stride,
            stride => ($"cls_{stride}", $"obj_{stride}", $"bbox_{stride}", $"kps_{stride}"));

    public void Detect(
        PixelImage image, SourceArea area, int longestSide, float scoreFloor,
        List<FaceCandidate> found, CancellationToken cancellationToken)
    {
        var scale = longestSide / Math.Max(area.Width, area.Height);
        var width = Math.Max(1, (int)Math.Round(area.Width * scale));
        var height = Math.Max(1, (int)Math.Round(area.Height * scale));
        var paddedWidth = Padded(width);
        var paddedHeight = Padded(height);

        using var run = model.Rent(1, 3, paddedHeight, paddedWidth);
        if (paddedWidth != width || paddedHeight != height)
            run.Input.Clear();
        ImageTensor.Write(
            image, area, TensorLayout.RawBlueFirst, run.Input, paddedWidth, paddedHeight, width, height);
        run.Execute(cancellationToken);

        var stretch = new Vector2((float)(area.Width / width), (float)(area.Height / height));
        var origin = new Vector2((float)area.X, (float)area.Y);
        foreach (var stride in Strides)
            Decode(run, stride, paddedWidth / stride, scoreFloor, stretch, origin, found);
    }

    private static void Decode(
        InferenceRun run, int stride, int columns, float scoreFloor, Vector2 stretch, Vector2 origin,
        List<FaceCandidate> found)
    {
        var names = Names[stride];
        var classes = run.Output(names.Class);
        var objects = run.Output(names.Object);
        ReadOnlySpan<float> boxes = default, points = default;
        for (var cell = 0; cell < classes.Length; cell++)
        {
            var score = MathF.Sqrt(Math.Clamp(classes[cell], 0, 1) * Math.Clamp(objects[cell], 0, 1));
            // Written so that a not-a-number is dropped, too.
            if (!(score >= scoreFloor))
                continue;
            if (boxes.IsEmpty)
            {
                boxes = run.Output(names.Box);
                points = run.Output(names.Points);
            }
            var corner = new Vector2(cell % columns, cell / columns);
            found.Add(DecodeCell(
                boxes.Slice(cell * 4, 4), points.Slice(cell * 2 * PointCount, 2 * PointCount),
                corner, stride, score, stretch, origin));
        }
    }

    private static FaceCandidate DecodeCell(
        ReadOnlySpan<float> box, ReadOnlySpan<float> points, Vector2 corner, int stride, float score,
        Vector2 stretch, Vector2 origin)
    {
        var centre = ((corner + new Vector2(box[0], box[1])) * stride * stretch) + origin;
        var size = new Vector2(MathF.Exp(box[2]), MathF.Exp(box[3])) * stride * stretch;
        var decoded = new Vector2[PointCount];
        for (var index = 0; index < PointCount; index++)
        {
            var point = new Vector2(points[2 * index], points[(2 * index) + 1]);
            decoded[index] = ((point + corner) * stride * stretch) + origin;
        }
        var topLeft = centre - (size / 2);
        return new FaceCandidate(new ScoredBox(topLeft.X, topLeft.Y, size.X, size.Y, score), decoded);
    }

    private static int Padded(int size) => (size + PaddingMultiple - 1) / PaddingMultiple * PaddingMultiple;
}
