using BenchmarkDotNet.Attributes;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Faces.Index;
using Recognize.Worker.Evaluation;

namespace Recognize.Benchmarks;

/// <summary>The faces nearest to one, among made ones of 128 numbers; below 20,000 it is compared with all.</summary>
[MemoryDiagnoser]
public class SimilaritySearch
{
    private const int Dimensions = 128;
    private const int Searched = 64;

    private FaceIndex _index = null!;
    private float[][] _vectors = [];
    private int _next;

    [Params(10_000, 100_000)]
    public int Faces { get; set; }

    [GlobalSetup]
    public void Make()
    {
        var library = new ScaleModel(Dimensions, seed: 1).Make(Faces + Searched);
        _index = Fill(library.Faces.AsSpan(0, Faces));
        _vectors = [.. library.Faces[Faces..].Select(face => face.Embedding)];
    }

    [GlobalCleanup]
    public void Free() => _index.Dispose();

    [Benchmark]
    public int Nearest() => _index.Nearest(_vectors[_next++ % Searched], 48, 0.3f).Count;

    private static FaceIndex Fill(ReadOnlySpan<GroupingFace> faces)
    {
        var index = new FaceIndex(Dimensions, "benchmark");
        var pairs = new KeyValuePair<Guid, float[]>[faces.Length];
        for (var i = 0; i < faces.Length; i++)
            pairs[i] = KeyValuePair.Create(faces[i].Id, faces[i].Embedding);
        index.AddRange(pairs);
        return index;
    }
}
