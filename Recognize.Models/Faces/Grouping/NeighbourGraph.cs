using System.Numerics.Tensors;

namespace Recognize.Models.Faces.Grouping;

/// <summary>
/// The nearest neighbours of every face by exact, blocked comparison: memory O(faces · neighbours), never a matrix of
/// all pairs.
/// </summary>
internal sealed class NeighbourGraph
{
    private const int RowsPerBlock = 32;
    private const int ColumnsPerTile = 512;

    private readonly float[][] _faces;
    private readonly float[][] _facets;
    private readonly int[] _photos;
    private readonly bool[] _isNew;
    private readonly int _neighbours;
    private readonly float _floor;
    private readonly float _facetFloor;

    private NeighbourGraph(GraphInput input)
    {
        _faces = input.Faces;
        _facets = input.Facets;
        _photos = input.Photos;
        _isNew = input.IsNew;
        _neighbours = input.Neighbours;
        _floor = input.Floor;
        _facetFloor = input.FacetFloor;
    }

    /// <summary>
    /// Neighbour lists of all nodes (faces first, then facets), symmetric, sorted, without duplicates. Faces of one
    /// photo are never neighbours, nor are two facets.
    /// </summary>
    public static List<int>[] Build(GraphInput input, int degreeOfParallelism, CancellationToken cancellationToken)
    {
        var graph = new NeighbourGraph(input);
        var nearest = graph.FindNearest(degreeOfParallelism, cancellationToken);
        return graph.Symmetrise(nearest);
    }

    private int[][] FindNearest(int degreeOfParallelism, CancellationToken cancellationToken)
    {
        var nearest = new int[_faces.Length][];
        var blocks = (_faces.Length + RowsPerBlock - 1) / RowsPerBlock;
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = degreeOfParallelism,
            CancellationToken = cancellationToken,
        };
        Parallel.For(0, blocks, parallel, block =>
        {
            var first = block * RowsPerBlock;
            var last = Math.Min(first + RowsPerBlock, _faces.Length);
            var faces = new NearestList[last - first];
            var facets = new NearestList[last - first];
            for (var row = 0; row < faces.Length; row++)
            {
                faces[row] = new NearestList(_neighbours, _floor);
                facets[row] = new NearestList(_neighbours, _facetFloor);
            }

            CompareWithFaces(first, faces, cancellationToken);
            CompareWithFacets(first, facets, cancellationToken);
            for (var row = 0; row < faces.Length; row++)
                nearest[first + row] = [.. faces[row].Nodes, .. facets[row].Nodes];
        });
        return nearest;
    }

    private void CompareWithFaces(int first, NearestList[] lists, CancellationToken cancellationToken)
    {
        for (var tile = 0; tile < _faces.Length; tile += ColumnsPerTile)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var end = Math.Min(tile + ColumnsPerTile, _faces.Length);
            for (var row = 0; row < lists.Length; row++)
            {
                var face = first + row;
                // Waiting faces were compared with each other when they were new; new faces' rows bring the rest.
                if (!_isNew[face])
                    continue;
                for (var other = tile; other < end; other++)
                {
                    var similarity = TensorPrimitives.Dot<float>(_faces[face], _faces[other]);
                    if (similarity > lists[row].Limit && _photos[face] != _photos[other])
                        lists[row].Add(other, similarity);
                }
            }
        }
    }

    private void CompareWithFacets(int first, NearestList[] lists, CancellationToken cancellationToken)
    {
        for (var tile = 0; tile < _facets.Length; tile += ColumnsPerTile)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var end = Math.Min(tile + ColumnsPerTile, _facets.Length);
            for (var row = 0; row < lists.Length; row++)
                for (var facet = tile; facet < end; facet++)
                {
                    var similarity = TensorPrimitives.Dot<float>(_faces[first + row], _facets[facet]);
                    if (similarity > lists[row].Limit)
                        lists[row].Add(_faces.Length + facet, similarity);
                }
        }
    }

    private List<int>[] Symmetrise(int[][] nearest)
    {
        var neighbours = new List<int>[_faces.Length + _facets.Length];
        for (var node = 0; node < neighbours.Length; node++)
            neighbours[node] = node < nearest.Length ? [.. nearest[node]] : [];
        for (var node = 0; node < nearest.Length; node++)
            foreach (var other in nearest[node])
                neighbours[other].Add(node);
        foreach (var list in neighbours)
        {
            list.Sort();
            var kept = 0;
            for (var i = 0; i < list.Count; i++)
                if (i == 0 || list[i] != list[i - 1])
                    list[kept++] = list[i];
            list.RemoveRange(kept, list.Count - kept);
        }
        return neighbours;
    }

    /// <summary>The best few of a stream of candidates; equal similarities keep the earlier node.</summary>
    private sealed class NearestList(int capacity, float floor)
    {
        private readonly int[] _nodes = new int[capacity];
        private readonly float[] _similarities = new float[capacity];
        private int _count;

        /// <summary>A candidate must be more similar than this to be of interest.</summary>
        public float Limit { get; private set; } = MathF.BitDecrement(floor);

        public ReadOnlySpan<int> Nodes => _nodes.AsSpan(0, _count);

        public void Add(int node, float similarity)
        {
            var position = _count < capacity ? _count++ : capacity - 1;
            while (position > 0 && _similarities[position - 1] < similarity)
            {
                _similarities[position] = _similarities[position - 1];
                _nodes[position] = _nodes[position - 1];
                position--;
            }
            _similarities[position] = similarity;
            _nodes[position] = node;
            if (_count == capacity)
                Limit = Math.Max(Limit, _similarities[capacity - 1]);
        }
    }
}

/// <summary>What a neighbour graph is made from.</summary>
/// <param name="Faces">Unit vectors of the faces, nodes 0 and up.</param>
/// <param name="IsNew">Whether a face is compared with all others, or, for false, only with new faces and facets.</param>
/// <param name="Photos">The photo of every face.</param>
/// <param name="Facets">Mean vectors of settled facets, nodes after the faces.</param>
/// <param name="Neighbours">How many faces, and how many facets, a face keeps at most.</param>
/// <param name="Floor">Least similarity between faces.</param>
/// <param name="FacetFloor">Least similarity between a face and a facet.</param>
internal sealed record GraphInput(
    float[][] Faces,
    bool[] IsNew,
    int[] Photos,
    float[][] Facets,
    int Neighbours,
    float Floor,
    float FacetFloor);
