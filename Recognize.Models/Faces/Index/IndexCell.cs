using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Recognize.Models.Faces.Index;

/// <summary>The faces of one cell: ids, sketches and vectors in bytes, each kind side by side.</summary>
/// <param name="dimensions">Bytes of a vector.</param>
/// <param name="words">Words of a sketch.</param>
internal sealed class IndexCell(int dimensions, int words)
{
    private sbyte[] _codes = [];
    private ulong[] _sketches = [];
    private float[] _scales = [];
    private Guid[] _ids = [];

    public int Count { get; private set; }

    public Guid IdAt(int row) => _ids[row];

    public float ScaleAt(int row) => _scales[row];

    public ReadOnlySpan<sbyte> CodeAt(int row) => _codes.AsSpan(row * dimensions, dimensions);

    /// <summary>A face's vector as it is kept; valid until the next change.</summary>
    public EncodedVector At(int row) => new(CodeAt(row), _scales[row], _sketches.AsSpan(row * words, words));

    /// <summary>Appends a face; returns its row.</summary>
    public int Add(Guid id, EncodedVector vector)
    {
        if (Count == _ids.Length)
        {
            // By a quarter, not twofold: the vectors are nearly all the memory that the index has.
            var capacity = Count + Math.Max(4, Count / 4);
            Array.Resize(ref _codes, capacity * dimensions);
            Array.Resize(ref _sketches, capacity * words);
            Array.Resize(ref _scales, capacity);
            Array.Resize(ref _ids, capacity);
        }
        (_ids[Count], _scales[Count]) = (id, vector.Scale);
        vector.Code.CopyTo(_codes.AsSpan(Count * dimensions));
        vector.Sketch.CopyTo(_sketches.AsSpan(Count * words));
        return Count++;
    }

    /// <summary>Removes a face by moving the last one into its row.</summary>
    /// <returns>The face that is in the row now, or null if the row was the last.</returns>
    public Guid? RemoveAt(int row)
    {
        Count--;
        if (row == Count)
            return null;
        (_ids[row], _scales[row]) = (_ids[Count], _scales[Count]);
        _codes.AsSpan(Count * dimensions, dimensions).CopyTo(_codes.AsSpan(row * dimensions));
        _sketches.AsSpan(Count * words, words).CopyTo(_sketches.AsSpan(row * words));
        return _ids[row];
    }

    /// <summary>Finds the rows whose sketch differs in so many bits at most.</summary>
    /// <param name="sketch">What to compare with.</param>
    /// <param name="mostDifferent">Bits.</param>
    /// <param name="rows">Receives the rows; at least <see cref="Count"/> long.</param>
    /// <returns>How many rows there are.</returns>
    public int FindAlike(ReadOnlySpan<ulong> sketch, int mostDifferent, Span<int> rows)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sketch.Length, words);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Length, Count);
        ref var own = ref MemoryMarshal.GetArrayDataReference(_sketches);
        ref var searched = ref MemoryMarshal.GetReference(sketch);
        ref var found = ref MemoryMarshal.GetReference(rows);
        var count = 0;
        // A row is written always and counted only if it is alike: a branch here would be guessed wrong too often.
        if (words == 2)
        {
            // The shipped embedder's; kept free of the inner loop, since this is what a look-up spends its time on.
            var (first, second) = (searched, Unsafe.Add(ref searched, 1));
            for (var row = 0; row < Count; row++, own = ref Unsafe.Add(ref own, 2))
            {
                var different = BitOperations.PopCount(own ^ first) + BitOperations.PopCount(Unsafe.Add(ref own, 1) ^ second);
                Unsafe.Add(ref found, count) = row;
                count += different <= mostDifferent ? 1 : 0;
            }
            return count;
        }
        for (var row = 0; row < Count; row++)
        {
            var different = 0;
            for (var word = 0; word < words; word++, own = ref Unsafe.Add(ref own, 1))
                different += BitOperations.PopCount(own ^ Unsafe.Add(ref searched, word));
            Unsafe.Add(ref found, count) = row;
            count += different <= mostDifferent ? 1 : 0;
        }
        return count;
    }
}

/// <summary>A vector as the index keeps it.</summary>
/// <param name="code">The numbers as bytes.</param>
/// <param name="scale">What the bytes are multiplied with.</param>
/// <param name="sketch">The signs.</param>
internal readonly ref struct EncodedVector(ReadOnlySpan<sbyte> code, float scale, ReadOnlySpan<ulong> sketch)
{
    public ReadOnlySpan<sbyte> Code { get; } = code;

    public float Scale { get; } = scale;

    public ReadOnlySpan<ulong> Sketch { get; } = sketch;
}
