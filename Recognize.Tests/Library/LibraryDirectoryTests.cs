using Microsoft.EntityFrameworkCore;
using Recognize.Models.Auditing;
using Recognize.Models.Library;
using Recognize.Models.Sharing;
using Recognize.Tests.Support;

namespace Recognize.Tests.Library;

public sealed class LibraryDirectoryTests(ScannedDatabase database) : IClassFixture<ScannedDatabase>, IDisposable
{
    private readonly string _root = RealPath.Resolve(Directory.CreateTempSubdirectory("recognize-roots-").FullName);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LibraryDirectory Libraries => database.Get<LibraryDirectory>();

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task EnsureAsync_GivesTheSameLibrary_ForEveryNameOfAFolder()
    {
        var owner = await database.AddUserAsync();
        var folder = MakeFolder("photos");
        Directory.CreateSymbolicLink(Path.Join(_root, "link"), folder);

        var first = await Libraries.EnsureAsync(owner, folder, Token);
        var slash = await Libraries.EnsureAsync(owner, folder + "/", Token);
        var linked = await Libraries.EnsureAsync(owner, Path.Join(_root, "link"), Token);
        var dotted = await Libraries.EnsureAsync(owner, Path.Join(_root, "./photos/../photos"), Token);

        Assert.Equal(folder, first.RootPath);
        Assert.All([slash, linked, dotted], library => Assert.Equal(first.Id, library.Id));
    }

    [Fact]
    public async Task EnsureAsync_UsesTheOuterLibrary_ForAFolderInIt()
    {
        var owner = await database.AddUserAsync();
        var outer = await Libraries.EnsureAsync(owner, MakeFolder("photos"), Token);

        var inner = await Libraries.EnsureAsync(owner, MakeFolder("photos/2024"), Token);
        var neighbour = await Libraries.EnsureAsync(owner, MakeFolder("photos-2"), Token);

        Assert.Equal(outer.Id, inner.Id);
        Assert.NotEqual(outer.Id, neighbour.Id);
    }

    [Fact]
    public async Task EnsureAsync_KeepsOwnersApart()
    {
        var folder = MakeFolder("photos");

        var one = await Libraries.EnsureAsync(await database.AddUserAsync(), folder, Token);
        var two = await Libraries.EnsureAsync(await database.AddUserAsync(), folder, Token);

        Assert.NotEqual(one.Id, two.Id);
    }

    [Fact]
    public async Task EnsureAsync_TakesOverTheFilesOfInnerLibraries_WithTheirIds()
    {
        var owner = await database.AddUserAsync();
        var libraries = new List<ScannedLibrary>();
        foreach (var name in new[] { "photos/a", "photos/b/c", "other" })
        {
            MakeFolder(name);
            libraries.Add(await ScannedAsync(owner, name));
            libraries[^1].Write("x/1.jpg", name);
            await libraries[^1].ScanAsync();
        }
        var ids = new[] { await IdAsync(libraries[0]), await IdAsync(libraries[1]) };
        var guest = await database.AddUserAsync();
        await ShareAsync(owner, libraries[0].Library.Id, guest);
        await ShareAsync(owner, libraries[2].Library.Id, guest);

        var outer = await ScannedAsync(owner, "photos");
        var taken = await outer.AllAsync();
        var summary = await outer.ScanAsync();

        Assert.Equal(["a/x/1.jpg", "b/c/x/1.jpg"], taken.Select(item => item.RelativePath));
        Assert.Equal(ids, taken.Select(item => item.Id));
        // Nobody sees more than was shared with them: what is around it is not.
        await using var context = database.Open();
        Assert.Equal([libraries[2].Library.Id], await context.Shares.Where(share => share.RecipientId == guest).Select(share => share.LibraryId).ToListAsync(Token));
        var ended = Assert.Single(await context.AuditEntries.Where(entry => entry.AboutId == guest).ToListAsync(Token));
        Assert.Equal((AuditActions.ShareEnded, owner), (ended.Action, ended.ActorId));
        Assert.Equal((2, 0, 0, 0), (summary.Unchanged, summary.Added, summary.Moved, summary.Removed));
        Assert.Equal(
            new[] { libraries[2].Library.Id, outer.Library.Id },
            (await Libraries.ListAsync(owner, Token)).Select(library => library.Id));
    }

    private async Task ShareAsync(Guid owner, Guid library, Guid guest)
    {
        await using var context = database.Open();
        context.Shares.Add(new Share
        {
            OwnerId = owner, RecipientId = guest, LibraryId = library, Access = ShareAccess.Read, WithPeople = false,
            CreatedAt = DateTimeOffset.UtcNow, ChangedAt = DateTimeOffset.UtcNow,
        });
        await context.SaveChangesAsync(Token);
    }

    [Fact]
    public async Task EnsureAsync_AddsAFolderOnce_WhenManyAskAtOnce()
    {
        var owner = await database.AddUserAsync();
        var folder = MakeFolder("photos/in");

        var added = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            Task.Run(() => Libraries.EnsureAsync(owner, i % 2 == 0 ? folder : Path.Join(_root, "photos"), Token), Token)));

        var left = Assert.Single(await Libraries.ListAsync(owner, Token));
        Assert.Equal(Path.Join(_root, "photos"), left.RootPath);
        Assert.Contains(left.Id, added.Select(library => library.Id));
    }

    [Fact]
    public async Task EnsureAsync_WaitsForAScanOfAnInnerLibrary()
    {
        var owner = await database.AddUserAsync();
        MakeFolder("photos/in");
        var inner = await ScannedAsync(owner, "photos/in");
        for (var i = 0; i < 3_000; i++)
            File.WriteAllBytes(inner[$"{i}.jpg"], []);
        var progress = new FirstReport();

        var scanning = Task.Run(
            () => inner.MakeScanner().ScanAsync(inner.Library, ScannedLibrary.Everything, progress, Token), Token);
        await progress.Begun.WaitAsync(TimeSpan.FromSeconds(30), Token);
        var outer = await ScannedAsync(owner, "photos");
        var summary = await scanning;

        Assert.Equal(3_000, summary.Added);
        Assert.Equal(3_000, (await outer.VisibleAsync()).Count);
    }

    [Fact]
    public async Task EnsureAsync_NamesTheFolder_WhenThereIsNone()
    {
        var owner = await database.AddUserAsync();
        var missing = Path.Join(_root, "missing");

        var failure = await Assert.ThrowsAsync<DirectoryNotFoundException>(() => Libraries.EnsureAsync(owner, missing, Token));

        Assert.Contains(missing, failure.Message, StringComparison.Ordinal);
        await using var context = database.Open();
        Assert.False(await context.Libraries.AnyAsync(library => library.OwnerId == owner, Token));
    }

    private string MakeFolder(string name) => Directory.CreateDirectory(Path.Join(_root, name)).FullName;

    private async Task<ScannedLibrary> ScannedAsync(Guid owner, string name) =>
        new(database, await Libraries.EnsureAsync(owner, Path.Join(_root, name), Token), new());

    private static async Task<Guid> IdAsync(ScannedLibrary library) => Assert.Single(await library.AllAsync()).Id;

    private sealed class FirstReport : IProgress<int>
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public void Report(int value) => _begun.TrySetResult();
    }
}
