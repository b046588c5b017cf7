using System.Text;
using Recognize.Tests.Support;
using Recognize.Worker.Scanning;

namespace Recognize.Tests.Scanning;

/// <summary>What a hostile or broken disk may hold: nothing of it may block, crash or be taken for deleted.</summary>
public sealed class OddEntriesTests(ScannedDatabase database) : IClassFixture<ScannedDatabase>
{
    [Fact]
    public async Task ScanAsync_KeepsNamesWithNewlinesAndEmoji()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a\nb/😀 '\"\\.jpg", "x");

        await library.ScanAsync();

        Assert.Equal(["a\nb/😀 '\"\\.jpg"], await library.VisibleAsync());
    }

    [Fact]
    public async Task ScanAsync_RecordsNamesThatAreNoText_EvenWhenTwoReadTheSame()
    {
        var library = await database.AddLibraryAsync();
        library.Write("ok.jpg", "x");
        Shell.Run(@"touch $'\xff.jpg' $'\xfe.jpg'; mkdir $'\xff'; touch $'\xff/in.jpg'", library.Root);

        var summary = await library.ScanAsync();
        var again = await library.ScanAsync();

        Assert.Equal(["ok.jpg", "\uFFFD.jpg"], await library.VisibleAsync());
        var tasks = await library.TasksAsync((await library.MediaAsync("\uFFFD.jpg")).Id);
        Assert.All(tasks, task => Assert.Equal("The file's name is not valid UTF-8: rename it, please.", task.Reason));
        Assert.Equal((2, 1), (summary.Added, summary.UnreadableFolders));
        Assert.Equal(1, summary.Skips["its name is not valid UTF-8 and reads like another's: rename it, please"]);
        Assert.Equal((2, 0, 0), (again.Unchanged, again.Added, again.Changed));
    }

    [Fact]
    public async Task ScanAsync_NeverOpensPipesAndSockets()
    {
        var library = await database.AddLibraryAsync();
        Shell.Run("mkfifo pipe.jpg; mkfifo other.mp3", library.Root);
        using var socket = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, 0);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(library["socket.jpg"]));

        var summary = await library.ScanAsync().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal(3, summary.Added);
        Assert.All(await library.AllAsync(), item => Assert.Equal(0, item.SizeBytes));
    }

    [Fact]
    public async Task ScanAsync_ReachesTheEndOf300Folders()
    {
        var library = await database.AddLibraryAsync();
        var deep = string.Concat(Enumerable.Repeat("d/", 300)) + "deep.jpg";
        library.Write(deep, "x");

        await library.ScanAsync();

        Assert.Equal([deep], await library.VisibleAsync());
    }

    [Fact]
    public async Task ScanAsync_RecordsFoldersBeyondTheLongestPath_AndKeepsTheRest()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "x");
        library.Write("z.jpg", "x");
        // 60 names of 100 random letters are past both the index's limit and the system's of 4,096 bytes.
        Shell.Run(
            """
            for i in $(seq 60); do
              n=$(head -c 75 /dev/urandom | base64 -w0 | tr '/+' 'xy'); mkdir "$n"; cd "$n"; touch here.jpg
            done
            """,
            library.Root);

        var summary = await library.ScanAsync();

        var visible = await library.VisibleAsync();
        Assert.Contains("a.jpg", visible);
        Assert.Contains("z.jpg", visible);
        Assert.True(visible.Count > 20);
        Assert.All(visible, path => Assert.True(Encoding.UTF8.GetByteCount(path) <= 2_600));
        Assert.Equal(1, summary.UnreadableFolders);
        Assert.Equal(1, await database.ScalarAsync<long>(
            "SELECT count(*) FROM scan_problems WHERE library_id = $1 AND reason LIKE '%too long%'", library.Library.Id));
    }

    [Fact]
    public void Walk_ReportsAFolderThatVanishesBeforeItIsEntered()
    {
        var root = Directory.CreateTempSubdirectory("recognize-walk-").FullName;
        Directory.CreateDirectory(Path.Join(root, "b"));
        File.WriteAllText(Path.Join(root, "a.jpg"), "");
        File.WriteAllText(Path.Join(root, "b/b.jpg"), "");
        using var walk = new FolderWalker(new ScannerOptions()).Walk(root, TestContext.Current.CancellationToken).GetEnumerator();
        Assert.True(walk.MoveNext());

        Directory.Delete(root, recursive: true);

        Assert.True(walk.MoveNext());
        Assert.Equal(new WalkedUnreadableFolder("b/", "The folder was gone when it was to be read."), walk.Current);
        Assert.False(walk.MoveNext());
    }

    [Theory]
    [InlineData("000")]
    [InlineData("444")]
    [InlineData("111")]
    public async Task ScanAsync_KeepsWhatIsBelowAFolderItMayNotRead(string mode)
    {
        var library = await database.AddLibraryAsync();
        foreach (var path in new[] { "a.jpg", "shut/b.jpg", "shut/in/c.jpg", "z.jpg" })
            library.Write(path, path);
        await library.ScanAsync();
        var results = await library.AddResultsAsync("shut/b.jpg");
        File.Delete(library["z.jpg"]);
        File.Copy(library["shut/b.jpg"], library["copy.jpg"]);
        Shell.Run($"chmod o+rx .; chmod {mode} shut", library.Root);

        var summary = await Unprivileged.RunAsync(() => library.ScanAsync());

        Assert.Equal(["a.jpg", "copy.jpg", "shut/b.jpg", "shut/in/c.jpg"], await library.VisibleAsync());
        Assert.Equal(results.Media, (await library.MediaAsync("shut/b.jpg")).Id);
        Assert.Equal((1, 1, 4), (summary.UnreadableFolders, summary.Removed, summary.Found));
        Assert.StartsWith("The folder", await database.ScalarAsync<string>(
            "SELECT reason FROM scan_problems WHERE library_id = $1 AND relative_path = 'shut/'", library.Library.Id),
            StringComparison.Ordinal);
    }
}
