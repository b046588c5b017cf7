using System.Globalization;
using Recognize.Models.Jobs;

namespace Recognize.Worker.CommandLine;

/// <summary>A job in one line.</summary>
internal static class JobLine
{
    public static string Of(JobRun run, DateTimeOffset now)
    {
        var progress = (run.Done, run.Total) switch
        {
            ({ } done, { } total) => string.Create(CultureInfo.InvariantCulture, $" {done} of {total}"),
            ({ } done, null) => string.Create(CultureInfo.InvariantCulture, $" {done}"),
            _ => "",
        };
        var when = run.State switch
        {
            JobState.Queued when run.DueAt > now => $"not before {run.DueAt:u}",
            JobState.Queued => $"since {run.RequestedAt:u}",
            JobState.Running => $"since {run.StartedAt:u} by {run.Worker}",
            _ => $"{run.FinishedAt:u}",
        };
        var more = run.Error is { } error ? $" - {error}" : run.State == JobState.Succeeded ? $" {run.Summary}" : "";
        return $"{run.Id} {run.Kind,-10} {run.State.ToString().ToLowerInvariant(),-11} {when}{progress}{more}";
    }
}
