using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Recognize.Models;
using Recognize.Models.Classifiers;

namespace Recognize.Worker.CommandLine;

/// <summary>
/// Tries a model in a process of its own, with limits on memory and time: whatever it does, the caller gets a report.
/// </summary>
/// <param name="timeout">Longest time for everything; the child is killed then.</param>
internal sealed class ModelsTrialProcess(TimeSpan timeout)
{
    /// <summary>Enough for a large model on a small machine that has other things to do.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan WatchPause = TimeSpan.FromMilliseconds(50);

    /// <summary>What the child may take besides the memory that its limit counts: mapped files and code.</summary>
    private const long UncountedBytes = 512L << 20;

    /// <exception cref="OperationCanceledException">The caller gave up; the child is gone.</exception>
    public async Task<ModelTrialReport> RunAsync(ModelTrialRequest request, CancellationToken cancellationToken)
    {
        using var child = Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(timeout);
        var printed = child.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = child.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await SendAsync(child, request);
            var ending = child.WaitForExitAsync(stop.Token);
            // The kernel's limit does not count everything, and not every system has it.
            var most = ((long)request.MemoryMiB << 20) + UncountedBytes;
            while (await Task.WhenAny(ending, Task.Delay(WatchPause, CancellationToken.None)) != ending)
            {
                if (Resident(child) > most)
                    return Refused(ModelTrial.TooMuchMemory(request.MemoryMiB));
            }
            await ending;
            return Read(await printed) ?? Refused(Explain(child.ExitCode, await errors, request));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Refused(string.Create(
                CultureInfo.InvariantCulture,
                $"It did not finish within {timeout.TotalSeconds:0} s: it is too slow for this machine, or never ends."));
        }
        finally
        {
            if (!child.HasExited)
            {
                child.Kill(entireProcessTree: true);
                await child.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    private static Process Start()
    {
        var assembly = typeof(ModelsTrialProcess).Assembly.Location;
        return Process.Start(new ProcessStartInfo(DotnetHost.Program, [assembly, "models", ModelsTrialCommand.Name])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("The process that tries models could not be started.");
    }

    private static async Task SendAsync(Process child, ModelTrialRequest request)
    {
        try
        {
            await child.StandardInput.WriteAsync(JsonSerializer.Serialize(request, ModelTrialReport.Json));
            child.StandardInput.Close();
        }
        catch (IOException) when (child.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            // It ended before it read: its exit code says why.
        }
    }

    private static long Resident(Process child)
    {
        try
        {
            child.Refresh();
            return child.HasExited ? 0 : child.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            // It ended between the two questions.
            return 0;
        }
    }

    private static ModelTrialReport? Read(string printed)
    {
        var last = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        if (last is null || !last.StartsWith('{'))
            return null;
        try
        {
            return JsonSerializer.Deserialize<ModelTrialReport>(last, ModelTrialReport.Json);
        }
        catch (JsonException)
        {
            // It died while it was printing.
            return null;
        }
    }

    private static string Explain(int exitCode, string errors, ModelTrialRequest request)
    {
        if (errors.Contains("OutOfMemory", StringComparison.Ordinal) || errors.Contains("bad_alloc", StringComparison.Ordinal)
            || errors.Contains("Out of memory", StringComparison.OrdinalIgnoreCase))
            return ModelTrial.TooMuchMemory(request.MemoryMiB);
        var reason = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"It took down the process that tried it (exit code {exitCode}). {reason}").TrimEnd();
    }

    private static ModelTrialReport Refused(string reason) => new() { Refusal = reason };
}
