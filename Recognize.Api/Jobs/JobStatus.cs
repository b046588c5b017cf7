using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Models.Sealing;

namespace Recognize.Api.Jobs;

/// <summary>Reads how the caller's work stands.</summary>
internal sealed class JobStatus(
    OwnerScope scope, JobScope jobs, LedgerCounts counts, WorkRates rates, FaceKeyState keys)
{
    private const int MaxFailures = 20;
    private const int MaxRuns = 20;

    public async Task<JobsResponse> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = await counts.ReadAsync(jobs.UserId, cancellationToken);
        var lately = await rates.ReadAsync(jobs.UserId, WorkRates.Lately, cancellationToken);
        var perSecond = lately.ToDictionary(rate => rate.Task, rate => rate.PerSecond);
        var tasks = rows.GroupBy(row => row.Task).OrderBy(group => group.Key).Select(group =>
        {
            var remaining = Remaining(group);
            var rate = perSecond.GetValueOrDefault(group.Key);
            return new TaskProgressResponse(group.Key, remaining, Math.Round(rate, 2), Seconds(WorkRates.TimeLeft(remaining, rate)));
        }).ToList();
        var all = perSecond.Values.Sum();
        return new JobsResponse(
            [.. rows.Select(row => new TaskCountResponse(row.Task, row.State, row.Count))],
            tasks,
            Remaining(rows),
            Math.Round(all, 2),
            Seconds(WorkRates.TimeLeft(Remaining(rows), all)),
            await FailuresAsync(cancellationToken),
            await OpenAsync(cancellationToken),
            await RunsAsync(cancellationToken),
            await keys.FindProblemAsync(cancellationToken) is null ? null : KeysUnavailableException.ForUsers);
    }

    private static long Remaining(IEnumerable<TaskStateCount> rows) =>
        rows.Where(row => row.State is AnalysisState.Due or AnalysisState.Running).Sum(row => row.Count);

    private static long? Seconds(TimeSpan? left) => left is { } time ? (long)Math.Ceiling(time.TotalSeconds) : null;

    /// <summary>Jobs that wait or run.</summary>
    private async Task<List<JobResponse>> OpenAsync(CancellationToken cancellationToken)
    {
        var open = await jobs.Jobs
            .Where(run => run.State == JobState.Queued || run.State == JobState.Running)
            .OrderBy(run => run.State).ThenBy(run => run.Priority).ThenBy(run => run.DueAt).ThenBy(run => run.Id)
            .Take(MaxRuns).ToListAsync(cancellationToken);
        return open.ConvertAll(JobResponse.Of);
    }

    private async Task<List<FailureResponse>> FailuresAsync(CancellationToken cancellationToken)
    {
        var rows = await scope.LatestFailures(MaxFailures)
            .Join(scope.Media, entry => entry.MediaId, item => item.Id, (entry, item) => new { entry, item.RelativePath })
            .OrderByDescending(row => row.entry.FinishedAt)
            .ThenBy(row => row.entry.MediaId)
            .ThenBy(row => row.entry.Task)
            .Take(MaxFailures)
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(row => FailureResponse.Of(row.entry, row.RelativePath));
    }

    private async Task<List<JobResponse>> RunsAsync(CancellationToken cancellationToken)
    {
        var runs = await jobs.Jobs
            .Where(run => run.State != JobState.Queued && run.State != JobState.Running)
            .OrderByDescending(run => run.RequestedAt)
            .Take(MaxRuns)
            .ToListAsync(cancellationToken);
        return runs.ConvertAll(JobResponse.Of);
    }
}
