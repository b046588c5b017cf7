using System.ComponentModel;
using Recognize.Models.Jobs;

namespace Recognize.Api.Jobs;

/// <summary>What a worker may use of its machine; null is no limit.</summary>
internal sealed record LimitsContract
{
    [Description("Processor time per second, in cores, at least 1.")]
    public double? Cores { get; init; }

    [Description("Files analysed at the same time, 1 to 256.")]
    public int? Threads { get; init; }

    [Description("Threads that run networks at the same moment, 1 to 256.")]
    public int? InferenceThreads { get; init; }

    [Description("Resident memory in MiB above which no file is begun, at least 100.")]
    public int? MemoryMiB { get; init; }

    [Description("Load average of the last minute above which no file is begun.")]
    public double? Load { get; init; }

    [Description("How far it stands back behind other programs: none, bestEffort or idle.")]
    public WorkNiceness? Niceness { get; init; }

    [Description("Free disk in MiB below which no work is taken; 500 where it is not set.")]
    public int? FreeDiskMiB { get; init; }

    [Description("Hours without heavy work, such as \"22:00-06:00\" or \"Mon-Fri 08:00-17:00\".")]
    public IReadOnlyList<string>? QuietHours { get; init; }

    public static LimitsContract Of(WorkLimits limits) => new()
    {
        Cores = limits.Cores,
        Threads = limits.Threads,
        InferenceThreads = limits.InferenceThreads,
        MemoryMiB = limits.MemoryMiB,
        Load = limits.Load,
        Niceness = limits.Niceness,
        FreeDiskMiB = limits.FreeDiskMiB,
        QuietHours = [.. limits.QuietHours.Select(window => window.ToString())],
    };

    /// <exception cref="FormatException">A limit makes no sense; the message says which.</exception>
    public WorkLimits ToLimits() => new WorkLimits
    {
        Cores = Cores,
        Threads = Threads,
        InferenceThreads = InferenceThreads,
        MemoryMiB = MemoryMiB,
        Load = Load,
        Niceness = Niceness,
        FreeDiskMiB = FreeDiskMiB,
        QuietHours = [.. (QuietHours ?? []).Select(QuietWindow.Parse)],
    }.Check();
}
