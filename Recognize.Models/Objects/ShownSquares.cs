using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Objects;

/// <summary>Which squares of a photo a network is shown.</summary>
internal sealed class ShownSquares
{
    /// <summary>Part of the shorter side that MobileNet classifiers are trained and measured with: 224 of 256.</summary>
    private const double ClassifierCrop = 0.875;

    private readonly double _middle;
    private readonly bool _ends;

    private ShownSquares(double middle, bool ends) => (_middle, _ends) = (middle, ends);

    /// <summary>The middle, without a margin.</summary>
    public static ShownSquares Middle { get; } = new(ClassifierCrop, ends: false);

    /// <summary>The whole middle square.</summary>
    public static ShownSquares WholeMiddle { get; } = new(1, ends: false);

    /// <summary>
    /// The middle, without a margin, and both ends of the longer side, so that nothing of the photo goes unseen.
    /// </summary>
    public static ShownSquares MiddleAndEnds { get; } = new(ClassifierCrop, ends: true);

    /// <summary>The squares of one photo; of a square photo both ends are the same, which then counts twice.</summary>
    public IReadOnlyList<SourceArea> Of(PixelImage image)
    {
        double shorter = Math.Min(image.Width, image.Height);
        var side = Math.Max(1, _middle * shorter);
        var middle = new SourceArea((image.Width - side) / 2, (image.Height - side) / 2, side, side);
        return _ends
            ?
            [
                middle, new SourceArea(0, 0, shorter, shorter),
                new SourceArea(image.Width - shorter, image.Height - shorter, shorter, shorter),
            ]
            : [middle];
    }
}
