using Recognize.Worker.Analysis;

namespace Recognize.Worker.CommandLine;

/// <summary>Where an index run stands; written by the run, read by the display.</summary>
internal sealed class IndexProgress
{
    private int _walked;
    private int _total;
    private volatile bool _isScanning = true;
    private volatile bool _isGrouping;

    public AnalysisCounters Counters { get; } = new();

    /// <summary>Entries walked so far.</summary>
    public int Walked
    {
        get => Volatile.Read(ref _walked);
        set => Volatile.Write(ref _walked, value);
    }

    /// <summary>Files to analyse in this run; known once the scan has ended.</summary>
    public int Total
    {
        get => Volatile.Read(ref _total);
        set => Volatile.Write(ref _total, value);
    }

    public bool IsScanning
    {
        get => _isScanning;
        set => _isScanning = value;
    }

    public bool IsGrouping
    {
        get => _isGrouping;
        set => _isGrouping = value;
    }

    public long Finished => Counters.Analysed + Counters.Failed;
}
