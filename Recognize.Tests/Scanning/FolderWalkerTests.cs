using Recognize.Tests.Support;
using Recognize.Worker.Scanning;

namespace Recognize.Tests.Scanning;

public sealed class FolderWalkerTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("recognize-walk-").FullName;

    public void Dispose() => Shell.Run($"chmod -R u+rwX '{_root}' && rm -rf '{_root}'");

    [Fact]
    public void Walk_GoesInStrictOrderOfWholePaths()
    {
        Touch("a.jpg", "a-b/1.jpg", "a/b/1.jpg", "a/b.jpg", "a b/1.jpg", "a.d/1.jpg", "a0/1.jpg", "A/1.jpg", "é/1.jpg",
            "\uff21/1.jpg", "\U0001F600/1.jpg", "\U0001F600.jpg", "\uff21.jpg", "a\n/1.jpg", "~.jpg");

        var paths = Walk().Select(entry => entry.RelativePath).ToList();

        Assert.Equal(15, paths.Count);
        for (var i = 1; i < paths.Count; i++)
            Assert.True(Utf8PathOrder.Instance.Compare(paths[i - 1], paths[i]) < 0, $"{paths[i - 1]} before {paths[i]}");
    }

    [Theory]
    [InlineData(".nomedia", "")]
    [InlineData(".norecognize", "")]
    [InlineData(".noimage", "in/s.mp3 in/v.mp4 in/x/s.mp3 in/x/v.mp4")]
    [InlineData(".nomusic", "in/p.jpg in/v.mp4 in/x/p.jpg in/x/v.mp4")]
    [InlineData(".novideo", "in/p.jpg in/s.mp3 in/x/p.jpg in/x/s.mp3")]
    public void Walk_LeavesOutWhatAMarkerSays_InItsFolderAndBelow(string marker, string expected)
    {
        foreach (var folder in new[] { "in", "in/x", "out" })
            Touch($"{folder}/p.jpg", $"{folder}/s.mp3", $"{folder}/v.mp4");
        Touch($"in/{marker}");

        var files = Files(Walk());

        Assert.Equal($"{expected} out/p.jpg out/s.mp3 out/v.mp4".Trim(), string.Join(' ', files));
    }

    [Fact]
    public void Walk_AddsUpMarkers_OnTheWayDown()
    {
        Touch("a/.noimage", "a/b/.nomusic", "a/p.jpg", "a/s.mp3", "a/b/p.jpg", "a/b/s.mp3", "a/b/v.mp4", "a/b/c/.novideo",
            "a/b/c/v.mp4");

        var entries = Walk();

        Assert.Equal(["a/b/v.mp4", "a/s.mp3"], Files(entries));
        Assert.Contains(new WalkedSkip("a/b/c/", "folder is left out by its marker file"), entries);
    }

    [Fact]
    public void Walk_LeavesOutPatterns_AndCountsThem()
    {
        Touch("a.jpg", "b.tmp.jpg", "x/b.tmp.jpg", "x/Trash/c.jpg", "x/y/Trash/z/c.jpg", "x/trash/c.jpg");

        var entries = Walk(new ScannerOptions { ExcludeGlobs = ["**/Trash/**", "*.tmp.jpg"] });

        Assert.Equal(["a.jpg", "x/b.tmp.jpg", "x/trash/c.jpg"], Files(entries));
        Assert.Equal(3, entries.OfType<WalkedSkip>().Count(skip => skip.Reason == "left out by a pattern in the settings"));
    }

    [Fact]
    public void Walk_LeavesOutFoldersOfServersAndDesktops()
    {
        Touch("a.jpg", "@eaDir/a.jpg", "x/.thumbnails/a.jpg", "x/#recycle/a.jpg", ".git/a.jpg", "eaDir/a.jpg");

        var entries = Walk();

        Assert.Equal(["a.jpg", "eaDir/a.jpg"], Files(entries));
        Assert.Contains(new WalkedSkip("@eaDir/", "folder @eaDir is left out"), entries);
    }

    [Fact]
    public void Walk_CountsOtherFilesByTheirEnding()
    {
        Touch("a.TXT", "b", "c.averyveryverylongone", "d.jpg");

        var skips = Walk().OfType<WalkedSkip>().Select(skip => skip.Reason);

        Assert.Equal(
            [
                "not a photo, video or music file (.txt)", "not a photo, video or music file",
                "not a photo, video or music file",
            ],
            skips);
    }

    [Fact]
    public void Walk_NeverFollowsSymbolicLinks_ButCountsThem()
    {
        var outside = Directory.CreateTempSubdirectory("recognize-outside-").FullName;
        File.WriteAllText(Path.Join(outside, "secret.jpg"), "x");
        Touch("a/p.jpg");
        File.CreateSymbolicLink(Path.Join(_root, "file.jpg"), Path.Join(outside, "secret.jpg"));
        Directory.CreateSymbolicLink(Path.Join(_root, "folder"), outside);
        Directory.CreateSymbolicLink(Path.Join(_root, "a/loop"), _root);
        File.CreateSymbolicLink(Path.Join(_root, "self.jpg"), Path.Join(_root, "self.jpg"));
        File.CreateSymbolicLink(Path.Join(_root, "broken.jpg"), Path.Join(_root, "nothing.jpg"));

        var entries = Walk();
        Directory.Delete(outside, recursive: true);

        Assert.Equal(["a/p.jpg"], Files(entries));
        Assert.Equal(
            ["a/loop", "broken.jpg", "file.jpg", "folder", "self.jpg"],
            entries.OfType<WalkedSkip>().Where(skip => skip.Reason == "symbolic link (never followed)")
                .Select(skip => skip.RelativePath));
    }

    [Fact]
    public void Walk_GivesSizeAndExactTime()
    {
        Touch("a.jpg");
        var path = Path.Join(_root, "a.jpg");
        File.WriteAllText(path, "12345");
        var modified = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc).AddTicks(1234567);
        File.SetLastWriteTimeUtc(path, modified);

        var file = Assert.IsType<WalkedFile>(Assert.Single(Walk()));

        Assert.Equal((5L, modified.Ticks), (file.SizeBytes, file.ModifiedTicks));
        Assert.Null(file.Problem);
    }

    [Fact]
    public void Walk_StopsBetweenTwoEntries_WhenCancelled()
    {
        Touch("a.jpg", "b.jpg");
        using var cancel = new CancellationTokenSource();
        using var walk = new FolderWalker(new ScannerOptions()).Walk(_root, cancel.Token).GetEnumerator();
        Assert.True(walk.MoveNext());

        cancel.Cancel();

        Assert.Throws<OperationCanceledException>(() => walk.MoveNext());
    }

    private List<WalkedEntry> Walk(ScannerOptions? options = null) =>
        [.. new FolderWalker(options ?? new ScannerOptions()).Walk(_root, TestContext.Current.CancellationToken)];

    private static List<string> Files(IEnumerable<WalkedEntry> entries) =>
        [.. entries.OfType<WalkedFile>().Select(file => file.RelativePath)];

    private void Touch(params string[] paths)
    {
        foreach (var path in paths)
        {
            var full = Path.Join(_root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, "");
        }
    }
}
