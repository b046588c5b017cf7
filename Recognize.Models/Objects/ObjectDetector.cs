using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Objects;

/// <summary>An object in pixels of the image it was found in, and its class among <see cref="ObjectLabels.Coco"/>.</summary>
internal readonly record struct FoundObject(int Class, ScoredBox Box);

/// <summary>The detector of the pack <c>standard</c> (YOLOX nano, github.com/opencv/opencv_zoo). Thread-safe.</summary>
internal sealed class ObjectDetector(OnnxModel model) : IObjectDetector
{
    private const int InputSide = 416;
    private const float Padding = 114;
    private const int ClassCount = 80;
    private const int RowLength = 5 + ClassCount;
    private const float MaximumOverlap = 0.45f;

    private static readonly int[] Strides = [8, 16, 32];

    /// <inheritdoc/>
    public List<FoundObject> Detect(PixelImage image, float scoreFloor, CancellationToken cancellationToken)
    {
        var scale = (double)InputSide / Math.Max(image.Width, image.Height);
        var width = Math.Clamp((int)Math.Round(image.Width * scale), 1, InputSide);
        var height = Math.Clamp((int)Math.Round(image.Height * scale), 1, InputSide);
        using var run = model.Rent(1, 3, InputSide, InputSide);
        run.Input.Fill(Padding);
        ImageTensor.Write(
            image, SourceArea.Whole(image), TensorLayout.RawBlueFirst,
            run.Input, InputSide, InputSide, width, height);
        run.Execute(cancellationToken);

        var found = Decode(run.Output(), (float)(1 / scale), scoreFloor);
        return
        [
            .. found.GroupBy(item => item.Class)
                .SelectMany(group => BoxSuppression.Keep(group, item => item.Box, MaximumOverlap))
                .OrderByDescending(item => item.Box.Score),
        ];
    }

    internal static List<FoundObject> Decode(ReadOnlySpan<float> output, float stretch, float scoreFloor)
    {
        var found = new List<FoundObject>();
        var row = 0;
        foreach (var stride in Strides)
        {
            var columns = InputSide / stride;
            for (var cell = 0; cell < columns * columns; cell++, row++)
            {
                var values = output.Slice(row * RowLength, RowLength);
                // No class can lift a score above the objectness.
                if (!(values[4] >= scoreFloor))
                    continue;
                var classes = values[5..];
                var best = Surest(classes);
                var score = values[4] * classes[best];
                if (!(score >= scoreFloor))
                    continue;
                var width = MathF.Exp(values[2]) * stride * stretch;
                var height = MathF.Exp(values[3]) * stride * stretch;
                var centreX = (values[0] + (cell % columns)) * stride * stretch;
                var centreY = (values[1] + (cell / columns)) * stride * stretch;
                found.Add(new FoundObject(
                    best, new ScoredBox(centreX - (width / 2), centreY - (height / 2), width, height, Math.Min(score, 1))));
            }
        }
        return found;
    }

    // TensorPrimitives.IndexOfMax 9.0 misses the largest of 80 values in some rows.
    private static int Surest(ReadOnlySpan<float> classes)
    {
        var best = 0;
        for (var index = 1; index < classes.Length; index++)
        {
            if (classes[index] > classes[best])
                best = index;
        }
        return best;
    }
}
