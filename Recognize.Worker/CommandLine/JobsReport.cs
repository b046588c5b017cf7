using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Models.Persistence;

namespace Recognize.Worker.CommandLine;

/// <summary>Prints how the work stands: what is left and for how long, who is at it, and what holds it up.</summary>
internal sealed class JobsReport(
    IDbContextFactory<RecognizeDbContext> databases, LedgerCounts counts, WorkRates rates, WorkPauses pauses, TimeProvider clock,
    Output output)
{
    public async Task PrintAsync(CancellationToken cancellationToken)
    {
        await PrintTasksAsync(cancellationToken);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await PrintWorkersAsync(database, cancellationToken);
        await PrintJobsAsync(database, cancellationToken);
        await PrintTroubleAsync(database, cancellationToken);
    }

    private async Task PrintTasksAsync(CancellationToken cancellationToken)
    {
        var rows = await counts.ReadAsync(null, cancellationToken);
        var lately = (await rates.ReadAsync(null, WorkRates.Lately, cancellationToken)).ToDictionary(rate => rate.Task);
        output.Line($"{"task",-10} {"due",9} {"running",8} {"done",9} {"failed",7} {"quarantined",12} {"withheld",9} {"waiting",8} {"per min",8}  left");
        foreach (var task in rows.GroupBy(row => row.Task).OrderBy(group => group.Key))
        {
            long Of(AnalysisState state) => task.Where(row => row.State == state).Sum(row => row.Count);
            var rate = lately.GetValueOrDefault(task.Key)?.PerSecond ?? 0;
            var left = Of(AnalysisState.Due) + Of(AnalysisState.Running);
            output.Line(string.Create(CultureInfo.InvariantCulture,
                $"{task.Key.ToString().ToLowerInvariant(),-10} {Of(AnalysisState.Due),9} {Of(AnalysisState.Running),8} {Of(AnalysisState.Done),9} {Of(AnalysisState.Failed),7} {Of(AnalysisState.Quarantined),12} {Of(AnalysisState.Withheld),9} {Of(AnalysisState.Waiting),8} {rate * 60,8:0.#}  {Left(left, rate)}"));
        }
    }

    private async Task PrintWorkersAsync(RecognizeDbContext database, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - WorkerRecord.LostAfter;
        var workers = await database.Workers
            .Where(worker => worker.SeenAt > since && worker.Status != WorkerStatus.Stopped)
            .OrderBy(worker => worker.Name).ToListAsync(cancellationToken);
        output.Line();
        if (workers.Count == 0)
            output.Line("no worker is running: start one with ./recognize up or ./recognize work");
        foreach (var worker in workers)
        {
            output.Line(
                $"worker {worker.Name}: {worker.Status.ToString().ToLowerInvariant()}, {worker.Threads} of {worker.Cores} cores, "
                + $"{worker.ResidentMib} MiB, version {worker.Version}{(worker.StatusReason is { } reason ? $" - {reason}" : "")}");
        }
    }

    private async Task PrintJobsAsync(RecognizeDbContext database, CancellationToken cancellationToken)
    {
        var open = await database.JobRuns
            .Where(run => run.State == JobState.Queued || run.State == JobState.Running)
            .OrderBy(run => run.State).ThenBy(run => run.Priority).ThenBy(run => run.DueAt).ToListAsync(cancellationToken);
        if (open.Count > 0)
            output.Line();
        foreach (var run in open)
            output.Line(JobLine.Of(run, clock.GetUtcNow()));
    }

    private async Task PrintTroubleAsync(RecognizeDbContext database, CancellationToken cancellationToken)
    {
        foreach (var pause in await pauses.ListAsync(cancellationToken))
        {
            var whose = pause.OwnerId is { } owner
                ? await database.Users.Where(user => user.Id == owner).Select(user => user.Name).SingleOrDefaultAsync(cancellationToken)
                : "everybody";
            output.Line($"paused: {pause.Kind ?? "all work"} of {whose}, by {pause.PausedBy} since {pause.PausedAt:u}");
        }
        var libraries = await database.Libraries
            .Where(library => library.SuspendedReason != null || library.WatchProblem != null)
            .OrderBy(library => library.RootPath).ToListAsync(cancellationToken);
        foreach (var library in libraries)
        {
            if (library.SuspendedReason is { } reason)
                output.Line($"suspended: {library.RootPath}: {reason}");
            if (library.WatchProblem is { } problem)
                output.Line($"watching: {library.RootPath}: {problem}");
        }
    }

    private static string Left(long remaining, double perSecond) => WorkRates.TimeLeft(remaining, perSecond) switch
    {
        null => "unknown",
        { } left when left == TimeSpan.Zero => "-",
        { TotalMinutes: < 1 } left => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(left.TotalSeconds)} s"),
        { TotalHours: < 1 } left => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(left.TotalMinutes)} min"),
        { } left => string.Create(CultureInfo.InvariantCulture, $"{left.TotalHours:0.#} h"),
    };
}
