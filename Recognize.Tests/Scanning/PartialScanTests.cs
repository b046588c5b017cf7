using Microsoft.EntityFrameworkCore;
using Recognize.Models.Library;
using Recognize.Tests.Support;
using Recognize.Worker.Scanning;

namespace Recognize.Tests.Scanning;

public sealed class PartialScanTests(ScannedDatabase database) : IClassFixture<ScannedDatabase>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a/b", "a/b/1.jpg a/b/c/2.jpg")]
    [InlineData("a/b/", "a/b/1.jpg a/b/c/2.jpg")]
    [InlineData("a/b/c/2.jpg", "a/b/c/2.jpg")]
    [InlineData("a/b.jpg", "a/b.jpg")]
    [InlineData("nothing", "")]
    public async Task ScanAsync_AddsOnlyWhatIsAtThePath(string path, string expected)
    {
        var library = await database.AddLibraryAsync();
        foreach (var file in new[] { "a/b/1.jpg", "a/b/c/2.jpg", "a/b-c/3.jpg", "a/b.jpg", "a/b0.jpg", "z.jpg" })
            library.Write(file, file);

        await library.ScanAsync(path);

        Assert.Equal(expected, string.Join(' ', await library.VisibleAsync()));
    }

    [Fact]
    public async Task ScanAsync_ChangesAndRemovesOnlyWhatIsAtThePath()
    {
        var library = await database.AddLibraryAsync();
        foreach (var file in new[] { "a/1.jpg", "a/2.jpg", "a/3.jpg", "a-/1.jpg", "a0/1.jpg", "b/1.jpg" })
            library.Write(file, "x");
        await library.ScanAsync();
        library.Write("a/2.jpg", "changed");
        library.Write("b/1.jpg", "changed, too");
        foreach (var file in new[] { "a/1.jpg", "a-/1.jpg", "a0/1.jpg" })
            File.Delete(library[file]);

        var summary = await library.ScanAsync("a");

        Assert.Equal((1, 1, 1, 0), (summary.Removed, summary.Changed, summary.Unchanged, summary.Added));
        Assert.Equal(["a-/1.jpg", "a/2.jpg", "a/3.jpg", "a0/1.jpg", "b/1.jpg"], await library.VisibleAsync());
        Assert.Equal(1, (await library.MediaAsync("b/1.jpg")).SizeBytes);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a/b")]
    [InlineData("a/b/1.jpg")]
    public async Task ScanAsync_RemovesJustWhatWasThere_WhenThePathIsGone(string path)
    {
        var library = await database.AddLibraryAsync();
        library.Write("a/b/1.jpg", "x");
        library.Write("a.jpg", "y");
        await library.ScanAsync();
        Directory.Delete(library["a"], recursive: true);

        var summary = await library.ScanAsync(path);

        Assert.Equal(1, summary.Removed);
        Assert.Equal(["a.jpg"], await library.VisibleAsync());
    }

    [Fact]
    public async Task ScanAsync_EndsLikeAFullScan_WhenAFileBecameAFolderAndAFolderAFile()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "x");
        library.Write("b.jpg/in.jpg", "y");
        await library.ScanAsync();
        File.Delete(library["a.jpg"]);
        Directory.Delete(library["b.jpg"], recursive: true);
        library.Write("a.jpg/in.jpg", "new");
        library.Write("b.jpg", "other");

        await library.ScanAsync("a.jpg", "b.jpg/in.jpg", "b.jpg");

        Assert.Equal(["a.jpg/in.jpg", "b.jpg"], await library.VisibleAsync());
    }

    [Theory]
    [InlineData(".nomedia", "")]
    [InlineData(".noimage", "a/b/s.mp3")]
    public async Task ScanAsync_HoldsToTheMarkersOfFoldersAbove(string marker, string expected)
    {
        var library = await database.AddLibraryAsync();
        library.Write("a/b/p.jpg", "p");
        library.Write("a/b/s.mp3", "s");
        library.Write($"a/{marker}", "");

        await library.ScanAsync("a/b");
        await library.ScanAsync("a/b/p.jpg", "a/b/s.mp3");

        Assert.Equal(expected, string.Join(' ', await library.VisibleAsync()));
    }

    [Fact]
    public async Task ScanAsync_TakesAWholeFolderOut_WhenAMarkerIsPutIntoIt()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a/b/p.jpg", "p");
        library.Write("z.jpg", "z");
        await library.ScanAsync();
        library.Write("a/.nomedia", "");

        await library.ScanAsync("a/.nomedia");

        Assert.Equal(["z.jpg"], await library.VisibleAsync());
    }

    [Fact]
    public async Task ScanAsync_LeavesOutWhatTheSettingsLeaveOut()
    {
        var library = await database.AddLibraryAsync(new ScannerOptions { ExcludeGlobs = ["**/Trash/**"] });
        library.Write("@eaDir/x/a.jpg", "a");
        library.Write("Trash/b.jpg", "b");

        await library.ScanAsync("@eaDir/x/a.jpg", "@eaDir/x", "Trash/b.jpg");

        Assert.Empty(await library.VisibleAsync());
    }

    [Fact]
    public async Task ScanAsync_RefusesAPathThroughALink_AndNeverLeavesTheRoot()
    {
        var library = await database.AddLibraryAsync();
        var outside = Directory.CreateTempSubdirectory("recognize-outside-").FullName;
        File.WriteAllText(Path.Join(outside, "secret.jpg"), "x");
        library.Write("in/a.jpg", "a");
        Directory.CreateSymbolicLink(library["out"], outside);
        File.CreateSymbolicLink(library["secret.jpg"], Path.Join(outside, "secret.jpg"));

        var failure = await Assert.ThrowsAsync<ScanPathException>(() => library.ScanAsync("out/secret.jpg"));
        var summary = await library.ScanAsync("secret.jpg", "out");
        Directory.Delete(outside, recursive: true);

        Assert.Equal("'out' is a symbolic link, and links are never followed.", failure.Message);
        Assert.Equal(2, summary.Skipped);
        Assert.Empty(await library.VisibleAsync());
    }

    [Fact]
    public async Task ScanAsync_TakesAFolderOut_ThatBecameALink()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a/p.jpg", "p");
        library.Write("b/q.jpg", "q");
        await library.ScanAsync();
        Directory.Delete(library["a"], recursive: true);
        Directory.CreateSymbolicLink(library["a"], library["b"]);

        await library.ScanAsync("a");

        Assert.Equal(["b/q.jpg"], await library.VisibleAsync());
    }

    [Theory]
    [InlineData("old,new")]
    [InlineData("new,old")]
    [InlineData("new")]
    [InlineData("old/a.jpg,new/sub/a.jpg")]
    public async Task ScanAsync_LetsFacesNamesAndTagsFollowAMovedFile_InOneRequest(string paths)
    {
        var library = await database.AddLibraryAsync();
        library.Write("old/a.jpg", "the photo");
        library.Write("old/b.jpg", "another, which stays");
        await library.ScanAsync();
        var results = await library.AddResultsAsync("old/a.jpg", "Ann");
        library.Move("old/a.jpg", "new/sub/a.jpg");

        var summary = await library.ScanAsync(paths.Split(','));

        Assert.Equal((1, 0, 0), (summary.Moved, summary.Added, summary.Removed));
        Assert.Equal(results.Media, (await library.MediaAsync("new/sub/a.jpg")).Id);
        Assert.True(await library.HasResultsAsync(results));
    }

    [Theory]
    [InlineData("old", "new")]
    [InlineData("new", "old")]
    public async Task ScanAsync_LetsResultsFollowAMovedFile_InTwoRequestsOfEitherOrder(string first, string second)
    {
        var library = await database.AddLibraryAsync();
        library.Write("old/a.jpg", "the photo");
        library.Write("old/b.jpg", "another, which stays");
        await library.ScanAsync();
        var results = await library.AddResultsAsync("old/a.jpg", "Ann");
        library.Move("old/a.jpg", "new/a.jpg");

        await library.ScanAsync(first);
        await library.ScanAsync(second);

        Assert.Equal(["new/a.jpg", "old/b.jpg"], await library.VisibleAsync());
        Assert.Equal(results.Media, (await library.MediaAsync("new/a.jpg")).Id);
        Assert.True(await library.HasResultsAsync(results));
    }

    [Fact]
    public async Task ScanAsync_LeavesAFileForLater_WhileItIsBeingWritten()
    {
        var library = await database.AddLibraryAsync();
        library.Write("known.jpg", "known");
        await library.ScanAsync();
        library.Write("rest.jpg", "at rest", DateTime.UtcNow);
        using var stop = new CancellationTokenSource();
        // A thread of its own: those of the busy pool may pause for longer than a scan looks.
        var writing = Task.Factory.StartNew(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    File.AppendAllText(library["growing.jpg"], "more");
                    File.AppendAllText(library["known.jpg"], "more");
                    stop.Token.WaitHandle.WaitOne(20);
                }
            },
            Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(library["growing.jpg"]), TimeSpan.FromSeconds(10)));

        var during = await library.ScanAsync("growing.jpg", "rest.jpg", "known.jpg");
        var visible = await library.VisibleAsync();
        await stop.CancelAsync();
        await writing;
        await library.ScanAsync("growing.jpg", "known.jpg");

        Assert.Equal(2, during.Skips["still being written"]);
        Assert.Equal(["known.jpg", "rest.jpg"], visible);
        Assert.Equal(new FileInfo(library["growing.jpg"]).Length, (await library.MediaAsync("growing.jpg")).SizeBytes);
        Assert.Equal(new FileInfo(library["known.jpg"]).Length, (await library.MediaAsync("known.jpg")).SizeBytes);
    }

    [Fact]
    public async Task ScanAsync_SuspendsTheLibrary_WhenItsRootIsGone_AndRemovesNothing()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a/b.jpg", "b");
        await library.ScanAsync();
        Directory.Move(library.Root, library.Root + "-away");

        await Assert.ThrowsAsync<LibrarySuspendedException>(() => library.ScanAsync("a"));
        Directory.CreateDirectory(library.Root);
        await Assert.ThrowsAsync<LibrarySuspendedException>(() => library.ScanAsync("a/b.jpg"));
        Directory.Delete(library.Root);
        Directory.Move(library.Root + "-away", library.Root);

        Assert.Equal(["a/b.jpg"], await library.VisibleAsync());
        await using var context = database.Open();
        Assert.Contains(
            "suddenly empty",
            (await context.Libraries.SingleAsync(row => row.Id == library.Library.Id, Token)).SuspendedReason,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ScanAsync_ReplacesOnlyTheProblemsOfItsPaths()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a/shut/1.jpg", "1");
        library.Write("b/shut/2.jpg", "2");
        await library.ScanAsync();
        Shell.Run("chmod o+rx . a b; chmod 000 a/shut b/shut", library.Root);
        await Unprivileged.RunAsync(() => library.ScanAsync());
        Shell.Run("chmod 755 a/shut b/shut", library.Root);

        await library.ScanAsync("a");
        await library.ScanAsync("b/other.jpg");

        await using var context = database.Open();
        var problem = Assert.Single(
            await context.Set<ScanProblem>().Where(row => row.LibraryId == library.Library.Id).ToListAsync(Token));
        Assert.Equal("b/shut/", problem.RelativePath);
        Assert.Equal(["a/shut/1.jpg", "b/shut/2.jpg"], await library.VisibleAsync());
    }

    [Fact]
    public async Task ScanAsync_HasNewFilesAnalysedBeforeOldOnes_AndChangedOnesAtOnce()
    {
        var library = await database.AddLibraryAsync();
        var now = DateTime.UtcNow;
        library.Write("old.jpg", "old", now.AddDays(-31));
        library.Write("new.jpg", "new", now.AddDays(-29));
        library.Write("changed.jpg", "before", now.AddDays(-400));
        library.Write("future.jpg", "future", now.AddYears(4));
        await library.ScanAsync();
        library.Write("changed.jpg", "after", now.AddDays(-300));

        await library.ScanAsync("changed.jpg");

        Assert.Equal(5, await PriorityAsync(library, "old.jpg"));
        Assert.Equal(0, await PriorityAsync(library, "new.jpg"));
        Assert.Equal(0, await PriorityAsync(library, "future.jpg"));
        Assert.Equal(0, await PriorityAsync(library, "changed.jpg"));
    }

    private static async Task<int> PriorityAsync(ScannedLibrary library, string path) => Assert.Single(
        (await library.TasksAsync((await library.MediaAsync(path)).Id)).Select(task => (int)task.Priority).Distinct());
}
