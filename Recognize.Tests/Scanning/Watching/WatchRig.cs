using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Recognize.Models.Library;
using Recognize.Tests.Support;
using Recognize.Worker.Database;
using Recognize.Worker.Scanning;
using Recognize.Worker.Scanning.Watching;

namespace Recognize.Tests.Scanning.Watching;

/// <summary>Watches one library as a worker does, and does the scans that are asked for one after the other.</summary>
internal sealed class WatchRig : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly SemaphoreSlim _oneScan = new(1, 1);
    private readonly ScannedDatabase _database;
    private readonly ScannedLibrary _library;
    private readonly MountTable _mounts;
    private readonly Channel<string> _jobs = Channel.CreateUnbounded<string>();
    private readonly Task _watching;
    private readonly Task _scanning;

    private WatchRig(ScannedDatabase database, ScannedLibrary library, WatchOptions options, MountTable mounts)
    {
        (_database, _library, _mounts) = (database, library, mounts);
        var retry = database.Get<DatabaseRetry>();
        var factory = new LibraryWatchFactory(
            new WatchFilter(database.Source, new ScannerOptions(), retry), mounts, retry, RequestAsync,
            NullLogger<LibraryWatch>.Instance);
        _watching = new LibraryWatching(
            database.Source, factory, options, TimeProvider.System, NullLogger<LibraryWatching>.Instance).RunAsync(_stop.Token);
        _scanning = ScanAsync();
    }

    /// <summary>As in a worker, but less patient.</summary>
    public static WatchOptions Hasty { get; } = new()
    {
        Quiet = TimeSpan.FromMilliseconds(300), LongestWait = TimeSpan.FromSeconds(2), Tick = TimeSpan.FromMilliseconds(50),
        Look = TimeSpan.FromMilliseconds(200), FirstPause = TimeSpan.FromMilliseconds(100),
        LongestPause = TimeSpan.FromSeconds(1), LongestPauseForFolder = TimeSpan.FromMilliseconds(500),
    };

    /// <summary>What was asked for; empty text for everything.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Scans and watches a library, and waits until the watch has begun.</summary>
    public static async Task<WatchRig> StartAsync(
        ScannedDatabase database, ScannedLibrary library, WatchOptions? options = null, MountTable? mounts = null)
    {
        var rig = StartIdle(database, library, options, mounts);
        await rig.UntilAsync(async () => rig.Requests.Contains("") && (await rig.RowAsync()).LastScanAt is not null);
        return rig;
    }

    /// <summary>Starts and waits for nothing.</summary>
    public static WatchRig StartIdle(
        ScannedDatabase database, ScannedLibrary library, WatchOptions? options = null, MountTable? mounts = null) =>
        new(database, library, options ?? Hasty, mounts ?? new MountTable());

    /// <summary>Ends the watch as the end of its process would.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _jobs.Writer.TryComplete();
        await _scanning;
    }

    /// <summary>Lets scans that are asked for wait until <see cref="ReleaseScans"/>.</summary>
    public void HoldScans() => Assert.True(_oneScan.Wait(TimeSpan.FromSeconds(20)));

    public void ReleaseScans() => _oneScan.Release();

    public async Task<MediaLibrary> RowAsync()
    {
        await using var context = _database.Open();
        return await context.Libraries.AsNoTracking().SingleAsync(row => row.Id == _library.Library.Id);
    }

    public Task UntilVisibleAsync(params string[] paths) =>
        UntilAsync(async () => paths.SequenceEqual(await _library.VisibleAsync()));

    public async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            foreach (var failed in new[] { _watching, _scanning }.Where(task => task.IsFaulted))
                await failed;
            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(20),
                $"It did not come about. Asked for: {string.Join(" | ", Requests)}. Row: {(await RowAsync()).WatchProblem}. "
                + $"Visible: {string.Join(' ', (await _library.VisibleAsync()).Take(10))}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Ends the watch, and takes the library from the sight of other tests.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _database.ScalarAsync<Guid>(
            "UPDATE libraries SET is_watched = false WHERE id = $1 RETURNING id", _library.Library.Id);
        _stop.Dispose();
        _oneScan.Dispose();
    }

    /// <summary>Asking ends at once, as that of a queue does.</summary>
    private async Task RequestAsync(Guid ownerId, Guid libraryId, string subject, CancellationToken cancellationToken)
    {
        Assert.Equal((_library.Library.OwnerId, _library.Library.Id), (ownerId, libraryId));
        _requests.Enqueue(subject);
        await _jobs.Writer.WriteAsync(subject, cancellationToken);
    }

    private async Task ScanAsync()
    {
        await foreach (var subject in _jobs.Reader.ReadAllAsync())
        {
            await _oneScan.WaitAsync();
            try
            {
                await _library.MakeScanner(_mounts).ScanAsync(
                    _library.Library, ScanExtent.Parse(subject), ScannedLibrary.Everything, null, CancellationToken.None);
            }
            catch (LibrarySuspendedException)
            {
                // Said in the library's row; the job that scans ends so, too.
            }
            finally
            {
                _oneScan.Release();
            }
        }
    }
}
