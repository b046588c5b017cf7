using Recognize.Worker.Analysis;

namespace Recognize.Worker.Benchmark.Growth;

/// <summary>Analyses ever more small photos, drawn for it: claiming, decoding, recognising, thumbnails, storing.</summary>
internal sealed class PhotoGrowth(LibraryPass passes, ThumbnailFolder thumbnails, AnalysisOptions options, MemoryGauge memory)
{
    private const string Sized = "photos";
    private const int Width = 320;
    private const int Height = 240;

    /// <param name="folder">Filled with photos.</param>
    /// <param name="sizes">Photos, ascending.</param>
    /// <param name="report">Where the figures go.</param>
    /// <param name="say">Told what is being measured.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task RunAsync(
        string folder, IReadOnlyList<int> sizes, GrowthReport report, Action<string> say, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var library = await passes.PrepareAsync(folder, cancellationToken);
        var drawn = 0;
        foreach (var size in sizes)
        {
            say($"growth: analysing {size} photos");
            PhotoFolder.Draw(folder, drawn..size, Width, Height, options.Threads, cancellationToken);
            drawn = size;
            // Once for nothing: networks are loaded and code is compiled.
            if (size == sizes[0])
                await RunAsync();
            memory.Reset();
            var pass = await RunAsync();
            if (pass.Analysed != size)
                throw new InvalidOperationException($"{pass.Analysed} of {size} photos were analysed.");
            report.Add(Subject("analysis", GrowthUnit.Seconds), size, pass.Pipeline.Wall.TotalSeconds);
            report.Add(Subject("analysis, processor", GrowthUnit.CoreSeconds), size, pass.Pipeline.Processor.TotalSeconds);
            memory.AddTo(report, "analysis", Sized, GrowthKind.Single, size);
        }

        Task<LibraryPassResult> RunAsync()
        {
            thumbnails.Clear();
            return passes.RunAsync(library, cancellationToken);
        }
    }

    private static GrowthSubject Subject(string name, GrowthUnit unit) => new("analysis", name, Sized, unit, GrowthKind.Whole);
}
