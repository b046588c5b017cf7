namespace Recognize.Worker.Analysis;

/// <summary>
/// The steps of a stop in less than the ten seconds that service managers give: files may finish, then they are broken
/// off, then abandoned, and at last the database is.
/// </summary>
internal sealed class OrderlyStop : IDisposable
{
    private readonly CancellationTokenSource _breakOff = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly CancellationTokenRegistration _begin;

    public OrderlyStop(AnalysisOptions options, CancellationToken stop)
    {
        _begin = stop.Register(() =>
        {
            _breakOff.CancelAfter(options.FinishWithin);
            _abandon.CancelAfter(options.AbandonAfter);
            _giveUp.CancelAfter(options.LongestStop);
        });
    }

    /// <summary>Ends the work on files.</summary>
    public CancellationToken BreakOff => _breakOff.Token;

    /// <summary>Ends the wait for threads that work on files all the same.</summary>
    public CancellationToken Abandon => _abandon.Token;

    /// <summary>Ends the wait for a database that is away; results not stored by then are made anew.</summary>
    public CancellationToken GiveUp => _giveUp.Token;

    public void Dispose()
    {
        _begin.Dispose();
        // An abandoned thread still holds the first of them; without a timer they need no disposal.
        _breakOff.CancelAfter(Timeout.InfiniteTimeSpan);
        _abandon.Dispose();
        _giveUp.Dispose();
    }
}
