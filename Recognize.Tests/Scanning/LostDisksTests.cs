using Microsoft.EntityFrameworkCore;
using Recognize.Models.Library;
using Recognize.Tests.Support;
using Recognize.Worker.Scanning;

namespace Recognize.Tests.Scanning;

/// <summary>Disks within a library that come and go: what was on them is never taken for deleted.</summary>
public sealed class LostDisksTests(ScannedDatabase database) : IClassFixture<ScannedDatabase>, IDisposable
{
    private readonly string _mounts = Path.GetTempFileName();

    private readonly ManualClock _clock = new() { Now = DateTimeOffset.UtcNow };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_mounts);

    [Theory]
    [InlineData("whole", "empty")]
    [InlineData("disk", "empty")]
    [InlineData("disk/1.jpg", "empty")]
    [InlineData("whole", "gone")]
    [InlineData("disk", "gone")]
    [InlineData("disk/1.jpg", "gone")]
    [InlineData("whole", "sign")]
    [InlineData("disk", "sign")]
    public async Task ScanAsync_KeepsTheFilesOfADiskThatIsNoLongerMounted(string extent, string remains)
    {
        var library = await LibraryWithDiskAsync();
        var results = await library.AddResultsAsync("disk/1.jpg", "Ann");
        Unmount(library);
        if (remains == "gone")
            Directory.Delete(library["disk"]);
        if (remains == "sign")
            library.Write("disk/THE-DISK-IS-NOT-MOUNTED.txt", "");

        var summary = await ScanAsync(library, extent);

        Assert.Equal(0, summary.Removed);
        Assert.Equal(["a.jpg", "disk/1.jpg", "disk/2.jpg"], await library.VisibleAsync());
        Assert.True(await library.HasResultsAsync(results));
        if (extent == "whole")
            Assert.Equal(DiskGuard.LostReason, (await ProblemAsync(library))?.Reason);
    }

    [Fact]
    public async Task ScanAsync_GoesOnAsUsual_WhenTheDiskIsBack()
    {
        var library = await LibraryWithDiskAsync();
        Unmount(library);
        await ScanAsync(library);
        await ScanAsync(library);
        Mount(library, "ext4");
        library.Write("disk/1.jpg", "1");
        library.Write("disk/3.jpg", "3");

        await ScanAsync(library);

        Assert.Equal(["a.jpg", "disk/1.jpg", "disk/3.jpg"], await library.VisibleAsync());
        Assert.Null(await ProblemAsync(library));
    }

    [Fact]
    public async Task ScanAsync_BelievesAFolderWithItsFiles_ThatIsNoDiskAnyMore()
    {
        var library = await LibraryWithDiskAsync();
        File.WriteAllText(_mounts, "");
        File.Delete(library["disk/2.jpg"]);

        await ScanAsync(library);

        Assert.Equal(["a.jpg", "disk/1.jpg"], await library.VisibleAsync());
        Assert.Null(await ProblemAsync(library));
    }

    [Fact]
    public async Task ScanAsync_TakesTheFilesOfALostDiskForDeleted_OnceTheOwnerHasSaidSo()
    {
        var library = await LibraryWithDiskAsync();
        Unmount(library);
        await ScanAsync(library);

        await ScanAsync(library, ScanExtent.WholeAcceptingRemovals);
        await ScanAsync(library);

        Assert.Equal(["a.jpg"], await library.VisibleAsync());
        Assert.Null(await ProblemAsync(library));
    }

    [Fact]
    public async Task ScanAsync_SuspendsTheLibrary_WhenItsOwnDiskIsNotMounted_ThoughItsFolderIsNotEmpty()
    {
        var library = await database.AddLibraryAsync();
        Mount(library, "ext4", "");
        library.Write("a/1.jpg", "1");
        await ScanAsync(library);
        File.WriteAllText(_mounts, "");
        Directory.Delete(library["a"], recursive: true);
        library.Write("stray.jpg", "stray");

        await Assert.ThrowsAsync<LibrarySuspendedException>(() => ScanAsync(library));
        await Assert.ThrowsAsync<LibrarySuspendedException>(() => ScanAsync(library, "a"));

        Assert.Equal(["a/1.jpg"], await library.VisibleAsync());
    }

    [Theory]
    [InlineData("nfs4")]
    [InlineData("fuse.mergerfs")]
    public async Task ScanAsync_DoubtsAFolderThatIsSuddenlyEmpty_OnADiskOfAnotherMachine_ForADay(string type)
    {
        var library = await LibraryWithManyAsync(type);
        await AllDeletedAsync(library);

        var first = await ScanAsync(library);
        var part = await ScanAsync(library, "many");
        var noticed = await ProblemAsync(library);
        _clock.Now += DiskGuard.BelievedAfter - TimeSpan.FromMinutes(10);
        var second = await ScanAsync(library);
        _clock.Now += TimeSpan.FromMinutes(20);
        var third = await ScanAsync(library);

        Assert.Equal((0, 0, 0, 20), (first.Removed, part.Removed, second.Removed, third.Removed));
        Assert.Equal(("many/", DiskGuard.EmptiedReason), (noticed!.RelativePath, noticed.Reason));
        Assert.Equal(["a.jpg"], await library.VisibleAsync());
        Assert.Null(await ProblemAsync(library));
    }

    [Fact]
    public async Task ScanAsync_BelievesAnEmptyFolderAtOnce_OnADiskOfItsOwn()
    {
        var library = await LibraryWithManyAsync("ext4");
        await AllDeletedAsync(library);

        var summary = await ScanAsync(library, "many");

        Assert.Equal(20, summary.Removed);
    }

    [Fact]
    public async Task ScanAsync_BelievesThatAFewFilesAreGone()
    {
        var library = await LibraryWithManyAsync("nfs4");
        File.Delete(library["many/0.jpg"]);
        await ScanAsync(library);
        await AllDeletedAsync(library);

        Assert.Equal(19, (await ScanAsync(library)).Removed);
    }

    [Fact]
    public async Task ScanAsync_DoubtsNothing_WhenAllFilesOfAFolderWereMovedToAnother()
    {
        var library = await LibraryWithManyAsync("nfs4");
        var ids = (await library.AllAsync()).Select(item => item.Id).Order().ToList();
        for (var i = 0; i < DiskGuard.ManyFiles; i++)
            library.Move($"many/{i}.jpg", $"z/{i}.jpg");

        var summary = await ScanAsync(library);

        Assert.Equal((20, 0), (summary.Moved, summary.Removed));
        Assert.Equal(ids, (await library.AllAsync()).Select(item => item.Id).Order());
        Assert.Null(await ProblemAsync(library));
    }

    [Fact]
    public async Task ScanAsync_DoubtsEmptyFolders_BeforeAnyScanHasSeenTheDisks()
    {
        var library = await LibraryWithManyAsync("ext4");
        await database.ScalarAsync<Guid>(
            "UPDATE libraries SET mount_points = NULL WHERE id = $1 RETURNING id", library.Library.Id);
        await AllDeletedAsync(library);

        Assert.Equal(0, (await ScanAsync(library)).Removed);
    }

    private async Task<ScannedLibrary> LibraryWithDiskAsync()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "a");
        library.Write("disk/1.jpg", "1");
        library.Write("disk/2.jpg", "2");
        Mount(library, "ext4");
        await ScanAsync(library);
        return library;
    }

    private async Task<ScannedLibrary> LibraryWithManyAsync(string type)
    {
        var library = await database.AddLibraryAsync();
        Mount(library, type, "");
        library.Write("a.jpg", "a");
        for (var i = 0; i < DiskGuard.ManyFiles; i++)
            library.Write($"many/{i}.jpg", $"content {i}");
        await ScanAsync(library);
        return library;
    }

    private static async Task AllDeletedAsync(ScannedLibrary library)
    {
        foreach (var path in await library.VisibleAsync())
        {
            if (path.StartsWith("many/", StringComparison.Ordinal))
                File.Delete(library[path]);
        }
    }

    private void Mount(ScannedLibrary library, string type, string folder = "/disk") => File.WriteAllLines(
        _mounts, ["36 35 98:0 / / rw - ext4 /dev/sda rw", $"37 36 0:30 / {library.Root}{folder} rw - {type} /dev/sdb rw"]);

    private void Unmount(ScannedLibrary library)
    {
        File.WriteAllText(_mounts, "36 35 98:0 / / rw - ext4 /dev/sda rw\n");
        Directory.Delete(library["disk"], recursive: true);
        Directory.CreateDirectory(library["disk"]);
    }

    private Task<ScanSummary> ScanAsync(ScannedLibrary library, string path = "whole") =>
        ScanAsync(library, path == "whole" ? ScanExtent.Whole : ScanExtent.Of([path]));

    private Task<ScanSummary> ScanAsync(ScannedLibrary library, ScanExtent extent) =>
        library.MakeScanner(new MountTable(_mounts), _clock)
            .ScanAsync(library.Library, extent, ScannedLibrary.Everything, null, Token);

    private async Task<ScanProblem?> ProblemAsync(ScannedLibrary library)
    {
        await using var context = database.Open();
        return await context.Set<ScanProblem>().SingleOrDefaultAsync(problem => problem.LibraryId == library.Library.Id, Token);
    }
}
