namespace Recognize.Worker.Analysis;

/// <summary>
/// Wakes whoever waits for a change that this process makes, such as work that may just have become due. What other
/// processes change is found at the next look. Thread-safe.
/// </summary>
internal sealed class WorkBell
{
    private TaskCompletionSource _rung = NewSignal();

    public void Ring() => Interlocked.Exchange(ref _rung, NewSignal()).TrySetResult();

    /// <summary>What rings from now on; taken before a look for work, it loses no ring between the look and the wait.</summary>
    public Task Next => Volatile.Read(ref _rung).Task;

    /// <param name="ring">Of <see cref="Next"/>.</param>
    /// <param name="longest">How long to wait for it.</param>
    /// <param name="clock">Tells how long that is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it rang.</returns>
    public static async Task<bool> WaitAsync(Task ring, TimeSpan longest, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(ring, Task.Delay(longest, clock, wait.Token));
        await wait.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return ring.IsCompleted;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
