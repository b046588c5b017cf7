using System.Globalization;

namespace Recognize.Worker.Decoding;

/// <summary>What a decoder has mapped of its worker's shared memory; the mappings that were used last are kept.</summary>
internal sealed class MappedSlots(int worker) : IDisposable
{
    private const int MostKept = 16;

    private readonly LinkedList<(long Number, SharedPixels Pixels)> _kept = new();

    /// <summary>Maps what a request describes.</summary>
    /// <exception cref="IOException">It cannot be mapped.</exception>
    public MappedSlot Take(BinaryReader request)
    {
        var (number, descriptor) = (request.ReadInt64(), request.ReadInt32());
        var (length, isKept) = (request.ReadInt32(), request.ReadBoolean());
        for (var node = _kept.First; node is not null; node = node.Next)
        {
            if (node.Value.Number != number)
                continue;
            _kept.Remove(node);
            _kept.AddFirst(node);
            return new MappedSlot(node.Value.Pixels, IsKept: true);
        }
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{worker}/fd/{descriptor}");
        var pixels = SharedPixels.Open(path, length);
        if (!isKept)
            return new MappedSlot(pixels, IsKept: false);
        _kept.AddFirst((number, pixels));
        if (_kept.Count > MostKept)
        {
            _kept.Last!.Value.Pixels.Discard();
            _kept.RemoveLast();
        }
        return new MappedSlot(pixels, IsKept: true);
    }

    public void Dispose()
    {
        foreach (var (_, pixels) in _kept)
            pixels.Discard();
        _kept.Clear();
    }
}

/// <summary>One of them, for one request.</summary>
internal sealed record MappedSlot(SharedPixels Pixels, bool IsKept) : IDisposable
{
    /// <summary>When the request is answered.</summary>
    public void Dispose()
    {
        if (!IsKept)
            Pixels.Discard();
    }
}
