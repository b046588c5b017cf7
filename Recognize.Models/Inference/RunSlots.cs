namespace Recognize.Models.Inference;

/// <summary>How many networks may run at the same moment; unlike a semaphore's, the bound may change while runs wait. Thread-safe.</summary>
internal sealed class RunSlots(int limit)
{
    // Monitor, and not Lock: those that wait are told when the bound changes.
    private readonly object _gate = new();
    private int _limit = limit;
    private int _taken;

    /// <summary>At least 1. Runs under way are not stopped when it falls.</summary>
    public int Limit
    {
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            lock (_gate)
            {
                _limit = value;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Waits for a slot; <see cref="Release"/> gives it back.</summary>
    public void Wait(CancellationToken cancellationToken)
    {
        using var waking = cancellationToken.UnsafeRegister(_ => WakeAll(), null);
        lock (_gate)
        {
            while (_taken >= _limit)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }
            _taken++;
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            _taken--;
            Monitor.Pulse(_gate);
        }
    }

    private void WakeAll()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }
}
