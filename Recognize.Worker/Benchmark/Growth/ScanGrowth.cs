using System.Globalization;

namespace Recognize.Worker.Benchmark.Growth;

/// <summary>
/// Scans folders of ever more files. They hold nothing, but have sizes as different as those of real ones: what a new
/// file is compared with, to see whether it was moved, are the files of its size.
/// </summary>
internal sealed class ScanGrowth(LibraryPass passes, MemoryGauge memory)
{
    private const string Sized = "files";
    private const int FilesInFolder = 1_000;
    private const int MostBytes = 1_000_000;

    // Until so much time has gone by, a size is measured again: what else the machine does moves short times most.
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(5);
    private const int MostRounds = 5;

    /// <param name="folder">Empty; filled with files.</param>
    /// <param name="sizes">Files, ascending.</param>
    /// <param name="report">Where the figures go.</param>
    /// <param name="say">Told what is being measured.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task RunAsync(
        string folder, IReadOnlyList<int> sizes, GrowthReport report, Action<string> say, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var library = await passes.PrepareAsync(folder, cancellationToken);
        var written = 0;
        foreach (var size in sizes)
        {
            say($"growth: scanning {size} files");
            for (; written < size; written++)
                Write(folder, written);
            if (size == sizes[0])
                await passes.ScanTwiceAsync(library, cancellationToken);
            memory.Reset();
            var rounds = new List<ScanPass>();
            do
                rounds.Add(await passes.ScanTwiceAsync(library, cancellationToken));
            while (rounds.Count < MostRounds && rounds.Sum(round => round.New.Wall.TotalSeconds) < Enough.TotalSeconds);
            if (rounds[0].Files != size)
                throw new InvalidOperationException($"{rounds[0].Files} of {size} files were found.");
            Add("new", round => round.New);
            Add("unchanged", round => round.Again);
            memory.AddTo(report, "scan", Sized, GrowthKind.Single, size);

            void Add(string name, Func<ScanPass, Span> span)
            {
                report.Add(Subject(name, GrowthUnit.Seconds), size, BenchmarkReport.Median(rounds.Select(round => span(round).Wall.TotalSeconds)));
                // Counted in hundredths of a second: what is less than one counts as one.
                report.Add(
                    Subject($"{name}, processor", GrowthUnit.CoreSeconds), size,
                    BenchmarkReport.Median(rounds.Select(round => Math.Max(0.01, span(round).Processor.TotalSeconds))));
            }
        }
    }

    private static GrowthSubject Subject(string name, GrowthUnit unit) => new("scan", name, Sized, unit, GrowthKind.Whole);

    private static void Write(string folder, int number)
    {
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{number / FilesInFolder:D5}"));
        if (number % FilesInFolder == 0)
            Directory.CreateDirectory(path);
        using var file = File.Create(Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"{number:D8}.jpg")));
        // A hole takes no room on the disk.
        file.SetLength(1 + (number % MostBytes));
    }
}
