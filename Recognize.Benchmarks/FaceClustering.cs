using BenchmarkDotNet.Attributes;
using Recognize.Models.Faces.Grouping;
using Recognize.Worker.Evaluation;

namespace Recognize.Benchmarks;

/// <summary>Made faces are grouped from nothing, on one thread.</summary>
[MemoryDiagnoser]
public class FaceClustering
{
    private readonly FaceGrouper _grouper = new(new GroupingOptions { Threads = 1 }, SimilarityLimits.MobileFaceNet);
    private GroupingFace[] _faces = [];

    [Params(1_000, 8_000)]
    public int Faces { get; set; }

    // People who have half of all faces between them.
    [Params(0, 2)]
    public int Household { get; set; }

    [GlobalSetup]
    public void Make() => _faces = new ScaleModel(dimensions: 128, seed: 1).Make(Faces, Household).Faces;

    [Benchmark]
    public int Group() => _grouper.Group(new GroupingInput { NewFaces = _faces }, CancellationToken.None).NewGroups.Count;
}
