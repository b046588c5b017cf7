using Recognize.Tests.Support;
using Recognize.Worker.Scanning.Watching;

namespace Recognize.Tests.Scanning.Watching;

/// <summary>Real watchers over real files; the scans they ask for are done at once.</summary>
public sealed class LibraryWatchingTests(ScannedDatabase database) : IClassFixture<ScannedDatabase>
{
    [Fact]
    public async Task RunAsync_FindsNewChangedMovedAndDeletedFiles_WithoutAFullScan()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a/keep.jpg", "keep");
        library.Write("a/change.jpg", "before");
        library.Write("a/move.jpg", "the photo that moves");
        library.Write("b/delete.jpg", "delete");
        await using var rig = await WatchRig.StartAsync(database, library);
        var results = await library.AddResultsAsync("a/move.jpg", "Ann");
        var full = rig.Requests.Count(subject => subject.Length == 0);

        library.Write("b/new.jpg", "new");
        await rig.UntilVisibleAsync("a/change.jpg", "a/keep.jpg", "a/move.jpg", "b/delete.jpg", "b/new.jpg");
        library.Write("a/change.jpg", "after, and longer");
        await rig.UntilAsync(async () => (await library.MediaAsync("a/change.jpg")).SizeBytes == 17);
        library.Move("a/move.jpg", "b/moved.jpg");
        await rig.UntilVisibleAsync("a/change.jpg", "a/keep.jpg", "b/delete.jpg", "b/moved.jpg", "b/new.jpg");
        File.Delete(library["b/delete.jpg"]);
        await rig.UntilVisibleAsync("a/change.jpg", "a/keep.jpg", "b/moved.jpg", "b/new.jpg");

