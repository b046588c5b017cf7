using System.Numerics.Tensors;
using Recognize.Models.Faces.Grouping;

namespace Recognize.Tests.Faces.Grouping.References;

/// <summary>
/// All similarities of some faces, for methods that are compared with ours. Two faces of one photo are as unlike as can
/// be: the others know no rule for them, and shall not lose by it.
/// </summary>
internal sealed class SimilarityMatrix
{
    private readonly float[][] _rows;

    public SimilarityMatrix(IReadOnlyList<GroupingFace> faces)
    {
        _rows = [.. faces.Select(_ => new float[faces.Count])];
        Parallel.For(0, faces.Count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, a =>
        {
            for (var b = 0; b < faces.Count; b++)
                _rows[a][b] = a != b && faces[a].MediaId == faces[b].MediaId
                    ? -1
                    : TensorPrimitives.Dot<float>(faces[a].Embedding, faces[b].Embedding);
        });
    }

    public int Count => _rows.Length;

    public float this[int a, int b] => _rows[a][b];

    /// <summary>0 for equal vectors to 2 for opposite ones.</summary>
    public float Distance(int a, int b) => 1 - _rows[a][b];
}
