using System.Numerics.Tensors;
using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Objects;

/// <summary>
/// A network that looks at squares of a photo and scores each of its labels, 0..1: the classifier, the general
/// labeler and the bird classifier. Takes raw red-green-blue 0..255 of 224 x 224. Thread-safe.
/// </summary>
/// <param name="model">The network.</param>
/// <param name="fileName">Its file, for the message when it does not fit its labels.</param>
/// <param name="squares">What of a photo it is shown.</param>
/// <param name="labelCount">How many scores it must give.</param>
internal sealed class ScoreNetwork(OnnxModel model, string fileName, ShownSquares squares, int labelCount)
{
    private const int InputSide = 224;

    /// <summary>The score of each label, in the order of the label file: the mean over the squares it is shown.</summary>
    /// <exception cref="ModelFileException">The network gives another number of scores than there are labels.</exception>
    public float[] Score(PixelImage image, CancellationToken cancellationToken)
    {
        var areas = squares.Of(image);
        var scores = new float[labelCount];
        foreach (var area in areas)
        {
            using var run = model.Rent(1, 3, InputSide, InputSide);
            ImageTensor.Write(image, area, TensorLayout.RawRedFirst, run.Input, InputSide, InputSide, InputSide, InputSide);
            run.Execute(cancellationToken);
            var answer = run.Output();
            if (answer.Length != labelCount)
            {
                throw new ModelFileException(
                    fileName, $"The network gives {answer.Length} scores for {labelCount} labels.");
            }
            TensorPrimitives.Add(scores, answer, scores);
        }
        TensorPrimitives.Multiply(scores, 1f / areas.Count, scores);
        return scores;
    }
}
