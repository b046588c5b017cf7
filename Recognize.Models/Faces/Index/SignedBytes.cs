using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Recognize.Models.Faces.Index;

/// <summary>Vectors in signed bytes: a quarter of the memory, and products that are wrong by about a thousandth.</summary>
internal static class SignedBytes
{
    private const int Most = 127;

    /// <summary>Writes a vector as bytes from -127 to 127.</summary>
    /// <returns>What a byte has to be multiplied with to get the number back.</returns>
    public static float Quantise(ReadOnlySpan<float> vector, Span<sbyte> bytes)
    {
        var largest = TensorPrimitives.MaxMagnitude(vector);
        var magnitude = MathF.Abs(largest);
        if (magnitude == 0)
        {
            bytes.Clear();
            return 0;
        }
        var scale = Most / magnitude;
        for (var i = 0; i < vector.Length; i++)
            bytes[i] = (sbyte)MathF.Round(vector[i] * scale);
        return 1 / scale;
    }

    /// <summary>Turns bytes back into numbers.</summary>
    public static void Restore(ReadOnlySpan<sbyte> bytes, float scale, Span<float> vector)
    {
        for (var i = 0; i < bytes.Length; i++)
            vector[i] = bytes[i] * scale;
    }

    /// <summary>The exact product of bytes with bytes; the query is given widened, so that a scan widens it once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(ReadOnlySpan<sbyte> row, ReadOnlySpan<short> query)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(query.Length, row.Length);
        ref var bytes = ref MemoryMarshal.GetReference(row);
        ref var numbers = ref MemoryMarshal.GetReference(query);
        int done;
        var sum = Avx512BW.IsSupported ? Dot512(ref bytes, ref numbers, row.Length, out done)
            : Avx2.IsSupported ? Dot256(ref bytes, ref numbers, row.Length, out done)
            : DotPortable(ref bytes, ref numbers, row.Length, out done);
        for (; done < row.Length; done++)
            sum += row[done] * query[done];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Dot512(ref sbyte row, ref short query, int length, out int done)
    {
        var (even, odd) = (Vector512<int>.Zero, Vector512<int>.Zero);
        nuint i = 0;
        for (; i + 64 <= (nuint)length; i += 64)
        {
            even += Avx512BW.MultiplyAddAdjacent(
                Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref row, i)), Vector512.LoadUnsafe(ref query, i));
            odd += Avx512BW.MultiplyAddAdjacent(
                Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref row, i + 32)), Vector512.LoadUnsafe(ref query, i + 32));
        }
        done = (int)i;
        return Vector512.Sum(even + odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Dot256(ref sbyte row, ref short query, int length, out int done)
    {
        var (even, odd) = (Vector256<int>.Zero, Vector256<int>.Zero);
        nuint i = 0;
        for (; i + 32 <= (nuint)length; i += 32)
        {
            even += Avx2.MultiplyAddAdjacent(
                Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref row, i)), Vector256.LoadUnsafe(ref query, i));
            odd += Avx2.MultiplyAddAdjacent(
                Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref row, i + 16)), Vector256.LoadUnsafe(ref query, i + 16));
        }
        done = (int)i;
        return Vector256.Sum(even + odd);
    }

    /// <summary>For processors without the instruction that multiplies pairs and adds them.</summary>
    internal static int DotPortable(ref sbyte row, ref short query, int length, out int done)
    {
        var total = Vector<int>.Zero;
        nuint i = 0;
        for (; i + (nuint)Vector<sbyte>.Count <= (nuint)length; i += (nuint)Vector<sbyte>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref row, i), out var low, out var high);
            // Two products of at most 127 · 127 fit a short together.
            var pairs = (low * Vector.LoadUnsafe(ref query, i))
                + (high * Vector.LoadUnsafe(ref query, i + (nuint)Vector<short>.Count));
            Vector.Widen(pairs, out var first, out var second);
            total += first + second;
        }
        done = (int)i;
        return Vector.Sum(total);
    }
}
