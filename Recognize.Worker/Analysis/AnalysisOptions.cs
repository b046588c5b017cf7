using Recognize.Models;
using Recognize.Models.Jobs;

namespace Recognize.Worker.Analysis;

/// <summary>How the pipeline uses the machine.</summary>
internal sealed record AnalysisOptions
{
    /// <summary>Files in work at the same time, one core each. <c>RECOGNIZE_THREADS</c>; default: all cores.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Files claimed for each thread, so that none waits for the database.</summary>
    public int FilesPerThread { get; init; } = 4;

    /// <summary>
    /// Only the networks of the files in work are in memory. Pictures and recordings of a claim are done one kind after the
    /// other then, so that a change of networks serves many files.
    /// </summary>
    public bool NetworksInTurn { get; init; }

    /// <summary>How long a worker that is told to stop lets files in work finish; then they are given back.</summary>
    public TimeSpan FinishWithin { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long it waits for what cannot be broken off; then it stops without.</summary>
    public TimeSpan AbandonAfter { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Within a service manager's ten seconds; leases that could not be given back by then simply run out.</summary>
    public TimeSpan LongestStop { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long nothing is due before the networks' memory is given back.</summary>
    public TimeSpan UnloadAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes that a worker with nothing to do may hold without giving memory back again.</summary>
    public long MemoryAtRest { get; init; } = 128L << 20;

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

    /// <summary>Reads and checks the environment.</summary>
    /// <exception cref="FormatException">A limit of this machine cannot be understood; the message names the variable.</exception>
    public static AnalysisOptions FromEnvironment()
    {
        var options = MachineProfiles.Current == MachineProfile.Small
            ? new AnalysisOptions { NetworksInTurn = true, FilesPerThread = 32 }
            : new AnalysisOptions();
        return WorkLimitsEnvironment.Apply(new WorkLimits()).Threads is { } threads
            ? options with { Threads = threads }
            : options;
    }
}
