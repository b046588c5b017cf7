using System.Globalization;
using Spectre.Console;

namespace Recognize.Worker.CommandLine;

/// <summary>Shows a running index: a live bar at a terminal, a plain line now and then elsewhere.</summary>
internal sealed class IndexDisplay(Output output, TimeProvider clock)
{
    private static readonly TimeSpan LiveInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(5);

    /// <summary>Shows progress until <paramref name="run"/> ends, and returns its result.</summary>
    public async Task<T> ShowAsync<T>(IndexProgress progress, Task<T> run)
    {
        if (Output.IsInteractive && AnsiConsole.Profile.Capabilities.Ansi)
            await ShowLiveAsync(progress, run);
        else
            await ShowPlainAsync(progress, run);
        return await run;
    }

    private async Task ShowLiveAsync(IndexProgress progress, Task run)
    {
        var started = clock.GetTimestamp();
        await AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask("starting");
                while (!run.IsCompleted)
                {
                    bar.Description = Markup.Escape(Describe(progress, clock.GetElapsedTime(started)));
                    bar.IsIndeterminate = progress.IsScanning || progress.Total == 0;
                    bar.MaxValue = Math.Max(1, progress.Total);
                    bar.Value = Math.Min(progress.Finished, bar.MaxValue);
                    await Task.WhenAny(run, Task.Delay(LiveInterval, clock));
                }
            });
    }

    private async Task ShowPlainAsync(IndexProgress progress, Task run)
    {
        var started = clock.GetTimestamp();
        while (await Task.WhenAny(run, Task.Delay(PlainInterval, clock)) != run)
            output.Line(Describe(progress, clock.GetElapsedTime(started)));
    }

    private static string Describe(IndexProgress progress, TimeSpan elapsed)
    {
        if (progress.IsGrouping)
            return "grouping faces";
        var finished = progress.Finished;
        var perSecond = finished / Math.Max(0.001, elapsed.TotalSeconds);
        var rate = perSecond.ToString("F1", CultureInfo.InvariantCulture);
        var failed = progress.Counters.Failed > 0 ? $", {progress.Counters.Failed} failed" : "";
        if (progress.IsScanning)
            return $"scanning: {progress.Walked} entries; {finished} files analysed, {rate}/s{failed}";
        var left = progress.Total - finished;
        var time = finished > 0 && left > 0 ? $", {Output.Duration(TimeSpan.FromSeconds(left / perSecond))} left" : "";
        return $"{finished} of {progress.Total} files, {rate}/s{time}{failed}";
    }
}
