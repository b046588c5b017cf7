using BenchmarkDotNet.Attributes;
using Recognize.Models.Inference;

namespace Recognize.Benchmarks;

/// <summary>Of a detector's boxes, those that overlap surer ones are dropped; ten boxes lie around each thing.</summary>
[MemoryDiagnoser]
public class BoxSuppressing
{
    private ScoredBox[] _boxes = [];

    [Params(50, 1000)]
    public int Boxes { get; set; }

    [GlobalSetup]
    public void Make()
    {
        var random = new Random(1);
        _boxes = new ScoredBox[Boxes];
        for (var i = 0; i < Boxes; i++)
        {
            var things = Math.Max(1, Boxes / 10);
            var (column, row) = (i % things % 16, i % things / 16);
            _boxes[i] = new ScoredBox(
                (column * 80) + random.Next(12), (row * 80) + random.Next(12), 60 + random.Next(10), 60 + random.Next(10),
                random.NextSingle());
        }
    }

    [Benchmark]
    public int Keep() => BoxSuppression.Keep(_boxes, box => box, 0.3f).Count;
}
