using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Worker.Analysis;

namespace Recognize.Worker.Benchmark;

/// <summary>
/// Measures this machine: the whole pipeline first, while everything is cold, then rounds of stages alone and the
/// pipeline in turn, so that whatever else the machine does meanwhile falls on both.
/// </summary>
internal sealed class BenchmarkRun(
    LibraryPass passes, StagePass stages, AnalysisOptions options, ThumbnailFolder thumbnails)
{
    /// <param name="folder">Holds the photos, and nothing else that is to be measured.</param>
    /// <param name="rounds">How often everything is measured; medians are reported.</param>
    /// <param name="say">Told what is being measured, a line each.</param>
    /// <param name="peakRssMiB">The largest resident memory of this process so far.</param>
    /// <param name="cancellationToken">Stops between two measurements.</param>
    public async Task<BenchmarkReport> RunAsync(
        string folder, int rounds, Action<string> say, Func<double> peakRssMiB, CancellationToken cancellationToken)
    {
        var library = await passes.PrepareAsync(folder, cancellationToken);
        say("benchmark: first pass of the pipeline, everything cold");
        var first = await passes.RunAsync(library, cancellationToken);
        var peak = peakRssMiB();

        var photos = ListPhotos(library);
        var measured = new List<BenchmarkRound>();
        for (var round = 1; round <= rounds; round++)
        {
            say($"benchmark: round {round} of {rounds}");
            thumbnails.Clear();
            var alone = stages.Run(photos, cancellationToken);
            thumbnails.Clear();
            var whole = await passes.RunAsync(library, cancellationToken);
            var (written, writing) = await passes.WriteAsync(library, alone.Outcomes, cancellationToken);
            measured.Add(new BenchmarkRound(alone, whole, written, writing));
        }
        return BenchmarkReport.Of(options.Threads, first, peak, peakRssMiB(), measured);
    }

    private static List<string> ListPhotos(MediaLibrary library) =>
    [
        .. Directory.EnumerateFiles(library.RootPath, "*", SearchOption.AllDirectories)
            .Where(path => MediaFormats.FromFileName(path)?.Kind == MediaKind.Photo && new FileInfo(path).Length > 0)
            .Order(StringComparer.Ordinal),
    ];
}
