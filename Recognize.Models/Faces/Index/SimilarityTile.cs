using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Recognize.Models.Faces.Index;

/// <summary>
/// Dot products of 8 by 32 vectors at a time, in registers. A product is one chain of fused additions over the
/// dimensions, so it is the same to the last bit wherever the pair lies in a tile and whichever of the two comes first.
/// </summary>
internal static class SimilarityTile
{
    /// <summary>Vectors in a packed panel: dimension by dimension, the 32 numbers of one dimension side by side.</summary>
    public const int PanelVectors = 32;

    /// <summary>Vectors of the row panel that one call takes.</summary>
    public const int Rows = 8;

    /// <summary>Writes a vector into a panel of <see cref="PanelVectors"/> times its length.</summary>
    public static void Pack(ReadOnlySpan<float> vector, Span<float> panel, int position)
    {
        ref var target = ref MemoryMarshal.GetReference(panel[position..(((vector.Length - 1) * PanelVectors) + position + 1)]);
        for (var dimension = 0; dimension < vector.Length; dimension++)
            Unsafe.Add(ref target, dimension * PanelVectors) = vector[dimension];
    }

    /// <summary>Multiplies eight vectors of one panel with the 32 of another.</summary>
    /// <param name="rows">Packed panel.</param>
    /// <param name="firstRow">First of the eight in the panel: 0, 8, 16 or 24.</param>
    /// <param name="columns">Packed panel.</param>
    /// <param name="dimensions">Length of the vectors.</param>
    /// <param name="products">Receives 8 × 32 numbers, row by row.</param>
    /// <param name="floor">What a product must reach to be of interest.</param>
    /// <returns>Whether any product reaches the floor.</returns>
    public static bool Multiply(
        ReadOnlySpan<float> rows, int firstRow, ReadOnlySpan<float> columns, int dimensions, Span<float> products, float floor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Length, dimensions * PanelVectors);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns.Length, dimensions * PanelVectors);
        ArgumentOutOfRangeException.ThrowIfLessThan(products.Length, Rows * PanelVectors);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstRow, PanelVectors - Rows);
        ref var row = ref Unsafe.Add(ref MemoryMarshal.GetReference(rows), firstRow);
        ref var column = ref MemoryMarshal.GetReference(columns);
        ref var product = ref MemoryMarshal.GetReference(products);
        if (Vector512.IsHardwareAccelerated)
            return Multiply512(ref row, ref column, dimensions, ref product, floor);

        var any = false;
        for (var r = 0; r < Rows; r += 4)
            for (var c = 0; c < PanelVectors; c += 2 * Vector<float>.Count)
                any |= MultiplyPortable(
                    ref Unsafe.Add(ref row, r), ref Unsafe.Add(ref column, c), dimensions,
                    ref Unsafe.Add(ref product, (r * PanelVectors) + c), floor);
        return any;
    }

    private static bool Multiply512(ref float row, ref float column, int dimensions, ref float product, float floor)
    {
        Vector512<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default;
        Vector512<float> d1 = default, e0 = default, e1 = default, f0 = default, f1 = default, g0 = default, g1 = default;
        Vector512<float> h0 = default, h1 = default;
        for (var dimension = 0; dimension < dimensions; dimension++)
        {
            var x = Vector512.LoadUnsafe(ref column);
            var y = Vector512.LoadUnsafe(ref column, 16);
            var value = Vector512.Create(row);
            a0 = Vector512.FusedMultiplyAdd(value, x, a0);
            a1 = Vector512.FusedMultiplyAdd(value, y, a1);
            value = Vector512.Create(Unsafe.Add(ref row, 1));
            b0 = Vector512.FusedMultiplyAdd(value, x, b0);
            b1 = Vector512.FusedMultiplyAdd(value, y, b1);
            value = Vector512.Create(Unsafe.Add(ref row, 2));
            c0 = Vector512.FusedMultiplyAdd(value, x, c0);
            c1 = Vector512.FusedMultiplyAdd(value, y, c1);
            value = Vector512.Create(Unsafe.Add(ref row, 3));
            d0 = Vector512.FusedMultiplyAdd(value, x, d0);
            d1 = Vector512.FusedMultiplyAdd(value, y, d1);
            value = Vector512.Create(Unsafe.Add(ref row, 4));
            e0 = Vector512.FusedMultiplyAdd(value, x, e0);
            e1 = Vector512.FusedMultiplyAdd(value, y, e1);
            value = Vector512.Create(Unsafe.Add(ref row, 5));
            f0 = Vector512.FusedMultiplyAdd(value, x, f0);
            f1 = Vector512.FusedMultiplyAdd(value, y, f1);
            value = Vector512.Create(Unsafe.Add(ref row, 6));
            g0 = Vector512.FusedMultiplyAdd(value, x, g0);
            g1 = Vector512.FusedMultiplyAdd(value, y, g1);
            value = Vector512.Create(Unsafe.Add(ref row, 7));
            h0 = Vector512.FusedMultiplyAdd(value, x, h0);
            h1 = Vector512.FusedMultiplyAdd(value, y, h1);
            row = ref Unsafe.Add(ref row, PanelVectors);
            column = ref Unsafe.Add(ref column, PanelVectors);
        }

        Store(a0, a1, ref product, 0);
        Store(b0, b1, ref product, 1);
        Store(c0, c1, ref product, 2);
        Store(d0, d1, ref product, 3);
        Store(e0, e1, ref product, 4);
        Store(f0, f1, ref product, 5);
        Store(g0, g1, ref product, 6);
        Store(h0, h1, ref product, 7);
        var most = Vector512.Max(
            Vector512.Max(Most(a0, a1, b0, b1), Most(c0, c1, d0, d1)),
            Vector512.Max(Most(e0, e1, f0, f1), Most(g0, g1, h0, h1)));
        return Vector512.GreaterThanOrEqualAny(most, Vector512.Create(floor));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<float> left, Vector512<float> right, ref float product, nuint row)
    {
        left.StoreUnsafe(ref product, row * PanelVectors);
        right.StoreUnsafe(ref product, (row * PanelVectors) + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Most(
        Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth) =>
        Vector512.Max(Vector512.Max(first, second), Vector512.Max(third, fourth));

    /// <summary>Four rows by two machine vectors: what fits the sixteen registers of older processors.</summary>
    internal static bool MultiplyPortable(ref float row, ref float column, int dimensions, ref float product, float floor)
    {
        Vector<float> a0 = default, a1 = default, b0 = default, b1 = default;
        Vector<float> c0 = default, c1 = default, d0 = default, d1 = default;
        for (var dimension = 0; dimension < dimensions; dimension++)
        {
            var x = Vector.LoadUnsafe(ref column);
            var y = Vector.LoadUnsafe(ref column, (nuint)Vector<float>.Count);
            var value = Vector.Create(row);
            a0 = Vector.MultiplyAddEstimate(value, x, a0);
            a1 = Vector.MultiplyAddEstimate(value, y, a1);
            value = Vector.Create(Unsafe.Add(ref row, 1));
            b0 = Vector.MultiplyAddEstimate(value, x, b0);
            b1 = Vector.MultiplyAddEstimate(value, y, b1);
            value = Vector.Create(Unsafe.Add(ref row, 2));
            c0 = Vector.MultiplyAddEstimate(value, x, c0);
            c1 = Vector.MultiplyAddEstimate(value, y, c1);
            value = Vector.Create(Unsafe.Add(ref row, 3));
            d0 = Vector.MultiplyAddEstimate(value, x, d0);
            d1 = Vector.MultiplyAddEstimate(value, y, d1);
            row = ref Unsafe.Add(ref row, PanelVectors);
            column = ref Unsafe.Add(ref column, PanelVectors);
        }

        StorePortable(a0, a1, ref product, 0);
        StorePortable(b0, b1, ref product, 1);
        StorePortable(c0, c1, ref product, 2);
        StorePortable(d0, d1, ref product, 3);
        var most = Vector.Max(
            Vector.Max(Vector.Max(a0, a1), Vector.Max(b0, b1)),
            Vector.Max(Vector.Max(c0, c1), Vector.Max(d0, d1)));
        return Vector.GreaterThanOrEqualAny(most, Vector.Create(floor));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePortable(Vector<float> left, Vector<float> right, ref float product, nuint row)
    {
        left.StoreUnsafe(ref product, row * PanelVectors);
        right.StoreUnsafe(ref product, (row * PanelVectors) + (nuint)Vector<float>.Count);
    }
}