        Assert.Equal(results.Media, (await library.MediaAsync("b/moved.jpg")).Id);
        Assert.True(await library.HasResultsAsync(results));
        Assert.Equal(full, rig.Requests.Count(subject => subject.Length == 0));
        Assert.NotNull((await rig.RowAsync()).WatchedAt);
    }

    [Fact]
    public async Task RunAsync_FindsNewMovedAndDeletedFolders_AndGoesOnWatchingThem()
    {
        var library = await database.AddLibraryAsync();
        library.Write("keep.jpg", "keep");
        library.Write("old/in/1.jpg", "one");
        await using var rig = await WatchRig.StartAsync(database, library);
        var id = (await library.MediaAsync("old/in/1.jpg")).Id;

        var outside = Directory.CreateTempSubdirectory("recognize-outside-").FullName;
        Directory.CreateDirectory(Path.Join(outside, "deep"));
        File.WriteAllText(Path.Join(outside, "deep/2.jpg"), "two");
        Directory.Move(outside, library["new"]);
        await rig.UntilVisibleAsync("keep.jpg", "new/deep/2.jpg", "old/in/1.jpg");
        library.Write("new/deep/3.jpg", "three");
        await rig.UntilVisibleAsync("keep.jpg", "new/deep/2.jpg", "new/deep/3.jpg", "old/in/1.jpg");
        Directory.Move(library["old"], library["renamed"]);
        await rig.UntilVisibleAsync("keep.jpg", "new/deep/2.jpg", "new/deep/3.jpg", "renamed/in/1.jpg");
        library.Write("renamed/in/4.jpg", "four");
        await rig.UntilVisibleAsync("keep.jpg", "new/deep/2.jpg", "new/deep/3.jpg", "renamed/in/1.jpg", "renamed/in/4.jpg");
        Directory.Delete(library["new"], recursive: true);
        await rig.UntilVisibleAsync("keep.jpg", "renamed/in/1.jpg", "renamed/in/4.jpg");

        Assert.Equal(id, (await library.MediaAsync("renamed/in/1.jpg")).Id);
    }

    [Fact]
    public async Task RunAsync_TakesAFolderOut_WhenAMarkerIsPutIntoIt_AndBackWhenItIsTakenAway()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a/1.jpg", "1");
        library.Write("b/2.jpg", "2");
        await using var rig = await WatchRig.StartAsync(database, library);

        library.Write("a/.nomedia", "");
        await rig.UntilVisibleAsync("b/2.jpg");
        File.Delete(library["a/.nomedia"]);
        await rig.UntilVisibleAsync("a/1.jpg", "b/2.jpg");
    }

    [Fact]
    public async Task RunAsync_AsksFewTimes_WhenManyFilesComeAtOnce()
    {
        var library = await database.AddLibraryAsync();
        library.Write("keep.jpg", "keep");
        await using var rig = await WatchRig.StartAsync(database, library);
        var before = rig.Requests.Count;

        for (var i = 0; i < 2_000; i++)
            library.Write($"import/{i % 20}/{i}.jpg", $"{i}");
        await rig.UntilAsync(async () => (await library.VisibleAsync()).Count == 2_001);

        Assert.InRange(rig.Requests.Count - before, 1, 10);
    }

    [Fact]
    public async Task RunAsync_AsksForNothing_WhenOtherFilesComeAndGo()
    {
        var library = await database.AddLibraryAsync();
        library.Write("keep.jpg", "keep");
        Directory.CreateDirectory(library["@eaDir"]);
        await using var rig = await WatchRig.StartAsync(database, library);
        var before = rig.Requests.Count;

        for (var i = 0; i < 20; i++)
        {
            library.Write($"notes-{i}.txt", "text");
            library.Write($"@eaDir/{i}.jpg", "a server's own preview");
            library.Write($".copy-{i}.tmp", "half");
            File.Delete(library[$".copy-{i}.tmp"]);
        }
        library.Write("last.jpg", "seen after all that");
        await rig.UntilVisibleAsync("keep.jpg", "last.jpg");

        Assert.Equal(["last.jpg"], rig.Requests.Skip(before).Distinct());
    }

    [Fact]
    public async Task RunAsync_LeavesALibraryToTheProcessThatHasIt_AndTakesItOverWhenThatEnds()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "a");
        var first = await WatchRig.StartAsync(database, library);
        await using var second = WatchRig.StartIdle(database, library);
        library.Write("b.jpg", "b");
        await first.UntilVisibleAsync("a.jpg", "b.jpg");
        var before = second.Requests.Count;

        await first.StopAsync();
        await second.UntilAsync(() => Task.FromResult(second.Requests.Contains("")));
        library.Write("c.jpg", "c");
        await second.UntilVisibleAsync("a.jpg", "b.jpg", "c.jpg");

        Assert.Equal(0, before);
        await first.DisposeAsync();
    }

    [Fact]
    public async Task RunAsync_StopsWatching_WhenTheOwnerWantsItNoLonger()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "a");
        await using var rig = await WatchRig.StartAsync(database, library);
        await rig.UntilAsync(async () => (await rig.RowAsync()).WatchedAt is not null);

        await database.ScalarAsync<Guid>(
            "UPDATE libraries SET is_watched = false WHERE id = $1 RETURNING id", library.Library.Id);
        await rig.UntilAsync(async () => (await rig.RowAsync()).WatchedAt is null);
    }

    [Fact]
    public async Task RunAsync_BeginsAnew_WhenTheDatabaseDropsItsConnection()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "a");
        await using var rig = await WatchRig.StartAsync(database, library);
        var full = rig.Requests.Count(subject => subject.Length == 0);

        await database.ScalarAsync<bool>(
            $"""
            SELECT pg_terminate_backend(pid) FROM pg_locks
            WHERE locktype = 'advisory' AND classid = {WatchConnection.LockClass} AND granted
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 1
            """);
        await rig.UntilAsync(() => Task.FromResult(rig.Requests.Count(subject => subject.Length == 0) > full));
        library.Write("b.jpg", "b");
        await rig.UntilVisibleAsync("a.jpg", "b.jpg");
    }
}
