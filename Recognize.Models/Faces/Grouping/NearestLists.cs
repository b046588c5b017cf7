namespace Recognize.Models.Faces.Grouping;

/// <summary>
/// For every face the best few of a stream of candidates. What is kept depends on the candidates alone, not on their
/// order: the more similar comes first, of equals the earlier node. Safe for concurrent offers.
/// </summary>
/// <param name="lists">How many lists.</param>
/// <param name="capacity">How many candidates a list keeps.</param>
internal sealed class NearestLists(int lists, int capacity)
{
    // Blocks, because one array for millions of lists would exceed what an array can hold.
    private const int ListsPerBlock = 1024;

    private readonly int[][] _nodes = Blocks<int>(lists, capacity);
    private readonly float[][] _similarities = Blocks<float>(lists, capacity);
    private readonly short[] _counts = new short[lists];
    private readonly float[] _leasts = NothingYet(lists);
    private readonly Lock[] _locks = [.. Enumerable.Range(0, Math.Min(lists, 256)).Select(_ => new Lock())];

    /// <summary>The nodes that a list holds, the most similar first.</summary>
    public ReadOnlySpan<int> this[int list] =>
        _nodes[list / ListsPerBlock].AsSpan(list % ListsPerBlock * capacity, _counts[list]);

    /// <summary>Keeps a candidate if it is among the best; a node must not be offered twice to a list.</summary>
    public void Offer(int list, int node, float similarity)
    {
        // Read without the lock: the least only grows, so an old value lets too much through and never too little.
        if (capacity == 0 || similarity < Volatile.Read(ref _leasts[list]))
            return;
        lock (_locks[list % _locks.Length])
            Insert(list, node, similarity);
    }

    private void Insert(int list, int node, float similarity)
    {
        var nodes = _nodes[list / ListsPerBlock].AsSpan(list % ListsPerBlock * capacity, capacity);
        var similarities = _similarities[list / ListsPerBlock].AsSpan(list % ListsPerBlock * capacity, capacity);
        int count = _counts[list];
        if (count == capacity && !Precedes(similarity, node, similarities[^1], nodes[^1]))
            return;
        var position = count < capacity ? count : capacity - 1;
        while (position > 0 && Precedes(similarity, node, similarities[position - 1], nodes[position - 1]))
        {
            similarities[position] = similarities[position - 1];
            nodes[position] = nodes[position - 1];
            position--;
        }
        similarities[position] = similarity;
        nodes[position] = node;
        if (count < capacity)
            _counts[list] = (short)++count;
        if (count == capacity)
            Volatile.Write(ref _leasts[list], similarities[^1]);
    }

    private static bool Precedes(float similarity, int node, float otherSimilarity, int otherNode) =>
        similarity > otherSimilarity || (similarity == otherSimilarity && node < otherNode);

    private static T[][] Blocks<T>(int lists, int capacity)
    {
        var blocks = new T[(lists + ListsPerBlock - 1) / ListsPerBlock][];
        for (var block = 0; block < blocks.Length; block++)
            blocks[block] = new T[Math.Min(ListsPerBlock, lists - (block * ListsPerBlock)) * capacity];
        return blocks;
    }

    private static float[] NothingYet(int lists)
    {
        var leasts = new float[lists];
        Array.Fill(leasts, float.NegativeInfinity);
        return leasts;
    }
}
