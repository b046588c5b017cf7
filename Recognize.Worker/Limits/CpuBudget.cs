namespace Recognize.Worker.Limits;

/// <summary>
/// Keeps the processor time of the process under so many cores: time passing fills the budget, work empties it, and
/// while it is empty nothing new is begun. For one caller at a time.
/// </summary>
internal sealed class CpuBudget(IMachineReadings readings, TimeProvider clock)
{
    /// <summary>What may be saved up, in seconds of all cores: enough to bridge a file, too little to be felt.</summary>
    private const double LongestCredit = 0.5;

    /// <summary>
    /// A decoder's time is known when it has ended, all at once. It waited for no core of this process' while it ran,
    /// so that no more of it is owed than this.
    /// </summary>
    private const double LongestDebt = 5;

    private double? _cores;
    private double _budget;
    private long _filledAt;
    private TimeSpan _usedBefore;

    /// <summary>How long nothing new may be begun; zero when there is time left or no limit.</summary>
    /// <param name="cores">Null is no limit.</param>
    public TimeSpan Wait(double? cores)
    {
        var used = cores is null && _cores is null ? TimeSpan.Zero : readings.ProcessorTime;
        var now = clock.GetTimestamp();
        if (cores is { } limit && _cores is not null)
        {
            _budget += (clock.GetElapsedTime(_filledAt, now).TotalSeconds * limit) - (used - _usedBefore).TotalSeconds;
            _budget = Math.Clamp(_budget, -LongestDebt * limit, LongestCredit * limit);
        }
        else
        {
            // What was used before there was a limit is not owed.
            _budget = 0;
        }
        (_cores, _filledAt, _usedBefore) = (cores, now, used);
        return _budget >= 0 || cores is not { } rate ? TimeSpan.Zero : TimeSpan.FromSeconds(-_budget / rate);
    }
}
