using Microsoft.EntityFrameworkCore;
using Recognize.Models.Library;
using Recognize.Tests.Support;
using Recognize.Worker.Analysis;
using Recognize.Models.Jobs;
using Recognize.Worker.Jobs;
using Recognize.Worker.Jobs.Handlers;

namespace Recognize.Tests.Scanning;

public sealed class RemovedFilesTests(ScannedDatabase database) : IClassFixture<ScannedDatabase>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ScanAsync_HidesARemovedFile_AndShowsItWithItsResultsWhenItIsBack()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "a");
        library.Write("b.jpg", "b");
        await library.ScanAsync();
        var results = await library.AddResultsAsync("a.jpg");
        File.Move(library["a.jpg"], library.Root + ".aside");

        var removing = await library.ScanAsync();
        var without = await library.VisibleAsync();
        File.Move(library.Root + ".aside", library["a.jpg"]);
        var returning = await library.ScanAsync();

        Assert.Equal((1, 1), (removing.Removed, removing.Found));
        Assert.Equal(["b.jpg"], without);
        Assert.Equal((0, 0, 2), (returning.Added, returning.Changed, returning.Found));
        Assert.Equal(["a.jpg", "b.jpg"], await library.VisibleAsync());
        Assert.Equal(results.Media, (await library.MediaAsync("a.jpg")).Id);
        Assert.True(await library.HasResultsAsync(results));
    }

    [Fact]
    public async Task ScanAsync_CountsARemovalOnce()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "a");
        library.Write("b.jpg", "b");
        await library.ScanAsync();
        File.Delete(library["a.jpg"]);
        await library.ScanAsync();
        var removedAt = (await library.MediaAsync("a.jpg")).RemovedAt;

        var again = await library.ScanAsync();

        Assert.Equal(0, again.Removed);
        Assert.Equal(removedAt, (await library.MediaAsync("a.jpg")).RemovedAt);
    }

    [Theory]
    [InlineData("a.jpg", "a")]
    [InlineData("a.jpg", "changed")]
    [InlineData("elsewhere.jpg", "a")]
    public async Task ScanAsync_ParksTheTasksOfARemovedFile_AndWakesThemOnItsReturn(string path, string content)
    {
        var library = await database.AddLibraryAsync();
        var modified = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        library.Write("a.jpg", "a", modified);
        library.Write("keep.jpg", "keep");
        await library.ScanAsync();
        var id = (await library.MediaAsync("a.jpg")).Id;
        File.Delete(library["a.jpg"]);

        await library.ScanAsync();
        var parked = await ParkedAsync(id);
        library.Write(path, content, modified);
        await library.ScanAsync();

        Assert.Equal((4, 0), (parked, await ParkedAsync(id)));
        Assert.Equal(id, (await library.MediaAsync(path)).Id);
    }

    [Fact]
    public async Task PurgeAsync_ForgetsAfter30Days_ButNeverANamedPerson()
    {
        var library = await database.AddLibraryAsync();
        foreach (var path in new[] { "unnamed.jpg", "named.jpg", "kept.jpg", "z.jpg" })
            library.Write(path, path);
        await library.ScanAsync();
        var unnamed = await library.AddResultsAsync("unnamed.jpg");
        var named = await library.AddResultsAsync("named.jpg", "Ann");
        var kept = await library.AddResultsAsync("kept.jpg");
        File.Delete(library["unnamed.jpg"]);
        File.Delete(library["named.jpg"]);
        await library.ScanAsync();
        var now = database.Clock.Now = DateTimeOffset.UtcNow;
        var cleanUp = database.Get<CleanUpHandler>();
        var job = new JobInHand(Guid.NewGuid(), JobKinds.CleanUp, null, null, "", 0);

        database.Clock.Now = now.AddDays(29);
        await cleanUp.RunAsync(job, Token);
        var early = (await library.AllAsync()).Count;
        database.Clock.Now = now.AddDays(31);
        await cleanUp.RunAsync(job, Token);
        database.Clock.Now = now;

        Assert.Equal(4, early);
        Assert.Equal(["kept.jpg", "z.jpg"], (await library.AllAsync()).Select(item => item.RelativePath));
        await using var context = database.Open();
        var people = await context.People.Where(person => person.OwnerId == library.Library.OwnerId)
            .Select(person => person.Id).ToListAsync(Token);
        Assert.Equal(new[] { named.Person, kept.Person }.Order(), people.Order());
        Assert.False(await context.Faces.AnyAsync(face => face.Id == unnamed.Face, Token));
        Assert.True(await library.HasResultsAsync(kept));
    }

    [Fact]
    public async Task ScanAsync_TakesAChangedFileBackFromItsWorker_WhoseResultIsDropped()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "a");
        await library.ScanAsync();
        var claimed = Assert.Single(await database.Get<AnalysisLedger>().ClaimAsync(1, [library.Library.Id], Token));
        library.Write("a.jpg", "changed");

        await library.ScanAsync();
        var tasks = claimed.Tasks.Select(task => TaskOutcome.Succeeded(task, "1")).ToList();
        var outcome = new AnalysisOutcome(claimed, tasks)
        {
            Basics = new BasicsResult { ContentHash = [1, 2, 3], Title = "stale" }, Faces = [],
        };
        await database.Get<OutcomeWriter>().WriteAsync([outcome], Token);

        var media = await library.MediaAsync("a.jpg");
        Assert.Null(media.ContentHash);
        Assert.Null(media.Title);
        Assert.All(await library.TasksAsync(media.Id), task =>
        {
            Assert.Equal((AnalysisState.Due, null), (task.State, task.LeaseOwner));
            Assert.Null(task.PackVersion);
        });
    }

    [Fact]
    public async Task ClaimAsync_StepsOverFilesThatWereRemovedWhileInWork()
    {
        var library = await database.AddLibraryAsync();
        for (var i = 0; i < 6; i++)
            library.Write($"{i}.jpg", $"{i}");
        await library.ScanAsync();
        var ledger = database.Get<AnalysisLedger>();
        var claimed = await ledger.ClaimAsync(6, [library.Library.Id], Token);
        for (var i = 0; i < 6; i++)
            File.Delete(library[$"{i}.jpg"]);
        library.Write("new.jpg", "new");
        await library.ScanAsync();
        await ledger.GiveBackAsync([.. claimed.Select(media => media.MediaId)], Token);

        var next = await ledger.ClaimAsync(1, [library.Library.Id], Token);

        Assert.Equal(6, claimed.Count);
        Assert.Equal(library["new.jpg"], Assert.Single(next).Path);
    }

    private Task<long> ParkedAsync(Guid mediaId) => database.ScalarAsync<long>(
        "SELECT count(*) FROM analysis WHERE media_id = $1 AND due_at = 'infinity'", mediaId);
}
