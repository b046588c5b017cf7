namespace Recognize.Worker.Benchmark.Growth;

/// <summary>Measures the most memory that a part of the work had resident.</summary>
/// <param name="reset">Gives free memory back and begins anew; false where the kernel does not let it.</param>
/// <param name="peakMiB">The most since then, in MiB, of this process without its decoders.</param>
internal sealed class MemoryGauge(Func<bool> reset, Func<double> peakMiB)
{
    private bool _isReset;

    public void Reset() => _isReset = reset();

    /// <summary>Adds the peak since the reset to the report, unless it would be that of earlier work.</summary>
    public void AddTo(GrowthReport report, string name, string sized, GrowthKind kind, int size)
    {
        if (_isReset)
            report.Add(new GrowthSubject("memory", name, sized, GrowthUnit.MiB, kind), size, peakMiB());
    }
}
