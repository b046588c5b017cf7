using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Recognize.Models.Media.Photos;

/// <summary>Adds up neighbouring RGB pixels of a row, each with its weight: the horizontal half of every change of size.</summary>
internal static class ColumnSum
{
    /// <summary>Floats behind the last pixel of a row that may be read; they are to be finite.</summary>
    public const int Beyond = 8;

    /// <param name="sums">A row of RGB pixels in steps of 0 to 255, and <see cref="Beyond"/> floats more.</param>
    /// <param name="columns">What each pixel of the output is made of.</param>
    /// <param name="output">RGB, rounded and held within 0 to 255.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Of(ReadOnlySpan<float> sums, FilterWeights columns, Span<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(output.Length, columns.Starts.Length * 3, nameof(output));
        ref var first = ref MemoryMarshal.GetReference(sums);
        ref var weights = ref MemoryMarshal.GetArrayDataReference(columns.Weights);
        ref var target = ref MemoryMarshal.GetReference(output);
        var last = columns.Starts.Length - 1;
        for (var x = 0; x <= last; x++)
        {
            var from = (nuint)(columns.Starts[x] * 3);
            var weight = (nuint)(x * columns.Stride);
            var total = Avx2.IsSupported && Fma.IsSupported
                ? InPairs(ref first, from, ref weights, weight, columns.Counts[x])
                : OneByOne(ref first, from, ref weights, weight, columns.Counts[x]);
            // Both steps saturate: what lies outside of 0 to 255 becomes the nearer of the two.
            var steps = Vector128.ConvertToInt32(total + Vector128.Create(0.5f));
            steps = Vector128.Max(Vector128.Min(steps, Vector128.Create(255)), Vector128<int>.Zero);
            var bytes = Vector128.Narrow(Vector128.Narrow(steps, steps), Vector128<short>.Zero).AsUInt32().ToScalar();
            // Four bytes at once: the next pixel writes over the fourth.
            if (x < last)
            {
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, x * 3), bytes);
            }
            else
            {
                output[x * 3] = (byte)bytes;
                output[(x * 3) + 1] = (byte)(bytes >> 8);
                output[(x * 3) + 2] = (byte)(bytes >> 16);
            }
        }
    }

    /// <summary>Two pixels at a time: six of eight numbers that are loaded together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> InPairs(ref float pixels, nuint from, ref float weights, nuint weight, int count)
    {
        var spread = Vector256.Create(0, 0, 0, 1, 1, 1, 6, 7);
        var total = Vector256<float>.Zero;
        for (var i = 0; i < count; i += 2)
        {
            var pair = Unsafe.ReadUnaligned<double>(ref Unsafe.As<float, byte>(ref Unsafe.Add(ref weights, weight)));
            var both = Avx2.PermuteVar8x32(Vector256.Create(pair).AsSingle(), spread);
            total = Fma.MultiplyAdd(Vector256.LoadUnsafe(ref pixels, from), both, total);
            weight += 2;
            from += 6;
        }
        var second = Avx2.PermuteVar8x32(total, Vector256.Create(3, 4, 5, 3, 3, 4, 5, 3));
        return total.GetLower() + second.GetLower();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> OneByOne(ref float pixels, nuint from, ref float weights, nuint weight, int count)
    {
        var total = Vector128<float>.Zero;
        for (var i = 0; i < count; i++)
        {
            total += Vector128.LoadUnsafe(ref pixels, from) * Unsafe.Add(ref weights, weight);
            weight++;
            from += 3;
        }
        return total;
    }
}
