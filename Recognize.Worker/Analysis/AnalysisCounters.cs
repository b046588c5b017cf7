namespace Recognize.Worker.Analysis;

/// <summary>Live counts of one pipeline run; safe to read from any thread.</summary>
internal sealed class AnalysisCounters
{
    private long _analysed;
    private long _failed;

    /// <summary>Files of which every claimed task succeeded.</summary>
    public long Analysed => Interlocked.Read(ref _analysed);

    /// <summary>Files of which some task failed, for now or for good.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    public void Count(AnalysisOutcome outcome)
    {
        if (outcome.Tasks.All(task => task.ErrorKind is null))
            Interlocked.Increment(ref _analysed);
        else
            Interlocked.Increment(ref _failed);
    }
}
