using System.Numerics.Tensors;
using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Objects;

/// <summary>Says which of the 1,000 ImageNet classes the middle of a photo shows (ShuffleNet v2). Thread-safe.</summary>
internal sealed class PhotoClassifier(OnnxModel model)
{
    public const int ClassCount = 1000;

    private const int InputSide = 224;

    /// <summary>Part of the shorter side that the network sees: the usual 224 of 256.</summary>
    private const double CropFraction = 0.875;

    /// <summary>Probability of each class; they add up to one.</summary>
    public float[] Classify(PixelImage image, CancellationToken cancellationToken)
    {
        var side = Math.Max(1, CropFraction * Math.Min(image.Width, image.Height));
        var area = new SourceArea((image.Width - side) / 2, (image.Height - side) / 2, side, side);
        using var run = model.Rent(1, 3, InputSide, InputSide);
        ImageTensor.Write(image, area, TensorLayout.ImageNet, run.Input, InputSide, InputSide, InputSide, InputSide);
        run.Execute(cancellationToken);
        var probabilities = new float[ClassCount];
        var logits = run.Output();
        // Shifting by the largest logit keeps the exponentials finite.
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), probabilities);
        TensorPrimitives.SoftMax<float>(probabilities, probabilities);
        return probabilities;
    }
}
