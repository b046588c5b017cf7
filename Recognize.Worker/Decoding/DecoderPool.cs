using Microsoft.Extensions.Logging;
using Recognize.Models.Media;

namespace Recognize.Worker.Decoding;

/// <summary>How decoders are kept.</summary>
internal sealed record DecoderPoolOptions
{
    /// <summary>Decoders started when photos are about to come; more are started when more are asked at the same time.</summary>
    public int Prepared { get; init; } = Environment.ProcessorCount;

    /// <summary>How long a decoder without work is kept.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>
/// The decoders of a worker: as many as are asked at the same moment, started when needed, ended when nobody has needed
/// them for a while. Thread-safe.
/// </summary>
internal sealed class DecoderPool : IDisposable
{
    private readonly MediaOptions _media;
    private readonly DecoderPoolOptions _options;
    private readonly ILogger _log;
    private readonly TimeProvider _clock;
    private readonly Stack<DecoderChild> _idle = new();
    private readonly ITimer _timer;
    private int _living;
    private bool _isDisposed;

    public DecoderPool(MediaOptions media, DecoderPoolOptions options, ILogger log, TimeProvider clock)
    {
        (_media, _options, _log, _clock) = (media, options, log, clock);
        _timer = clock.CreateTimer(_ => EndOverdue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Shared memory of all decoders.</summary>
    public PixelSlots Slots { get; } = new();

    /// <summary>Decoders that are running.</summary>
    public int Living => Volatile.Read(ref _living);

    /// <summary>A decoder for the caller alone, until it is given back or disposed of by <see cref="Drop"/>.</summary>
    /// <exception cref="InvalidOperationException">None can be started.</exception>
    public DecoderChild Rent()
    {
        while (true)
        {
            DecoderChild? child;
            lock (_idle)
                _idle.TryPop(out child);
            if (child is null)
                return StartOne();
            if (!child.HasEnded)
                return child;
            Drop(child);
        }
    }

    /// <summary>A decoder that has seen no other file.</summary>
    /// <inheritdoc cref="Rent"/>
    public DecoderChild StartOne()
    {
        Interlocked.Increment(ref _living);
        try
        {
            var child = DecoderChild.Start(_media);
            DecodingLog.Started(_log, child.ProcessId);
            return child;
        }
        catch
        {
            Interlocked.Decrement(ref _living);
            throw;
        }
    }

    public void Return(DecoderChild child)
    {
        if (child.HasEnded)
        {
            Drop(child);
            return;
        }
        lock (_idle)
        {
            if (!_isDisposed)
            {
                child.IdleSince = _clock.GetTimestamp();
                _idle.Push(child);
                if (_idle.Count == 1)
                    _timer.Change(_options.IdleAfter, Timeout.InfiniteTimeSpan);
                return;
            }
        }
        Drop(child);
    }

    /// <summary>Ends a decoder that was rented.</summary>
    public void Drop(DecoderChild child)
    {
        child.Dispose();
        Interlocked.Decrement(ref _living);
    }

    /// <summary>Starts decoders while there is something else to wait for.</summary>
    public void Prepare()
    {
        while (Living < _options.Prepared)
            Return(StartOne());
    }

    /// <summary>Ends all that have nothing to do just now: their memory is needed elsewhere.</summary>
    public void EndIdle()
    {
        while (TryPopIdle(_ => true) is { } child)
            Drop(child);
        Slots.Clear();
    }

    public void Dispose()
    {
        lock (_idle)
            _isDisposed = true;
        _timer.Dispose();
        EndIdle();
        Slots.Dispose();
    }

    /// <summary>Ends those that have waited too long; the pool is a stack, so those lie at its bottom.</summary>
    private void EndOverdue()
    {
        while (TryPopIdle(child => child.HasEnded || _clock.GetElapsedTime(child.IdleSince) >= _options.IdleAfter) is { } child)
        {
            DecodingLog.Ended(_log, child.ProcessId);
            Drop(child);
        }
        lock (_idle)
        {
            if (_idle.Count > 0 && !_isDisposed)
                _timer.Change(_options.IdleAfter, Timeout.InfiniteTimeSpan);
        }
        if (Living == 0)
            Slots.Clear();
    }

    private DecoderChild? TryPopIdle(Func<DecoderChild, bool> mayEnd)
    {
        lock (_idle)
        {
            var all = _idle.Reverse().ToList();
            if (all.Find(child => mayEnd(child)) is not { } found)
                return null;
            _idle.Clear();
            foreach (var child in all.Where(child => child != found))
                _idle.Push(child);
            return found;
        }
    }
}
