using System.Diagnostics;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Worker.Analysis;
using Recognize.Worker.Database;
using Recognize.Worker.Jobs;
using Recognize.Worker.Scanning;

namespace Recognize.Worker.CommandLine;

/// <summary>
/// Scans some libraries, analyses what is due in them while the scan still runs, groups the faces, and reports.
/// </summary>
internal sealed class IndexRun(
    LibraryWork work, JobJournal journal, LedgerReconciler reconciler, AnalysisPipeline pipeline, AbsentLibraries absent,
    IndexReportReader reader, DatabaseRetry retry)
{
    private static readonly TimeSpan OtherWorkersPause = TimeSpan.FromMilliseconds(300);

    public async Task<IndexReport> RunAsync(
        Guid ownerId, IReadOnlyList<MediaLibrary> libraries, IndexProgress progress, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var since = await retry.RunAsync(reader.NowAsync, cancellationToken);
        var ids = libraries.Select(library => library.Id).ToArray();
        await retry.RunAsync(
            async token => await reconciler.ReconcileAsync(ownerId, await work.PlanAsync(ownerId, token), token),
            cancellationToken);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var scanning = ScanAsync(libraries, ids, progress, stop.Token);
        try
        {
            await AnalyseAsync(ids, progress, scanning, stop.Token);
        }
        finally
        {
            // A pipeline that failed must not leave a scan behind.
            await stop.CancelAsync();
            await Task.WhenAny(scanning);
        }
        var (summaries, problems) = await scanning;
        cancellationToken.ThrowIfCancellationRequested();

        progress.IsGrouping = true;
        var grouped = GroupedLibrary.Nothing;
        await retry.RunAsync(
            token => journal.RunAsync(
                JobKinds.Group, ownerId, null, async inner => (grouped = await work.GroupAsync(ownerId, inner)).ToJson(), token),
            cancellationToken);
        var report = await retry.RunAsync(
            token => ReportAsync(ids, summaries, problems, since, started, token), cancellationToken);
        return report with { Switched = grouped.Switched };
    }

    /// <summary>
    /// Runs the pipeline until nothing is left, also of what other workers hold: they finish it, or their leases end and
    /// it is taken up here.
    /// </summary>
    private async Task AnalyseAsync(Guid[] ids, IndexProgress progress, Task scanning, CancellationToken cancellationToken)
    {
        while (true)
        {
            await pipeline.RunAsync(ids, progress.Counters, () => scanning.IsCompleted, cancellationToken);
            if (await retry.RunAsync(token => reader.CountOpenAsync(ids, token), cancellationToken) == 0)
                return;
            await Task.Delay(OtherWorkersPause, cancellationToken);
        }
    }

    private async Task<(List<ScanSummary> Summaries, List<string> Problems)> ScanAsync(
        IReadOnlyList<MediaLibrary> libraries, Guid[] ids, IndexProgress progress, CancellationToken cancellationToken)
    {
        // The walk is synchronous: off the caller's thread at once.
        await Task.Yield();
        var summaries = new List<ScanSummary>();
        var problems = new List<string>();
        var walkedBefore = 0;
        foreach (var library in libraries)
        {
            var walked = 0;
            var report = new ImmediateProgress(count =>
            {
                walked = count;
                progress.Walked = walkedBefore + count;
            });
            try
            {
                // A scan only writes differences, so one that lost its database is simply begun again.
                ScanSummary? summary = null;
                await retry.RunAsync(
                    token => journal.RunAsync(
                        JobKinds.Scan, library.OwnerId, library.Id,
                        async inner => (summary = await work.ScanAsync(library, report, inner)).ToJson(), token),
                    cancellationToken);
                summaries.Add(summary!);
                if (summary!.UnreadableFolders > 0)
                {
                    problems.Add(
                        $"{library.RootPath}: {summary.UnreadableFolders} folder(s) could not be read; what was known of them stays.");
                }
            }
            catch (LibrarySuspendedException suspended)
            {
                problems.Add($"{library.RootPath}: {suspended.Message}");
            }
            walkedBefore += walked;
        }
        progress.Total = (int)progress.Finished + await retry.RunAsync(
            token => reader.CountOpenAsync(ids, token), cancellationToken);
        progress.IsScanning = false;
        return (summaries, problems);
    }

    private async Task<IndexReport> ReportAsync(
        Guid[] libraries, List<ScanSummary> summaries, List<string> problems, DateTime since, long started,
        CancellationToken cancellationToken)
    {
        var (analysed, failed) = await reader.CountFilesAsync(libraries, since, cancellationToken);
        var (faces, people, tags) = await reader.CountResultsAsync(libraries, cancellationToken);
        problems.AddRange(absent.Reasons
            .Where(library => libraries.Contains(library.LibraryId))
            .Select(library => $"{library.RootPath}: {library.Reason}")
            .Except(problems));
        var away = await reader.CountHeldAsync([.. libraries.Intersect(absent.Ids)], cancellationToken);
        var held = await reader.CountHeldAsync([.. libraries.Except(absent.Ids)], cancellationToken);
        if (held > 0)
        {
            problems.Add(
                $"{held} file(s) wait for work that is paused or that another worker must do; ./recognize jobs shows more.");
        }
        var found = summaries.Sum(summary => summary.Found + summary.Skipped);
        var skips = summaries.SelectMany(summary => summary.Skips)
            .GroupBy(skip => skip.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(skip => skip.Value), StringComparer.Ordinal);
        // A file of which one task was done counts as analysed, whatever waits of it.
        var rest = found - analysed - failed - skips.Values.Sum();
        foreach (var (reason, count) in new[]
                 {
                     ("waiting until their library's folder is back", away), ("waiting", held),
                     ("unchanged since it was analysed", int.MaxValue),
                 })
        {
            if (Math.Min(count, rest) is var files and > 0)
            {
                skips[reason] = files;
                rest -= files;
            }
        }
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new IndexReport(
            new MediaCounts(found, analysed, found - analysed - failed, failed),
            faces, people, tags,
            Math.Round(seconds, 2),
            Math.Round(analysed / seconds, 2),
            Math.Round(ProcessMemory.PeakResidentMiB(), 1))
        {
            Skips = skips,
            Failures = await reader.ReadFailuresAsync(libraries, cancellationToken),
            Problems = problems,
        };
    }
}
