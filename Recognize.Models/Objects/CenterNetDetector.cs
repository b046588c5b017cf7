using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Objects;

/// <summary>
/// The detector of the pack <c>basic</c>, CenterNet on MobileNet v3 (npm @vladmandic/human): for each cell of a grid, how
/// likely the middle of an object of each class is there, and how far it reaches to each side. Thread-safe.
/// </summary>
/// <param name="model">The imported network.</param>
/// <param name="fileName">Its file, for the message when it does not fit.</param>
internal sealed class CenterNetDetector(OnnxModel model, string fileName) : IObjectDetector
{
    private const string ScoresOutput = "scores";
    private const string SizesOutput = "sizes";
    private const int InputSide = 512;
    private const float Padding = 114;
    private const int CellPixels = 4;
    private const int ClassCount = 80;

    /// <summary>Cells to each side of the grid.</summary>
    internal const int Cells = InputSide / CellPixels;

    private const int Plane = Cells * Cells;
    private const float MaximumOverlap = 0.45f;

    /// <summary>Boxes of two classes that overlap more than this are one object, seen twice.</summary>
    private const float SameObject = 0.7f;

    /// <summary>Whether a network has the outputs of this kind.</summary>
    public static bool Fits(OnnxModel model) =>
        model.OutputNames.Contains(ScoresOutput) && model.OutputNames.Contains(SizesOutput);

    /// <inheritdoc/>
    /// <exception cref="ModelFileException">The network gives outputs of another size.</exception>
    public List<FoundObject> Detect(PixelImage image, float scoreFloor, CancellationToken cancellationToken)
    {
        using var run = model.Rent(1, 3, InputSide, InputSide);
        // The shape is kept: squeezed to a square, dogs become horses.
        var scale = (double)InputSide / Math.Max(image.Width, image.Height);
        var width = Math.Clamp((int)Math.Round(image.Width * scale), 1, InputSide);
        var height = Math.Clamp((int)Math.Round(image.Height * scale), 1, InputSide);
        run.Input.Fill(Padding);
        ImageTensor.Write(
            image, SourceArea.Whole(image), TensorLayout.RawRedFirst,
            run.Input, InputSide, InputSide, width, height);
        run.Execute(cancellationToken);

        var scores = run.Output(ScoresOutput);
        var sizes = run.Output(SizesOutput);
        if (scores.Length != ClassCount * Plane || sizes.Length != 4 * Plane)
        {
            throw new ModelFileException(
                fileName, $"The network gives {scores.Length} scores and {sizes.Length} sizes for a grid of {Plane} cells.");
        }
        return Distinct(Decode(
            scores, sizes, (float)image.Width / width, (float)image.Height / height, scoreFloor));
    }

    /// <summary>The peaks of the score maps, with their boxes.</summary>
    /// <param name="scores">A map of the grid for each class, 0..1.</param>
    /// <param name="sizes">Four maps: pixels of the network's input to the left, top, right and bottom of a cell.</param>
    /// <param name="stretchX">Pixels of the photo for one of the network's input, across.</param>
    /// <param name="stretchY">The same, down.</param>
    /// <param name="scoreFloor">Less sure peaks are left out; above 0.</param>
    internal static List<FoundObject> Decode(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> sizes, float stretchX, float stretchY, float scoreFloor)
    {
        var found = new List<FoundObject>();
        for (var index = 0; index < scores.Length; index++)
        {
            // Also false for what is no number.
            if (!(scores[index] >= scoreFloor))
                continue;
            var cell = index % Plane;
            if (!IsPeak(scores.Slice(index - cell, Plane), cell))
                continue;
            var (x, y) = (cell % Cells * CellPixels, cell / Cells * CellPixels);
            var width = sizes[cell] + sizes[(2 * Plane) + cell];
            var height = sizes[Plane + cell] + sizes[(3 * Plane) + cell];
            if (!(width > 0 && height > 0))
                continue;
            found.Add(new FoundObject(index / Plane, new ScoredBox(
                (x - sizes[cell]) * stretchX, (y - sizes[Plane + cell]) * stretchY,
                width * stretchX, height * stretchY, Math.Min(scores[index], 1))));
        }
        return found;
    }

    /// <summary>Each object once, surest first: of boxes of one class that overlap, and of classes that share a box.</summary>
    internal static List<FoundObject> Distinct(List<FoundObject> found) => BoxSuppression.Keep(
        found.GroupBy(item => item.Class).SelectMany(group => BoxSuppression.Keep(group, item => item.Box, MaximumOverlap)),
        item => item.Box, SameObject);

    /// <summary>Whether no cell around one scores higher; of neighbours that score the same, the first counts.</summary>
    private static bool IsPeak(ReadOnlySpan<float> map, int cell)
    {
        var (column, row) = (cell % Cells, cell / Cells);
        for (var y = Math.Max(0, row - 1); y <= Math.Min(Cells - 1, row + 1); y++)
        {
            for (var x = Math.Max(0, column - 1); x <= Math.Min(Cells - 1, column + 1); x++)
            {
                var other = (y * Cells) + x;
                if (map[other] > map[cell] || (other < cell && map[other] == map[cell]))
                    return false;
            }
        }
        return true;
    }
}
