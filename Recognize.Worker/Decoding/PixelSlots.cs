using System.Buffers;

namespace Recognize.Worker.Decoding;

/// <summary>
/// Pieces of shared memory, used again and again: mapping fresh ones costs more than handing the pixels over. Thread-safe.
/// </summary>
internal sealed class PixelSlots : IDisposable
{
    /// <summary>Longer ones are for the odd photo that is looked at closely, and go back to the system at once.</summary>
    private const int LongestKept = 8 << 20;

    /// <summary>One for each photo in hand and its thumbnails; more would be memory that lies idle.</summary>
    private const int MostKept = 64;

    private readonly Stack<PixelSlot> _free = new();
    private long _lastNumber;
    private int _length = 1;

    /// <summary>A slot of at least so many bytes.</summary>
    public PixelSlot Rent(int bytes)
    {
        lock (_free)
        {
            if (bytes <= _length && _free.TryPop(out var free))
            {
                free.Take();
                return free;
            }
            if (bytes > _length && bytes <= LongestKept)
            {
                // All that are kept are of one length: that of the longest asked for so far.
                Clear();
                _length = bytes;
            }
        }
        var length = Math.Max(bytes, _length);
        return new PixelSlot(this, Interlocked.Increment(ref _lastNumber), SharedPixels.Create(length));
    }

    /// <summary>Gives unused memory back to the system.</summary>
    public void Clear()
    {
        lock (_free)
        {
            while (_free.TryPop(out var slot))
                slot.Pixels.Discard();
        }
    }

    public void Dispose() => Clear();

    private void Return(PixelSlot slot)
    {
        lock (_free)
        {
            if (slot.Pixels.Length == _length && _length <= LongestKept && _free.Count < MostKept)
            {
                _free.Push(slot);
                return;
            }
        }
        slot.Pixels.Discard();
    }

    /// <summary>Pixels of one photo; disposing gives them back.</summary>
    internal sealed class PixelSlot(PixelSlots owner, long number, SharedPixels pixels) : IMemoryOwner<byte>
    {
        private int _isTaken = 1;

        /// <summary>Never given twice, unlike descriptors: decoders know by it what they have mapped.</summary>
        public long Number => number;

        public SharedPixels Pixels => pixels;

        /// <summary>Whether a decoder should keep its mapping for the next time.</summary>
        public bool IsKept => pixels.Length <= LongestKept;

        public Memory<byte> Memory => pixels.Memory;

        public void Take() => Volatile.Write(ref _isTaken, 1);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isTaken, 0) == 1)
                owner.Return(this);
        }
    }
}
