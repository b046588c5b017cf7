using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Models.Persistence;

namespace Recognize.Api.Jobs;

/// <summary>The whole system in figures, in the text form that Prometheus reads (version 0.0.4). Counts only, of all users together.</summary>
internal sealed class SystemFigures(
    RecognizeDbContext database, LedgerCounts counts, WorkRates rates, TimeProvider clock)
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var tasks = await counts.ReadAsync(null, cancellationToken);
        Family(text, "recognize_tasks", "gauge", "Tasks of files by state.");
        foreach (var row in tasks)
            Sample(text, "recognize_tasks", row.Count, ("task", Camel(row.Task)), ("state", Camel(row.State)));

        Family(text, "recognize_files_per_second", "gauge", "Files whose task was done, over the last five minutes.");
        foreach (var rate in await rates.ReadAsync(null, WorkRates.Lately, cancellationToken))
            Sample(text, "recognize_files_per_second", rate.PerSecond, ("task", Camel(rate.Task)));

        var jobs = await database.JobRuns
            .Where(run => run.State == JobState.Queued || run.State == JobState.Running)
            .GroupBy(run => new { run.Kind, run.State })
            .Select(group => new { group.Key.Kind, group.Key.State, Count = group.LongCount() })
            .ToListAsync(cancellationToken);
        Family(text, "recognize_jobs", "gauge", "Jobs that wait or run.");
        foreach (var row in jobs.OrderBy(row => row.Kind, StringComparer.Ordinal).ThenBy(row => row.State))
            Sample(text, "recognize_jobs", row.Count, ("kind", row.Kind), ("state", Camel(row.State)));

        var since = clock.GetUtcNow() - WorkerRecord.LostAfter;
        var workers = await database.Workers
            .Where(worker => worker.SeenAt > since && worker.Status != WorkerStatus.Stopped)
            .OrderBy(worker => worker.Name).ToListAsync(cancellationToken);
        Family(text, "recognize_workers", "gauge", "Workers that live, by what they do.");
        foreach (var group in workers.GroupBy(worker => worker.Status).OrderBy(group => group.Key))
            Sample(text, "recognize_workers", group.Count(), ("status", Camel(group.Key)));
        Family(text, "recognize_worker_resident_bytes", "gauge", "Memory that a worker holds.");
        foreach (var worker in workers)
            Sample(text, "recognize_worker_resident_bytes", (long)worker.ResidentMib << 20, ("worker", worker.Name));

        Family(text, "recognize_libraries_suspended", "gauge", "Libraries whose folder is missing or suddenly empty.");
        Sample(text, "recognize_libraries_suspended",
            await database.Libraries.LongCountAsync(library => library.SuspendedReason != null, cancellationToken));
        return text.ToString();
    }

    private static void Family(StringBuilder text, string name, string type, string help) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n')
            .Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    private static void Sample(StringBuilder text, string name, double value, params (string Name, string Value)[] labels)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').AppendJoin(',', labels.Select(label => $"{label.Name}=\"{Escape(label.Value)}\"")).Append('}');
        text.Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Camel<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
