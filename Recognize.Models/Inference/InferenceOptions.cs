namespace Recognize.Models.Inference;

/// <summary>How neural networks are run on this machine.</summary>
public sealed class InferenceOptions
{
    /// <summary>Section of the configuration these settings are bound from.</summary>
    public const string SectionName = "Recognize:Inference";

    /// <summary>Threads one network uses for one input, 1..64. Many photos in flight with one thread each is fastest.</summary>
    public int IntraOpThreads { get; set; } = 1;

    /// <summary>Networks running at the same moment in this process, 0..256; 0 means one for each processor.</summary>
    public int MaxConcurrentRuns { get; set; }

    /// <summary>
    /// Keep the memory of a finished run for the next one. Faster, but the memory that the largest photo needed is held
    /// for as long as the process lives, once for each run at the same moment; set false where memory is scarce.
    /// </summary>
    public bool MemoryArena { get; set; } = true;

    /// <summary>Sets what a small machine needs: one run at a time, whose memory is given back at once.</summary>
    internal static void Apply(MachineProfile profile, InferenceOptions options)
    {
        if (profile != MachineProfile.Small)
            return;
        options.MaxConcurrentRuns = 1;
        options.MemoryArena = false;
    }

    /// <summary>The number of runs allowed at the same moment, with 0 replaced by the processors of this machine.</summary>
    internal int EffectiveConcurrentRuns => MaxConcurrentRuns > 0 ? MaxConcurrentRuns : Environment.ProcessorCount;
}
