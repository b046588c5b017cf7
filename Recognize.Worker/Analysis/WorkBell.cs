namespace Recognize.Worker.Analysis;

/// <summary>
/// Wakes whoever looks seldom for work: something in this process may just have made some due. What other processes make
/// due is found at the next look. Thread-safe.
/// </summary>
internal sealed class WorkBell(TimeProvider clock)
{
    private TaskCompletionSource _rung = NewSignal();

    public void Ring() => Interlocked.Exchange(ref _rung, NewSignal()).TrySetResult();

    /// <summary>What rings from now on; taken before a look for work, it loses no ring between the look and the wait.</summary>
    public Task Next => Volatile.Read(ref _rung).Task;

    /// <param name="ring">Of <see cref="Next"/>.</param>
    /// <param name="longest">How long to wait for it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it rang.</returns>
    public async Task<bool> WaitAsync(Task ring, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(ring, Task.Delay(longest, clock, wait.Token));
        await wait.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return ring.IsCompleted;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
