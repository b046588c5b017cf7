using Recognize.Models.Inference;

namespace Recognize.Models.Packs.Own;

/// <summary>
/// How an owner's network wants a photo: the middle of it, shrunk, each value <c>(byte - Mean) * Scale</c> of its channel.
/// </summary>
/// <param name="Width">Of the input, in pixels.</param>
/// <param name="Height">Of the input, in pixels.</param>
/// <param name="Interleaved">Height, width, channel (as TensorFlow has it) instead of channel, height, width.</param>
/// <param name="BlueFirst">Blue, green, red instead of red, green, blue.</param>
/// <param name="Mean">For red, green and blue, in bytes.</param>
/// <param name="Scale">For red, green and blue.</param>
/// <param name="Crop">Part that is looked at of the largest area of the input's form in the middle of a photo, 0..1.</param>
public sealed record OwnInput(
    int Width, int Height, bool Interleaved, bool BlueFirst,
    IReadOnlyList<float> Mean, IReadOnlyList<float> Scale, double Crop)
{
    /// <summary>Shape of the input tensor for one photo.</summary>
    internal long[] Shape => Interleaved ? [1, Height, Width, 3] : [1, 3, Height, Width];

    internal TensorLayout Layout => new(
        BlueFirst, (Mean[0], Mean[1], Mean[2]), (Scale[0], Scale[1], Scale[2]));
}
