using Recognize.Worker.Evaluation;

namespace Recognize.Worker.Benchmark.Growth;

/// <summary>Groups ever more made faces, as <c>evaluate scale</c> does. Without database.</summary>
internal sealed class FaceGrowth(MemoryGauge memory)
{
    private const string Part = "grouping";
    private const string Sized = "faces";

    // As of the face model that is installed by default.
    private const int Dimensions = 128;

    /// <param name="sizes">Faces, ascending.</param>
    /// <param name="report">Where the figures go.</param>
    /// <param name="say">Told what is being measured.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public void Run(IReadOnlyList<int> sizes, GrowthReport report, Action<string> say, CancellationToken cancellationToken)
    {
        var evaluation = new ScaleEvaluation(() => 0);
        foreach (var size in sizes)
        {
            say($"growth: grouping {size} faces");
            if (size == sizes[0])
                evaluation.Run(size, Dimensions, household: 0, cancellationToken);
            memory.Reset();
            var scale = evaluation.Run(size, Dimensions, household: 0, cancellationToken);
            Add("all faces from nothing", GrowthUnit.Seconds, GrowthKind.Whole, scale.Figures.Seconds);
            Add("all faces from nothing, processor", GrowthUnit.CoreSeconds, GrowthKind.Whole, scale.ProcessorSeconds);
            Add("filling the index", GrowthUnit.Seconds, GrowthKind.Whole, scale.IndexSeconds);
            Add("one face more", GrowthUnit.Seconds, GrowthKind.Single, scale.Figures.AddOneMs / 1000);
            memory.AddTo(report, "grouping", Sized, GrowthKind.Whole, size);

            void Add(string name, GrowthUnit unit, GrowthKind kind, double value) =>
                report.Add(new GrowthSubject(Part, name, Sized, unit, kind), size, value);
        }
    }
}
