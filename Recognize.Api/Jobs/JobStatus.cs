using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Media;
using Recognize.Models.Library;

namespace Recognize.Api.Jobs;

/// <summary>Reads how the caller's work stands.</summary>
internal sealed class JobStatus(OwnerScope scope, TimeProvider clock)
{
    private const int MaxFailures = 20;
    private const int MaxRuns = 20;

    /// <summary>Over which the rate is measured.</summary>
    private static readonly TimeSpan RateWindow = TimeSpan.FromMinutes(5);

    public async Task<JobsResponse> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var counts = await Count(scope, now - RateWindow).ToListAsync(cancellationToken);
        var remaining = counts
            .Where(row => row.State is AnalysisState.Due or AnalysisState.Running)
            .Sum(row => row.Count);
        var rate = Rate(counts, now);
        return new JobsResponse(
            [.. counts
                .OrderBy(row => row.Task).ThenBy(row => row.State)
                .Select(row => new TaskCountResponse(row.Task, row.State, row.Count))],
            remaining,
            Math.Round(rate, 2),
            SecondsLeft(remaining, rate),
            await FailuresAsync(cancellationToken),
            await RunsAsync(cancellationToken));
    }

    /// <summary>Null when nothing was finished lately although something remains: then nobody can say.</summary>
    internal static long? SecondsLeft(long remaining, double perSecond) => (remaining, perSecond) switch
    {
        (0, _) => 0,
        (_, <= 0) => null,
        _ => (long)Math.Ceiling(remaining / perSecond),
    };

    /// <summary>Rows a second since the first one that was finished in the window.</summary>
    internal static double Rate(IReadOnlyCollection<LedgerCount> counts, DateTimeOffset now)
    {
        var first = counts.Min(row => row.FirstRecent);
        if (first is null)
            return 0;

        // At least a second: the very first rows would otherwise look infinitely fast.
        var seconds = Math.Max(1, (now - first.Value).TotalSeconds);
        return counts.Sum(row => row.Recent) / seconds;
    }

    internal static IQueryable<LedgerCount> Count(OwnerScope scope, DateTimeOffset since) =>
        scope.Analysis
            .GroupBy(entry => new { entry.Task, entry.State })
            .Select(group => new LedgerCount(
                group.Key.Task,
                group.Key.State,
                group.LongCount(),
                group.LongCount(entry => entry.FinishedAt >= since),
                group.Min(entry => entry.FinishedAt >= since ? entry.FinishedAt : null)));

    private async Task<List<FailureResponse>> FailuresAsync(CancellationToken cancellationToken)
    {
        var rows = await scope.Analysis
            .Where(entry => entry.State == AnalysisState.Failed || entry.State == AnalysisState.Quarantined)
            .Join(scope.Media, entry => entry.MediaId, item => item.Id, (entry, item) => new { entry, item.RelativePath })
            .OrderByDescending(row => row.entry.FinishedAt != null)
            .ThenByDescending(row => row.entry.FinishedAt)
            .ThenBy(row => row.entry.MediaId)
            .Take(MaxFailures)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => new FailureResponse(
            row.entry.MediaId,
            MediaTimeline.FileName(row.RelativePath),
            row.entry.Task,
            row.entry.State,
            row.entry.ErrorKind,
            row.entry.Reason,
            row.entry.FinishedAt))];
    }

    private async Task<List<RunResponse>> RunsAsync(CancellationToken cancellationToken)
    {
        var runs = await scope.JobRuns
            .OrderByDescending(run => run.RequestedAt)
            .Take(MaxRuns)
            .ToListAsync(cancellationToken);
        return [.. runs.Select(run => new RunResponse(
            run.Id, run.Kind, run.State, run.StartedAt, run.FinishedAt, JsonElement.Parse(run.Summary), run.Error))];
    }
}

/// <summary>Ledger rows of one task and state.</summary>
/// <param name="Recent">How many were finished in the rate's window.</param>
/// <param name="FirstRecent">When the first of those was finished.</param>
internal sealed record LedgerCount(
    AnalysisTask Task, AnalysisState State, long Count, long Recent, DateTimeOffset? FirstRecent);
