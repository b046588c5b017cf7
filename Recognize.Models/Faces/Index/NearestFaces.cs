using System.Buffers;

namespace Recognize.Models.Faces.Index;

/// <summary>The best few candidates of a scan; what is kept does not depend on the order in which cells are scanned.</summary>
/// <param name="count">How many to keep.</param>
/// <param name="floor">Least similarity.</param>
internal sealed class NearestFaces(int count, float floor)
{
    private readonly PriorityQueue<Guid, (float Similarity, Guid Id)> _worstFirst = new(WorstFirst.Instance);

    /// <summary>What a face must reach to be of interest.</summary>
    public float Least { get; private set; } = floor;

    /// <summary>Compares the faces of a cell whose sketches are not too different.</summary>
    public void Scan(IndexCell cell, SearchedVector searched, int mostDifferent)
    {
        var rows = ArrayPool<int>.Shared.Rent(cell.Count);
        var alike = cell.FindAlike(searched.Sketch, mostDifferent, rows);
        foreach (var row in rows.AsSpan(0, alike))
        {
            var similarity = SignedBytes.Dot(cell.CodeAt(row), searched.Numbers) * (searched.Scale * cell.ScaleAt(row));
            if (similarity >= Least)
                Keep(cell.IdAt(row), similarity);
        }
        ArrayPool<int>.Shared.Return(rows);
    }

    public IReadOnlyList<IndexedFace> Sorted()
    {
        var sorted = new IndexedFace[_worstFirst.Count];
        for (var i = sorted.Length - 1; i >= 0; i--)
        {
            _worstFirst.TryDequeue(out var id, out var rank);
            sorted[i] = new IndexedFace(id, rank.Similarity);
        }
        return sorted;
    }

    private void Keep(Guid id, float similarity)
    {
        if (_worstFirst.Count < count)
            _worstFirst.Enqueue(id, (similarity, id));
        else
            _worstFirst.EnqueueDequeue(id, (similarity, id));
        if (_worstFirst.Count == count && _worstFirst.TryPeek(out _, out var worst))
            Least = worst.Similarity;
    }

    private sealed class WorstFirst : IComparer<(float Similarity, Guid Id)>
    {
        public static WorstFirst Instance { get; } = new();

        public int Compare((float Similarity, Guid Id) x, (float Similarity, Guid Id) y)
        {
            var order = x.Similarity.CompareTo(y.Similarity);
            return order == 0 ? y.Id.CompareTo(x.Id) : order;
        }
    }
}

/// <summary>A vector that is looked for, as the scan wants it.</summary>
/// <param name="Numbers">The vector's bytes, widened.</param>
/// <param name="Scale">What the bytes are multiplied with.</param>
/// <param name="Sketch">The signs.</param>
internal sealed record SearchedVector(short[] Numbers, float Scale, ulong[] Sketch);
