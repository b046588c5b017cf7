using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Recognize.Models.Faces.Index;

/// <summary>
/// Finds the centres of cells by k-means on the sphere over a sample. Which faces are sampled, and with which centres
/// the search begins, follows from the vectors themselves: the same faces give the same cells, whatever their order.
/// </summary>
internal static class CellTraining
{
    private const int SampledPerCell = 32;
    private const int Rounds = 6;

    /// <summary>How many cells serve a number of faces: their search and the scan of a share of them cost about the same.</summary>
    public static int CellsFor(int faces) => Math.Max(1, (int)(2 * Math.Sqrt(faces)));

    /// <summary>Trains centres on a sample of the faces in the given cells.</summary>
    public static CellCentres Train(IReadOnlyList<IndexCell> cells, int dimensions)
    {
        var faces = cells.Sum(cell => cell.Count);
        var count = CellsFor(faces);
        var sample = Sample(cells, dimensions, count * SampledPerCell);
        count = Math.Min(count, sample.Length);

        var centres = new float[count * dimensions];
        for (var centre = 0; centre < count; centre++)
            sample[centre].CopyTo(centres, centre * dimensions);
        for (var round = 0; round < Rounds; round++)
        {
            var assigned = Assign(
                sample.Length, (i, vector) => sample[i].CopyTo(vector, 0), new CellCentres(centres, dimensions, faces), dimensions);
            centres = Means(sample, assigned, centres, dimensions);
        }
        return new CellCentres(centres, dimensions, faces);
    }

    private static float[][] Sample(IReadOnlyList<IndexCell> cells, int dimensions, int size)
    {
        var faces = cells.Sum(cell => cell.Count);
        var hashes = new ulong[faces];
        var places = new (int Cell, int Row)[faces];
        var next = 0;
        for (var cell = 0; cell < cells.Count; cell++)
            for (var row = 0; row < cells[cell].Count; row++)
            {
                hashes[next] = Hash(cells[cell].CodeAt(row));
                places[next++] = (cell, row);
            }
        Array.Sort(hashes, places);

        var sample = new float[Math.Min(size, faces)][];
        for (var i = 0; i < sample.Length; i++)
        {
            var (cell, row) = places[i];
            sample[i] = new float[dimensions];
            SignedBytes.Restore(cells[cell].CodeAt(row), cells[cell].ScaleAt(row), sample[i]);
        }
        return sample;
    }

    /// <summary>The cell of every face of an older cell.</summary>
    public static int[] Assign(IndexCell faces, CellCentres centres, int dimensions) =>
        Assign(
            faces.Count,
            (row, vector) => SignedBytes.Restore(faces.CodeAt(row), faces.ScaleAt(row), vector),
            centres,
            dimensions);

    private static int[] Assign(int count, Action<int, float[]> read, CellCentres centres, int dimensions)
    {
        const int Width = SimilarityTile.PanelVectors;
        var assigned = new int[count];
        Parallel.For(
            0,
            (count + Width - 1) / Width,
            () => (Panel: new float[Width * dimensions], Vector: new float[dimensions]),
            (block, _, scratch) =>
            {
                var first = block * Width;
                var width = Math.Min(Width, count - first);
                for (var i = 0; i < width; i++)
                {
                    read(first + i, scratch.Vector);
                    SimilarityTile.Pack(scratch.Vector, scratch.Panel, i);
                }
                centres.NearestOfPanel(scratch.Panel, assigned.AsSpan(first, width));
                return scratch;
            },
            _ => { });
        return assigned;
    }

    private static float[] Means(float[][] vectors, int[] assigned, float[] before, int dimensions)
    {
        var sums = new float[before.Length];
        for (var i = 0; i < vectors.Length; i++)
        {
            var sum = sums.AsSpan(assigned[i] * dimensions, dimensions);
            TensorPrimitives.Add(sum, vectors[i], sum);
        }
        for (var start = 0; start < sums.Length; start += dimensions)
        {
            var sum = sums.AsSpan(start, dimensions);
            var norm = TensorPrimitives.Norm<float>(sum);
            if (norm > 0)
                TensorPrimitives.Divide(sum, norm, sum);
            else
                before.AsSpan(start, dimensions).CopyTo(sum);
        }
        return sums;
    }

    private static ulong Hash(ReadOnlySpan<sbyte> code)
    {
        var hash = 14695981039346656037UL;
        var words = MemoryMarshal.Cast<sbyte, ulong>(code);
        foreach (var word in words)
            hash = BitOperations.RotateLeft((hash ^ word) * 0x9E3779B97F4A7C15UL, 31);
        foreach (var rest in code[(words.Length * sizeof(ulong))..])
            hash = BitOperations.RotateLeft((hash ^ (byte)rest) * 0x9E3779B97F4A7C15UL, 31);
        hash = (hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9UL;
        return hash ^ (hash >> 32);
    }
}
