namespace Recognize.Models.Packs.Own;

/// <summary>A usual way to turn bytes into the numbers that networks are trained on.</summary>
internal sealed record PixelRange(string Name, IReadOnlyList<float> Mean, IReadOnlyList<float> Scale)
{
    public static PixelRange Bytes { get; } = new("0..255", [0, 0, 0], [1, 1, 1]);

    public static PixelRange ZeroToOne { get; } = new("0..1", [0, 0, 0], [1 / 255f, 1 / 255f, 1 / 255f]);

    public static PixelRange MinusOneToOne { get; } =
        new("-1..1", [127.5f, 127.5f, 127.5f], [1 / 127.5f, 1 / 127.5f, 1 / 127.5f]);

    /// <summary>Mean and deviation of ImageNet's training photos, as most networks made with PyTorch want them.</summary>
    public static PixelRange ImageNet { get; } = new(
        "imagenet",
        [0.485f * 255, 0.456f * 255, 0.406f * 255],
        [1 / (0.229f * 255), 1 / (0.224f * 255), 1 / (0.225f * 255)]);
}
