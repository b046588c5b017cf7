using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Objects;

/// <summary>
/// A network that looks at the middle square of a photo and scores each of its labels, 0..1: the classifier, the general
/// labeler and the bird classifier. Takes raw red-green-blue 0..255 of 224 x 224. Thread-safe.
/// </summary>
/// <param name="model">The network.</param>
/// <param name="fileName">Its file, for the message when it does not fit its labels.</param>
/// <param name="cropFraction">Part of the shorter side that the square covers.</param>
/// <param name="labelCount">How many scores it must give.</param>
internal sealed class ScoreNetwork(OnnxModel model, string fileName, double cropFraction, int labelCount)
{
    private const int InputSide = 224;

    /// <summary>The crop that MobileNet classifiers are trained and measured with: 224 of 256.</summary>
    public const double ClassifierCrop = 0.875;

    /// <summary>The whole middle square.</summary>
    public const double WholeCrop = 1;

    /// <summary>The score of each label, in the order of the label file.</summary>
    /// <exception cref="ModelFileException">The network gives another number of scores than there are labels.</exception>
    public float[] Score(PixelImage image, CancellationToken cancellationToken)
    {
        var side = Math.Max(1, cropFraction * Math.Min(image.Width, image.Height));
        var area = new SourceArea((image.Width - side) / 2, (image.Height - side) / 2, side, side);
        using var run = model.Rent(1, 3, InputSide, InputSide);
        ImageTensor.Write(image, area, TensorLayout.RawRedFirst, run.Input, InputSide, InputSide, InputSide, InputSide);
        run.Execute(cancellationToken);
        var scores = run.Output();
        if (scores.Length != labelCount)
        {
            throw new ModelFileException(
                fileName, $"The network gives {scores.Length} scores for {labelCount} labels.");
        }
        return scores.ToArray();
    }
}
