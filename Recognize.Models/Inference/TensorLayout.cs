namespace Recognize.Models.Inference;

/// <summary>How a network wants its pixels: planar floats, each <c>(byte - Mean) * Scale</c> of its channel.</summary>
/// <param name="BlueFirst">Planes are blue, green, red instead of red, green, blue.</param>
/// <param name="Mean">Subtracted, in bytes (0..255), for red, green and blue.</param>
/// <param name="Scale">Multiplied after that, for red, green and blue.</param>
internal sealed record TensorLayout(
    bool BlueFirst,
    (float Red, float Green, float Blue) Mean,
    (float Red, float Green, float Blue) Scale)
{
    /// <summary>Red, green, blue as 0..1, normalised with the mean and deviation of ImageNet's training photos.</summary>
    public static TensorLayout ImageNet { get; } = new(
        BlueFirst: false,
        (0.485f * 255, 0.456f * 255, 0.406f * 255),
        (1 / (0.229f * 255), 1 / (0.224f * 255), 1 / (0.225f * 255)));

    /// <summary>Red, green, blue as plain 0..255.</summary>
    public static TensorLayout RawRedFirst { get; } = new(BlueFirst: false, (0, 0, 0), (1, 1, 1));

    /// <summary>Blue, green, red as plain 0..255.</summary>
    public static TensorLayout RawBlueFirst { get; } = new(BlueFirst: true, (0, 0, 0), (1, 1, 1));
}

/// <summary>A rectangle of an image, in pixels from its top left corner; may begin between pixels.</summary>
internal readonly record struct SourceArea(double X, double Y, double Width, double Height)
{
    public static SourceArea Whole(Media.PixelImage image) => new(0, 0, image.Width, image.Height);
}
