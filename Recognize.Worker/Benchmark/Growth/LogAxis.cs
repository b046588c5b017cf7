namespace Recognize.Worker.Benchmark.Growth;

/// <summary>Places values by their logarithm, between whole powers of ten.</summary>
internal sealed class LogAxis
{
    private readonly double _from;
    private readonly double _to;
    private readonly int _first;
    private readonly int _last;

    /// <param name="values">What is to be placed, all above zero.</param>
    /// <param name="from">Where the least power of ten lies, in pixels.</param>
    /// <param name="to">Where the greatest does.</param>
    public LogAxis(IReadOnlyCollection<double> values, double from, double to)
    {
        (_from, _to) = (from, to);
        _first = (int)Math.Floor(Math.Log10(values.Min()) + 1e-9);
        _last = Math.Max(_first + 1, (int)Math.Ceiling(Math.Log10(values.Max()) - 1e-9));
    }

    /// <summary>The powers of ten.</summary>
    public IEnumerable<double> Ticks => Enumerable.Range(_first, _last - _first + 1).Select(power => Math.Pow(10, power));

    /// <summary>How many powers of ten there are from end to end.</summary>
    public int Decades => _last - _first;

    /// <summary>Where a value lies, in pixels.</summary>
    public double Place(double value) => _from + ((Math.Log10(value) - _first) / Decades * (_to - _from));
}
