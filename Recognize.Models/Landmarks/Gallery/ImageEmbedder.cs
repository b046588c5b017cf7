using System.Numerics.Tensors;
using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Landmarks.Gallery;

/// <summary>
/// Says what a photo looks like as a whole (MobileNet v1 without its last layer): photos of one sort lie close. Far too
/// coarse to name a place, good enough to choose which references are worth a closer look. Thread-safe.
/// </summary>
internal sealed class ImageEmbedder(OnnxModel model)
{
    public const int Length = 1024;

    private const int InputSide = 224;

    private static readonly TensorLayout RawRedFirst = new(BlueFirst: false, (0, 0, 0), (1, 1, 1));

    /// <summary>A vector of length one.</summary>
    public float[] Embed(PixelImage image, CancellationToken cancellationToken)
    {
        // The whole photo, its sides squeezed to a square: a tower at the edge counts as well.
        using var run = model.Rent(1, 3, InputSide, InputSide);
        ImageTensor.Write(
            image, SourceArea.Whole(image), RawRedFirst, run.Input, InputSide, InputSide, InputSide, InputSide);
        run.Execute(cancellationToken);
        var vector = run.Output().ToArray();
        if (vector.Length != Length)
            throw new InvalidOperationException($"The landmark embedder gives {vector.Length} numbers, not {Length}.");
        var norm = TensorPrimitives.Norm<float>(vector);
        if (norm > 0)
            TensorPrimitives.Divide(vector, norm, vector);
        return vector;
    }
}
