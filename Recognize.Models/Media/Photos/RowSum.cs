using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Recognize.Models.Media.Photos;

/// <summary>
/// Adds up rows of bytes, each with its weight: the vertical half of every change of size. Sums stay in registers over all
/// rows that count, so memory is read once and written once.
/// </summary>
internal static class RowSum
{
    /// <summary>Weights are whole numbers of this many parts where the processor multiplies pairs of 16 bits.</summary>
    private const int Parts = 1 << 14;

    /// <summary>Wider windows are summed in single precision; shrinking to a sixteenth at once needs as many.</summary>
    private const int MostTaps = 64;

    /// <summary>Sums rows of bytes into floats of the same scale, exact to a twentieth of a step for up to seven rows.</summary>
    /// <param name="rows">The first row begins here; each of the next <paramref name="stride"/> bytes later.</param>
    /// <param name="stride">Bytes between the beginnings of two rows.</param>
    /// <param name="weights">One for each row, each within ±1.9; they add up to one.</param>
    /// <param name="sums">As many columns as are wanted.</param>
    public static void Of(ReadOnlySpan<byte> rows, int stride, ReadOnlySpan<float> weights, Span<float> sums)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(((weights.Length - 1) * stride) + sums.Length, rows.Length, nameof(rows));
        if (Avx2.IsSupported && weights.Length <= MostTaps && sums.Length >= Vector256<byte>.Count)
            InPairs(rows, stride, weights, sums);
        else
            InSinglePrecision(rows, stride, weights, sums);
    }

    /// <summary>Two rows at a time: one instruction multiplies both by their weights and adds the two products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InPairs(ReadOnlySpan<byte> rows, int stride, ReadOnlySpan<float> weights, Span<float> sums)
    {
        Span<int> pairs = stackalloc int[(MostTaps + 1) / 2];
        pairs = pairs[..ToPairs(weights, pairs)];
        ref var source = ref MemoryMarshal.GetReference(rows);
        ref var target = ref MemoryMarshal.GetReference(sums);
        var unit = Vector256.Create(1f / Parts);
        var last = sums.Length - Vector256<byte>.Count;
        for (var at = 0; ; at = Math.Min(at + Vector256<byte>.Count, last))
        {
            Vector256<int> first = default, second = default, third = default, fourth = default;
            for (var pair = 0; pair < pairs.Length; pair++)
            {
                var row = 2 * pair;
                var upper = Vector256.LoadUnsafe(ref source, (nuint)((row * stride) + at));
                var lower = row + 1 < weights.Length
                    ? Vector256.LoadUnsafe(ref source, (nuint)(((row + 1) * stride) + at))
                    : Vector256<byte>.Zero;
                var weight = Vector256.Create(pairs[pair]).AsInt16();
                var low = Avx2.UnpackLow(upper, lower);
                var high = Avx2.UnpackHigh(upper, lower);
                first += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(low, Vector256<byte>.Zero).AsInt16(), weight);
                second += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(low, Vector256<byte>.Zero).AsInt16(), weight);
                third += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(high, Vector256<byte>.Zero).AsInt16(), weight);
                fourth += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(high, Vector256<byte>.Zero).AsInt16(), weight);
            }
            // Unpacking works in each half of a register by itself.
            var to = (nuint)at;
            (Vector256.ConvertToSingle(Avx2.Permute2x128(first, second, 0x20)) * unit).StoreUnsafe(ref target, to);
            (Vector256.ConvertToSingle(Avx2.Permute2x128(third, fourth, 0x20)) * unit).StoreUnsafe(ref target, to + 8);
            (Vector256.ConvertToSingle(Avx2.Permute2x128(first, second, 0x31)) * unit).StoreUnsafe(ref target, to + 16);
            (Vector256.ConvertToSingle(Avx2.Permute2x128(third, fourth, 0x31)) * unit).StoreUnsafe(ref target, to + 24);
            if (at == last)
                return;
        }
    }

    /// <summary>Weights in 16 bits, two to a number; rounding is made up for by the largest, so that they still add up to one.</summary>
    private static int ToPairs(ReadOnlySpan<float> weights, Span<int> pairs)
    {
        Span<short> parts = stackalloc short[MostTaps + 1];
        parts = parts[..((weights.Length + 1) & ~1)];
        parts.Clear();
        var (sum, largest) = (0, 0);
        for (var i = 0; i < weights.Length; i++)
        {
            parts[i] = (short)MathF.Round(weights[i] * Parts);
            sum += parts[i];
            if (parts[i] > parts[largest])
                largest = i;
        }
        parts[largest] += (short)(Parts - sum);
        MemoryMarshal.Cast<short, int>(parts).CopyTo(pairs);
        return parts.Length / 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InSinglePrecision(ReadOnlySpan<byte> rows, int stride, ReadOnlySpan<float> weights, Span<float> sums)
    {
        var step = Vector<byte>.Count;
        var quarter = Vector<float>.Count;
        var at = 0;
        for (; at + step <= sums.Length; at += step)
        {
            Vector<float> first = default, second = default, third = default, fourth = default;
            for (var i = 0; i < weights.Length; i++)
            {
                var weight = new Vector<float>(weights[i]);
                Vector.Widen(new Vector<byte>(rows[((i * stride) + at)..]), out var low, out var high);
                Vector.Widen(low, out var a, out var b);
                Vector.Widen(high, out var c, out var d);
                first += Vector.ConvertToSingle(Vector.AsVectorInt32(a)) * weight;
                second += Vector.ConvertToSingle(Vector.AsVectorInt32(b)) * weight;
                third += Vector.ConvertToSingle(Vector.AsVectorInt32(c)) * weight;
                fourth += Vector.ConvertToSingle(Vector.AsVectorInt32(d)) * weight;
            }
            first.CopyTo(sums[at..]);
            second.CopyTo(sums[(at + quarter)..]);
            third.CopyTo(sums[(at + (2 * quarter))..]);
            fourth.CopyTo(sums[(at + (3 * quarter))..]);
        }
        for (; at < sums.Length; at++)
        {
            var sum = 0f;
            for (var i = 0; i < weights.Length; i++)
                sum += rows[(i * stride) + at] * weights[i];
            sums[at] = sum;
        }
    }
}
