using Recognize.Models.Library;
using Recognize.Tests.Support;

namespace Recognize.Tests.Scanning;

public sealed class MovedFilesTests(ScannedDatabase database) : IClassFixture<ScannedDatabase>
{
    [Theory]
    [InlineData("m/a.jpg", "b/a.jpg")]
    [InlineData("m/a.jpg", "z/a.jpg")]
    [InlineData("m/a.jpg", "m/b.jpeg")]
    [InlineData("m/a.jpg", "m/a.jpg/b.jpg")]
    public async Task ScanAsync_KeepsIdFacesPersonAndTags_WhenAFileMoved(string from, string to)
    {
        var library = await database.AddLibraryAsync();
        library.Write(from, "the photo");
        library.Write("n/same-size.jpg", "not it :)");
        await library.ScanAsync();
        var results = await library.AddResultsAsync(from);
        File.Move(library[from], library["aside"]);
        library.Move("aside", to);

        var summary = await library.ScanAsync();

        Assert.Equal(results.Media, (await library.MediaAsync(to)).Id);
        Assert.True(await library.HasResultsAsync(results));
        Assert.All(await library.TasksAsync(results.Media), task => Assert.Equal(AnalysisState.Done, task.State));
        Assert.Equal((1, 0, 0), (summary.Moved, summary.Added, summary.Removed));
        Assert.Equal(2, (await library.AllAsync()).Count);
    }

    [Fact]
    public async Task ScanAsync_KeepsResults_WhenALinkWasLeftAtTheOldPlace()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "the photo");
        await library.ScanAsync();
        var results = await library.AddResultsAsync("a.jpg");
        library.Move("a.jpg", "album/a.jpg");
        File.CreateSymbolicLink(library["a.jpg"], library["album/a.jpg"]);

        await library.ScanAsync();

        Assert.Equal(results.Media, (await library.MediaAsync("album/a.jpg")).Id);
        Assert.True(await library.HasResultsAsync(results));
    }

    [Fact]
    public async Task ScanAsync_TakesAMovedFileForTheSame_BeforeItWasAnalysed()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "x");
        await library.ScanAsync();
        var id = (await library.MediaAsync("a.jpg")).Id;
        library.Move("a.jpg", "z.jpg");

        await library.ScanAsync();

        Assert.Equal(id, Assert.Single(await library.AllAsync()).Id);
    }

    [Fact]
    public async Task ScanAsync_TakesACopyForANewFile()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "x");
        await library.ScanAsync();
        var results = await library.AddResultsAsync("a.jpg");
        File.Copy(library["a.jpg"], library["b.jpg"]);

        var summary = await library.ScanAsync();

        Assert.Equal((1, 0), (summary.Added, summary.Moved));
        Assert.Equal(["a.jpg", "b.jpg"], await library.VisibleAsync());
        Assert.Equal(results.Media, (await library.MediaAsync("a.jpg")).Id);
    }

    [Fact]
    public async Task ScanAsync_TakesAFileOfAnotherKindForANewOne()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "x");
        await library.ScanAsync();
        await library.AddResultsAsync("a.jpg");
        library.Move("a.jpg", "a.mp3");

        await library.ScanAsync();

        Assert.Equal(["a.mp3 Audio 1 True Basics=Due,Music=Due"], (await library.DescribeAsync()).Skip(1));
    }

    [Fact]
    public async Task ScanAsync_KeepsEachFileItsResults_WhenAFolderOfFilesOfOneSizeMoved()
    {
        var library = await database.AddLibraryAsync();
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal);
        for (var i = 100; i < 130; i++)
            library.Write($"old/{i}.jpg", $"content {i}");
        library.Write("old/twin-1.jpg", "content 100");
        library.Write("old/twin-2.jpg", "content 100");
        await library.ScanAsync();
        foreach (var item in await library.AllAsync())
            ids[Path.GetFileName(item.RelativePath)] = (await library.AddResultsAsync(item.RelativePath)).Media;
        Directory.Move(library["old"], library["new"]);

        var summary = await library.ScanAsync();

        Assert.Equal(32, summary.Moved);
        Assert.Equal(ids, (await library.AllAsync()).ToDictionary(item => Path.GetFileName(item.RelativePath), item => item.Id));
    }

    [Fact]
    public async Task ScanAsync_ReadsEachNewFileOnce_HoweverManyOfItsSizeAreGone()
    {
        var library = await database.AddLibraryAsync();
        var big = new string('x', 1 << 20);
        for (var i = 0; i < 40; i++)
            library.Write($"old/{i}.jpg", big + (100 + i));
        await library.ScanAsync();
        foreach (var item in await library.AllAsync())
            await library.AddResultsAsync(item.RelativePath);
        for (var i = 0; i < 40; i++)
        {
            File.Delete(library[$"old/{i}.jpg"]);
            library.Write($"new/{i}.jpg", big + (500 + i));
        }
        var before = ReadBytes();

        var summary = await library.ScanAsync();

        Assert.Equal((40, 40, 0), (summary.Added, summary.Removed, summary.Moved));
        Assert.InRange(ReadBytes() - before, 40L << 20, 400L << 20);
    }

    [Fact]
    public async Task ScanAsync_KeepsEachContentItsResults_WhenTwoFilesSwappedNames()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "first");
        library.Write("b.jpg", "other");
        await library.ScanAsync();
        var first = await library.AddResultsAsync("a.jpg", "Ann");
        var other = await library.AddResultsAsync("b.jpg", "Bob");
        library.Move("a.jpg", "aside");
        library.Move("b.jpg", "a.jpg");
        library.Move("aside", "b.jpg");

        await library.ScanAsync();

        Assert.Equal((first.Media, other.Media), ((await library.MediaAsync("b.jpg")).Id, (await library.MediaAsync("a.jpg")).Id));
        Assert.True(await library.HasResultsAsync(first));
        Assert.True(await library.HasResultsAsync(other));
        Assert.Equal(["a.jpg", "b.jpg"], await library.VisibleAsync());
    }

    /// <summary>Bytes that this process has read so far, from caches or disks.</summary>
    private static long ReadBytes() => long.Parse(
        File.ReadLines("/proc/self/io").First()["rchar: ".Length..], System.Globalization.CultureInfo.InvariantCulture);
}
