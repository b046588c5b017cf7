namespace Recognize.Models.Landmarks.Features;

/// <summary>The local features of one image, strongest first, with a descriptor each. Immutable.</summary>
internal sealed class LocalFeatures
{
    /// <summary>Numbers in a descriptor: 4 x 4 cells of 8 directions.</summary>
    public const int DescriptorLength = 128;

    /// <summary>
    /// Length of every descriptor but for rounding. Its square stays far below 65,536, so that no dot product of two
    /// descriptors, nor any part of it, leaves 16 bits: none of their numbers is negative.
    /// </summary>
    public const float DescriptorNorm = 180;

    private readonly byte[] _descriptors;

    /// <param name="width">Width of the image the places refer to.</param>
    /// <param name="height">Height of the image the places refer to.</param>
    /// <param name="places">Where each feature sits.</param>
    /// <param name="descriptors"><see cref="DescriptorLength"/> bytes for each.</param>
    public LocalFeatures(int width, int height, LocalFeature[] places, byte[] descriptors)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(descriptors.Length, places.Length * DescriptorLength);
        Width = width;
        Height = height;
        Places = places;
        _descriptors = descriptors;
    }

    public int Width { get; }

    public int Height { get; }

    public int Count => Places.Count;

    public IReadOnlyList<LocalFeature> Places { get; }

    /// <summary>All descriptors, one after the other.</summary>
    public ReadOnlySpan<byte> Descriptors => _descriptors;

    public ReadOnlySpan<byte> Descriptor(int index) =>
        _descriptors.AsSpan(index * DescriptorLength, DescriptorLength);
}
