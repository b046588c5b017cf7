using Recognize.Models;

namespace Recognize.Worker.Analysis;

/// <summary>How the pipeline uses the machine.</summary>
internal sealed record AnalysisOptions
{
    /// <summary>Files in work at the same time, one core each. <c>RECOGNIZE_THREADS</c>; default: all cores.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>How long a claim holds without a heartbeat.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

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
