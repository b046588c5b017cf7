using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Recognize.Models.Faces.Index;

namespace Recognize.Models.Faces.Grouping;

/// <summary>
/// The nearest neighbours of every face by exact comparison, each pair once: memory O(faces · neighbours), never a
/// matrix of all pairs. The graph is the same whatever the number of threads.
/// </summary>
internal static class NeighbourGraph
{
    /// <summary>Lists that one thread sorts at a time: a small run is left to the thread that asked.</summary>
    private const int ListsPerSort = 4096;

    /// <summary>
    /// Neighbour lists of all nodes (faces first, then facets), symmetric, sorted, without duplicates. Faces of one
    /// photo are never neighbours, nor are two facets.
    /// </summary>
    public static List<int>[] Build(GraphInput input, int degreeOfParallelism, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = degreeOfParallelism,
            CancellationToken = cancellationToken,
        };
        return Symmetrise(NearestFaces(input, parallel), NearestFacets(input, parallel), input, parallel);
    }

    private static NearestLists NearestFaces(GraphInput input, ParallelOptions parallel)
    {
        var nearest = new NearestLists(input.Faces.Length, Math.Min(input.Neighbours, Math.Max(0, input.Faces.Length - 1)));
        // Waiting faces were compared with each other when they were new: they come last, as columns only.
        int[] order = [.. Nodes(isNew: true), .. Nodes(isNew: false)];
        var vectors = Array.ConvertAll(order, node => input.Faces[node]);
        PairSearch.Among(
            vectors,
            input.IsNew.Count(isNew => isNew),
            input.Floor,
            (first, second, similarity) =>
            {
                var (a, b) = (order[first], order[second]);
                if (input.Photos[a] == input.Photos[b])
                    return;
                if (input.IsNew[a])
                    nearest.Offer(a, b, similarity);
                if (input.IsNew[b])
                    nearest.Offer(b, a, similarity);
            },
            parallel.MaxDegreeOfParallelism,
            parallel.CancellationToken);
        return nearest;

        IEnumerable<int> Nodes(bool isNew) =>
            Enumerable.Range(0, input.Faces.Length).Where(node => input.IsNew[node] == isNew);
    }

    private static NearestLists NearestFacets(GraphInput input, ParallelOptions parallel)
    {
        var nearest = new NearestLists(input.Faces.Length, Math.Min(input.Neighbours, input.Facets.Length));
        PairSearch.Between(
            input.Faces,
            input.Facets,
            input.FacetFloor,
            (face, facet, similarity) => nearest.Offer(face, input.Faces.Length + facet, similarity),
            parallel.MaxDegreeOfParallelism,
            parallel.CancellationToken);
        return nearest;
    }

    private static List<int>[] Symmetrise(
        NearestLists faces, NearestLists facets, GraphInput input, ParallelOptions parallel)
    {
        var count = input.Faces.Length;
        var degrees = new int[count + input.Facets.Length];
        for (var node = 0; node < count; node++)
        {
            degrees[node] += faces[node].Length + facets[node].Length;
            foreach (var other in faces[node])
                if (!faces[other].Contains(node))
                    degrees[other]++;
            foreach (var facet in facets[node])
                degrees[facet]++;
        }

        // Lists of just the right length: half of the memory of lists that grew.
        var neighbours = Array.ConvertAll(degrees, degree => new List<int>(degree));
        for (var node = 0; node < count; node++)
        {
            neighbours[node].AddRange(faces[node]);
            neighbours[node].AddRange(facets[node]);
            foreach (var other in faces[node])
                if (!faces[other].Contains(node))
                    neighbours[other].Add(node);
            foreach (var facet in facets[node])
                neighbours[facet].Add(node);
        }
        if (neighbours.Length == 0)
            return neighbours;
        Parallel.ForEach(Partitioner.Create(0, neighbours.Length, ListsPerSort), parallel, range =>
        {
            for (var node = range.Item1; node < range.Item2; node++)
                CollectionsMarshal.AsSpan(neighbours[node]).Sort();
        });
        return neighbours;
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
