using System.Collections.Concurrent;
using Recognize.Tests.Support;
using Recognize.Worker.Scanning;
using Recognize.Worker.Scanning.Watching;

namespace Recognize.Tests.Scanning.Watching;

/// <summary>What watching misses is said in the library's row, made good by a full scan, and left behind.</summary>
public sealed class LostWatchTests(ScannedDatabase database) : IClassFixture<ScannedDatabase>
{
    private const int NoSpace = 28;

    [Fact]
    public async Task RunAsync_SaysThatItMissedChanges_HasThemFound_AndGoesOn()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "a");
        var watchers = new ConcurrentQueue<FailingWatcher>();
        await using var rig = await WatchRig.StartAsync(database, library, Making(watchers));
        var full = Full(rig);
        rig.HoldScans();

        Assert.Single(watchers).Fail(new InternalBufferOverflowException());
        await rig.UntilAsync(async () => (await rig.RowAsync()).WatchProblem == WatchProblems.Overflow && Full(rig) > full);
        library.Write("b.jpg", "b");
        rig.ReleaseScans();
        await rig.UntilVisibleAsync("a.jpg", "b.jpg");
        await rig.UntilAsync(async () => await rig.RowAsync() is { WatchProblem: null, WatchedAt: not null });
        library.Write("c.jpg", "c");
        await rig.UntilVisibleAsync("a.jpg", "b.jpg", "c.jpg");

        Assert.Equal(2, watchers.Count);
    }

    [Fact]
    public async Task RunAsync_SaysHowToAllowMoreWatches_AndGoesOnWithThoseItHas()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "a");
        var watchers = new ConcurrentQueue<FailingWatcher>();
        var options = Making(watchers) with { LongestPause = TimeSpan.FromMinutes(10) };
        await using var rig = await WatchRig.StartAsync(database, library, options);

        Assert.Single(watchers).Fail(new IOException("no space", NoSpace));
        await rig.UntilAsync(async () =>
            (await rig.RowAsync()).WatchProblem?.Contains("fs.inotify.max_user_watches=", StringComparison.Ordinal) == true);
        library.Write("b.jpg", "b");
        await rig.UntilVisibleAsync("a.jpg", "b.jpg");

        Assert.Single(watchers);
        Assert.NotNull((await rig.RowAsync()).WatchedAt);
    }

    [Fact]
    public async Task RunAsync_TriesAgain_AndAsksForOneScanMeanwhile_WhenNoWatcherCanBeMade()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "a");
        var attempts = 0;
        var options = WatchRig.Hasty with
        {
            MakeWatcher = path => Interlocked.Increment(ref attempts) < 4
                ? throw new IOException("too many", 24)
                : new FileSystemWatcher(path),
        };
        await using var rig = WatchRig.StartIdle(database, library, options);

        await rig.UntilAsync(async () => await rig.RowAsync() is { WatchedAt: null } row
            && row.WatchProblem?.Contains("fs.inotify.max_user_instances=", StringComparison.Ordinal) == true);
        await rig.UntilAsync(async () => await rig.RowAsync() is { WatchProblem: null, WatchedAt: not null });
        await rig.UntilAsync(() => Task.FromResult(rig.Requests.Count >= 2));

        Assert.Equal(4, attempts);
        Assert.Equal(["", ""], rig.Requests);
    }

    [Fact]
    public async Task RunAsync_TakesNothingForDeleted_WhenTheRootVanishes_AndGoesOnWhenItIsBack()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "a");
        await using var rig = await WatchRig.StartAsync(database, library);

        Directory.Move(library.Root, library.Root + "-away");
        await rig.UntilAsync(async () => await rig.RowAsync() is
        {
            WatchProblem: WatchProblems.FolderMissing, WatchedAt: null, SuspendedReason: not null,
        });
        var visible = await library.VisibleAsync();
        File.WriteAllText(Path.Join(library.Root + "-away", "b.jpg"), "came meanwhile");
        Directory.Move(library.Root + "-away", library.Root);
        await rig.UntilVisibleAsync("a.jpg", "b.jpg");
        await rig.UntilAsync(async () => await rig.RowAsync() is
        {
            WatchProblem: null, WatchedAt: not null, SuspendedReason: null,
        });
        library.Write("c.jpg", "c");
        await rig.UntilVisibleAsync("a.jpg", "b.jpg", "c.jpg");

        Assert.Equal(["a.jpg"], visible);
    }

    [Fact]
    public async Task RunAsync_WatchesTheFolderThatIsThereNow_WhenAnotherTookItsPlace()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "a");
        await using var rig = await WatchRig.StartAsync(database, library);
        var other = Directory.CreateTempSubdirectory("recognize-other-").FullName;
        File.WriteAllText(Path.Join(other, "b.jpg"), "of another disk");

        Shell.Run($"mv -T '{library.Root}' '{library.Root}-old' && mv -T '{other}' '{library.Root}'");
        await rig.UntilVisibleAsync("b.jpg");
        library.Write("c.jpg", "c");
        await rig.UntilVisibleAsync("b.jpg", "c.jpg");

        Directory.Delete(library.Root + "-old", recursive: true);
    }

    [Fact]
    public async Task RunAsync_KeepsTheFilesOfADiskThatGoes_AndWatchesItWhenItComes()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "a");
        library.Write("disk/b.jpg", "b");
        var file = Path.GetTempFileName();
        File.WriteAllText(file, $"37 36 0:30 / {library.Root}/disk rw - ext4 /dev/sdb rw\n");
        await using var rig = await WatchRig.StartAsync(database, library, mounts: new MountTable(file));
        var full = Full(rig);

        // What the kernel does at once: the disk's folder is moved out of sight, and an empty one is seen in its place.
        File.WriteAllText(file, "");
        Directory.Move(library["disk"], library.Root + "-disk");
        Directory.CreateDirectory(library["disk"]);
        await rig.UntilAsync(() => Task.FromResult(Full(rig) > full));
        library.Write("c.jpg", "c");
        await rig.UntilVisibleAsync("a.jpg", "c.jpg", "disk/b.jpg");
        full = Full(rig);
        Directory.Delete(library["disk"]);
        Directory.Move(library.Root + "-disk", library["disk"]);
        File.WriteAllText(file, $"37 36 0:30 / {library.Root}/disk rw - ext4 /dev/sdb rw\n");
        await rig.UntilAsync(() => Task.FromResult(Full(rig) > full));
        library.Write("disk/d.jpg", "d");
        await rig.UntilVisibleAsync("a.jpg", "c.jpg", "disk/b.jpg", "disk/d.jpg");

        File.Delete(file);
    }

    [Fact]
    public async Task RunAsync_SaysWhatANetworkFileSystemDoesNotTell()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "a");
        var file = Path.GetTempFileName();
        File.WriteAllText(file, $"37 36 0:30 / {library.Root} rw - nfs4 server:/photos rw\n");
        await using var rig = await WatchRig.StartAsync(database, library, mounts: new MountTable(file));

        await rig.UntilAsync(async () => (await rig.RowAsync()).WatchProblem == WatchProblems.Remote("nfs4"));
        library.Write("b.jpg", "b");
        await rig.UntilVisibleAsync("a.jpg", "b.jpg");

        File.Delete(file);
        Assert.NotNull((await rig.RowAsync()).WatchedAt);
    }

    private static int Full(WatchRig rig) => rig.Requests.Count(subject => subject.Length == 0);

    private static WatchOptions Making(ConcurrentQueue<FailingWatcher> watchers) => WatchRig.Hasty with
    {
        MakeWatcher = path =>
        {
            var watcher = new FailingWatcher(path);
            watchers.Enqueue(watcher);
            return watcher;
        },
    };

    /// <summary>A real watcher that can be made to fail as the system makes it fail.</summary>
    private sealed class FailingWatcher(string path) : FileSystemWatcher(path)
    {
        public void Fail(Exception failure) => OnError(new ErrorEventArgs(failure));
    }
}
