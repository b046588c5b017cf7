using Recognize.Models;

namespace Recognize.Worker.Analysis;

/// <summary>How the pipeline uses the machine.</summary>
internal sealed record AnalysisOptions
{
    /// <summary>Files in work at the same time, one core each. <c>RECOGNIZE_THREADS</c>; default: all cores.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>How long a claim holds without a heartbeat.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a worker says that it lives, and looks for lost ones; well within <see cref="Lease"/>.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after the start of the server a worker may take to come back to it.</summary>
    public TimeSpan Reconnecting { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longer than any pause between two tries.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Transient failures in a row after which a file is given up until it changes.</summary>
    public int MaxAttempts { get; init; } = 6;

    /// <summary>Reads and checks <c>RECOGNIZE_THREADS</c>.</summary>
    /// <exception cref="InvalidOperationException">It is not a number from 1 to 256.</exception>
    public static AnalysisOptions FromEnvironment()
    {
        if (RecognizeSettings.Read(RecognizeSettings.Threads) is not { } text)
            return new AnalysisOptions();
        return int.TryParse(text, out var threads) && threads is >= 1 and <= 256
            ? new AnalysisOptions { Threads = threads }
            : throw new InvalidOperationException($"RECOGNIZE_THREADS is '{text}': give a number from 1 to 256.");
    }
}
