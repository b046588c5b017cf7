using System.Diagnostics;
using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Worker.Analysis;
using Recognize.Worker.Decoding;
using Recognize.Worker.Scanning;

namespace Recognize.Worker.Benchmark;

/// <summary>What some work took.</summary>
/// <param name="Wall">By the clock on the wall.</param>
/// <param name="Processor">Time of one core that this process and its decoders used meanwhile.</param>
/// <param name="AllocatedBytes">What it asked of the managed heap; pooled and native memory is not among it.</param>
internal readonly record struct Span(TimeSpan Wall, TimeSpan Processor, long AllocatedBytes)
{
    public static async Task<Span> OfAsync(Func<Task> work)
    {
        var (started, before, allocated) =
            (Stopwatch.GetTimestamp(), ChildProcesses.ProcessorTime, GC.GetTotalAllocatedBytes(precise: true));
        await work();
        return new Span(
            Stopwatch.GetElapsedTime(started), ChildProcesses.ProcessorTime - before,
            GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }
}

/// <summary>What one pass over the library took.</summary>
/// <param name="Files">Media files found.</param>
/// <param name="Analysed">Files of which every task succeeded.</param>
/// <param name="ScanNew">The scan when every file was new.</param>
/// <param name="ScanAgain">The scan when none was.</param>
/// <param name="Pipeline">Claiming, analysing and storing all of them.</param>
internal sealed record LibraryPassResult(int Files, int Analysed, Span ScanNew, Span ScanAgain, Span Pipeline);

/// <summary>What two scans of a folder took.</summary>
/// <param name="Files">Media files found.</param>
/// <param name="New">The scan when every file was new.</param>
/// <param name="Again">The scan when none was.</param>
internal sealed record ScanPass(int Files, Span New, Span Again);

/// <summary>
/// Scans and analyses a folder as a library of its own in an empty database, through the same parts as
/// <c>index</c>, and forgets everything again.
/// </summary>
internal sealed class LibraryPass(
    NpgsqlDataSource database, AccountDirectory accounts, FaceConsentLedger consents, LibraryDirectory libraries,
    LibraryScanner scanner, Recognisers recognisers, AnalysisPipeline pipeline, AnalysisLedger ledger,
    OutcomeWriter writer)
{
    private const string Owner = "benchmark";
    private const int WriteBatch = 64;

    /// <summary>Makes the owner and the library; once for each database.</summary>
    public async Task<MediaLibrary> PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        var owner = (await accounts.CreateUserAsync(Owner, isAdmin: false, cancellationToken)).User;
        // Nobody's consent is at stake: what is found is dropped with the database.
        await consents.RecordAsync(owner.Id, given: true, Owner, cancellationToken);
        return await libraries.EnsureAsync(owner.Id, folder, cancellationToken);
    }

    /// <summary>The whole way of every file.</summary>
    public async Task<LibraryPassResult> RunAsync(MediaLibrary library, CancellationToken cancellationToken)
    {
        var scans = await ScanTwiceAsync(library, cancellationToken);
        var counters = new AnalysisCounters();
        var analysis = await Span.OfAsync(
            () => pipeline.RunAsync([library.Id], counters, () => true, cancellationToken));
        return new LibraryPassResult(scans.Files, (int)counters.Analysed, scans.New, scans.Again, analysis);
    }

    /// <summary>Forgets all files, finds them, and looks at them once more.</summary>
    public async Task<ScanPass> ScanTwiceAsync(MediaLibrary library, CancellationToken cancellationToken)
    {
        await ForgetAsync(cancellationToken);
        ScanSummary? found = null;
        var first = await Span.OfAsync(async () => found = await ScanAsync(library, cancellationToken));
        var again = await Span.OfAsync(() => ScanAsync(library, cancellationToken));
        return new ScanPass(found!.Found, first, again);
    }

    /// <summary>Stores known results of all photos anew; only the storing is timed.</summary>
    /// <returns>Photos stored, and the time it took.</returns>
    public async Task<(int Photos, TimeSpan Wall)> WriteAsync(
        MediaLibrary library, IReadOnlyDictionary<string, AnalysisOutcome> outcomes, CancellationToken cancellationToken)
    {
        await ForgetAsync(cancellationToken);
        await ScanAsync(library, cancellationToken);
        var (photos, wall) = (0, TimeSpan.Zero);
        while (true)
        {
            var claimed = await ledger.ClaimAsync(WriteBatch, [library.Id], cancellationToken);
            if (claimed.Count == 0)
                return (photos, wall);
            var batch = claimed.Select(media => outcomes.TryGetValue(media.Path, out var outcome)
                ? outcome with
                {
                    Media = media,
                    Tasks = [.. media.Tasks.Select(task => TaskOutcome.Succeeded(task, "benchmark"))],
                }
                : AnalysisOutcome.Failed(media, AnalysisErrorKind.Unreadable, "Left out of the measurement.")).ToList();
            var started = Stopwatch.GetTimestamp();
            await writer.WriteAsync(batch, cancellationToken);
            wall += Stopwatch.GetElapsedTime(started);
            photos += batch.Count(outcome => outcome.HasResults);
        }
    }

    /// <summary>Scans once.</summary>
    public Task<ScanSummary> ScanAsync(MediaLibrary library, CancellationToken cancellationToken) =>
        scanner.ScanAsync(
            library,
            new TaskPlan(recognisers.Versions, FacesAllowed: true),
            progress: null, cancellationToken);

    /// <summary>Takes all files out of the database. Tags stay: the writer remembers which ones are stored.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("TRUNCATE media CASCADE");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
