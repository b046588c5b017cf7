using Recognize.Worker.Analysis;

namespace Recognize.Tests.Analysis;

/// <summary>Whoever waits for work is woken, also by what happened between the last look and the wait.</summary>
public sealed class WorkBellTests
{
    private static readonly TimeSpan Ages = TimeSpan.FromMinutes(5);

    private readonly WorkBell _bell = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wait_Ends_WhenItRings()
    {
        var waits = Enumerable.Range(0, 3).Select(_ => WorkBell.WaitAsync(_bell.Next, Ages, TimeProvider.System, Token)).ToArray();

        _bell.Ring();

        Assert.All(await Task.WhenAll(waits).WaitAsync(TimeSpan.FromSeconds(30), Token), Assert.True);
    }

    [Fact]
    public async Task Wait_EndsAtOnce_WhenItRangSinceTheLook()
    {
        var ring = _bell.Next;
        _bell.Ring();

        Assert.True(await WorkBell.WaitAsync(ring, Ages, TimeProvider.System, Token).WaitAsync(TimeSpan.FromSeconds(30), Token));
    }

    [Fact]
    public async Task Wait_EndsByItself_WhenTheRingWasBeforeTheLook()
    {
        _bell.Ring();

        Assert.False(await WorkBell.WaitAsync(_bell.Next, TimeSpan.FromMilliseconds(20), TimeProvider.System, Token));
    }

    [Fact]
    public async Task Wait_Stops_WhenCancelled()
    {
        using var stop = new CancellationTokenSource();
        var wait = WorkBell.WaitAsync(_bell.Next, Ages, TimeProvider.System, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }
}
