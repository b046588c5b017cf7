using Microsoft.EntityFrameworkCore;
using Recognize.Models.Library;
using Recognize.Models.Persistence;
using Recognize.Tests.Support;
using Recognize.Worker.Scanning;

namespace Recognize.Tests.Scanning;

public sealed class LibraryScannerTests(ScannedDatabase database) : IClassFixture<ScannedDatabase>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ScanAsync_AddsNewFilesWithTheirTasks()
    {
        var library = await database.AddLibraryAsync();
        library.Write("p/photo.JPG", "photo");
        library.Write("song.mp3", "song");
        library.Write("film.mp4", "film");
        library.Write("text.txt", "text");

        var summary = await library.ScanAsync();

        Assert.Equal(
            [
                "film.mp4 Video 4 True Basics=Due,Faces=Due,Objects=Due,Landmarks=Due",
                "p/photo.JPG Photo 5 True Basics=Due,Faces=Due,Objects=Due,Landmarks=Due",
                "song.mp3 Audio 4 True Basics=Due,Music=Due",
            ],
            await library.DescribeAsync());
        Assert.Equal((3, 3, 1), (summary.Found, summary.Added, summary.Skipped));
    }

    [Theory]
    [InlineData(null, null, true, AnalysisState.Waiting, AnalysisState.Waiting)]
    [InlineData(null, null, false, AnalysisState.Withheld, AnalysisState.Waiting)]
    [InlineData("f", "o", false, AnalysisState.Withheld, AnalysisState.Due)]
    [InlineData("f", null, true, AnalysisState.Due, AnalysisState.Waiting)]
    public async Task ScanAsync_BeginsTasks_AsPacksAndConsentAllow(
        string? facesVersion, string? objectsVersion, bool allowed, AnalysisState faces, AnalysisState objects)
    {
        var library = await database.AddLibraryAsync(faces: allowed);
        library.Write("a.jpg", "a");

        await library.ScanAsync(Plan(facesVersion, objectsVersion, allowed));

        var tasks = await library.TasksAsync((await library.MediaAsync("a.jpg")).Id);
        Assert.Equal([AnalysisState.Due, faces, objects, AnalysisState.Waiting], tasks.Select(task => task.State));
    }

    [Fact]
    public async Task ScanAsync_WithholdsQuarantinedFacesOfAChangedFile_WhileTheirOwnerHasNotAgreed()
    {
        var library = await database.AddLibraryAsync(faces: false);
        library.Write("a.jpg", "a");
        await library.ScanAsync(Plan("f", "o", false));
        var id = (await library.MediaAsync("a.jpg")).Id;
        foreach (var state in (AnalysisState[])[AnalysisState.Due, AnalysisState.Running, AnalysisState.Quarantined])
        {
            await using var command = database.Source.CreateCommand(
                $"UPDATE analysis SET state = {(int)state} WHERE media_id = '{id}' AND task = {(int)AnalysisTask.Faces}");
            await command.ExecuteNonQueryAsync(Token);
        }
        library.Write("a.jpg", "longer content");

        await library.ScanAsync(Plan("f", "o", false));

        Assert.Equal(
            AnalysisState.Withheld, (await library.TasksAsync(id)).Single(task => task.Task == AnalysisTask.Faces).State);
    }

    [Theory]
    [InlineData("longer content", 0)]
    [InlineData("a", 1)]
    [InlineData("a", -400)]
    public async Task ScanAsync_MakesAChangedFileDueAgain(string content, int seconds)
    {
        var library = await database.AddLibraryAsync();
        var modified = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        library.Write("a.jpg", "a", modified);
        library.Write("b.jpg", "b");
        await library.ScanAsync();
        var results = await library.AddResultsAsync("a.jpg");
        await library.AddResultsAsync("b.jpg");
        library.Write("a.jpg", content, modified.AddSeconds(seconds));

        var summary = await library.ScanAsync();

        var media = await library.MediaAsync("a.jpg");
        Assert.Equal((1, 1), (summary.Changed, summary.Unchanged));
        Assert.Equal((results.Media, null), (media.Id, media.ContentHash));
        Assert.Equal(modified.AddSeconds(seconds).Ticks, media.ModifiedTicks);
        Assert.All(await library.TasksAsync(media.Id), task => Assert.Equal(AnalysisState.Due, task.State));
        Assert.All(
            await library.TasksAsync((await library.MediaAsync("b.jpg")).Id),
            task => Assert.Equal(AnalysisState.Done, task.State));
    }

    [Fact]
    public async Task ScanAsync_KeepsAChangedPhotoInItsPlaceOnTheTimeLine()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "a");
        await library.ScanAsync();
        await using (var context = database.Open())
        {
            await context.Media.Where(item => item.LibraryId == library.Library.Id).ExecuteUpdateAsync(
                update => update
                    .SetProperty(item => item.TakenAt, new DateTime(2020, 6, 1, 12, 0, 0))
                    .SetProperty(item => item.TakenAtOffsetMinutes, (short)120),
                Token);
        }
        library.Write("a.jpg", "changed");

        await library.ScanAsync();

        Assert.Equal(
            new DateTimeOffset(2020, 6, 1, 10, 0, 0, TimeSpan.Zero), (await library.MediaAsync("a.jpg")).SortAt);
    }

    [Fact]
    public async Task ScanAsync_WritesNoMedia_WhenNothingChanged()
    {
        var library = await database.AddLibraryAsync();
        for (var folder = 0; folder < 100; folder++)
        {
            Directory.CreateDirectory(library[$"{folder}"]);
            for (var file = 0; file < 200; file++)
                File.WriteAllBytes(library[$"{folder}/{file}.jpg"], []);
        }
        await library.ScanAsync();
        var before = await StateOfRowsAsync(library);

        var summary = await library.ScanAsync();

        Assert.Equal((20_000, 20_000, 0), (summary.Found, summary.Unchanged, summary.Added + summary.Changed + summary.Removed));
        Assert.Equal(before, await StateOfRowsAsync(library));
    }

    [Fact]
    public async Task ScanAsync_SuspendsTheLibrary_WhenItsRootIsMissing_AndGoesOnWhenItIsBack()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "a");
        await library.ScanAsync();
        Directory.Move(library.Root, library.Root + "-away");

        var failure = await Assert.ThrowsAsync<LibrarySuspendedException>(() => library.ScanAsync());
        var suspended = await SuspendedReasonAsync(library);
        Directory.Move(library.Root + "-away", library.Root);
        await library.ScanAsync();

        Assert.Contains("does not exist", failure.Message, StringComparison.Ordinal);
        Assert.Equal(failure.Message, suspended);
        Assert.Null(await SuspendedReasonAsync(library));
        Assert.Equal(["a.jpg"], await library.VisibleAsync());
    }

    [Fact]
    public async Task ScanAsync_HasTriedAgainWhatFailedInPassing_OnceALibraryIsNoLongerSuspended()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "a");
        library.Write("b.jpg", "b");
        await library.ScanAsync();
        await library.FailAsync("a.jpg", AnalysisErrorKind.Transient);
        await library.FailAsync("b.jpg", AnalysisErrorKind.Unreadable);

        await library.ScanAsync();
        var untroubled = await StatesAsync(library);
        Directory.Move(library.Root, library.Root + "-away");
        await Assert.ThrowsAsync<LibrarySuspendedException>(() => library.ScanAsync());
        Directory.Move(library.Root + "-away", library.Root);
        await library.ScanAsync();

        Assert.Equal("a.jpg Failed 6, b.jpg Failed 6", untroubled);
        Assert.Equal("a.jpg Due 0, b.jpg Failed 6", await StatesAsync(library));
    }

    [Fact]
    public async Task ScanAsync_HasTriedAgainWhatFailedInPassing_InAFolderThatCanBeReadAgain()
    {
        var library = await database.AddLibraryAsync();
        library.Write("closed/a.jpg", "a");
        library.Write("open/b.jpg", "b");
        await library.ScanAsync();
        await library.FailAsync("closed/a.jpg", AnalysisErrorKind.Transient);
        await library.FailAsync("open/b.jpg", AnalysisErrorKind.Transient);
        await database.ScalarAsync<Guid>(
            """
            INSERT INTO scan_problems (id, library_id, relative_path, reason, noticed_at)
            VALUES (gen_random_uuid(), $1, 'closed/', 'The folder may not be read.', now()) RETURNING id
            """,
            library.Library.Id);

        await library.ScanAsync("open");
        var elsewhere = await StatesAsync(library);
        await library.ScanAsync("closed");

        Assert.Equal("closed/a.jpg Failed 6, open/b.jpg Failed 6", elsewhere);
        Assert.Equal("closed/a.jpg Due 0, open/b.jpg Failed 6", await StatesAsync(library));
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("back")]
    [InlineData("gone")]
    [InlineData("moved")]
    public async Task ScanAsync_TakesRowsInTheOrderInWhichResultsAreStored_SoThatNobodyWaitsInACircle(string change)
    {
        var library = await database.AddLibraryAsync();
        library.Write("keep.jpg", "keep");
        var names = new[] { "d.jpg", "c.jpg", "b.jpg", "a.jpg" };
        foreach (var name in names)
        {
            library.Write(name, name);
            await library.ScanAsync();
        }
        var ids = new List<Guid>();
        foreach (var name in names)
            ids.Add((await library.MediaAsync(name)).Id);
        if (change == "back")
        {
            foreach (var name in names)
                File.Move(library[name], library.Root + "-" + name);
            await library.ScanAsync();
        }
        foreach (var name in names)
        {
            if (change == "changed")
                library.Write(name, name + " changed");
            if (change == "back")
                File.Move(library.Root + "-" + name, library[name]);
            if (change == "gone")
                File.Delete(library[name]);
            if (change == "moved")
                library.Move(name, "in/" + name);
        }
        await using var writer = await database.Source.OpenConnectionAsync(Token);
        await using var transaction = await writer.BeginTransactionAsync(Token);
        await writer.ExecuteAsync("SELECT 1 FROM media WHERE id = $1 FOR NO KEY UPDATE", Token, ids[0]);

        var scanning = library.ScanAsync();
        while (await database.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") == 0)
        {
            Assert.False(scanning.IsCompleted);
            await Task.Delay(10, Token);
        }
        await writer.ExecuteAsync("SELECT 1 FROM media WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE NOWAIT", Token, ids.ToArray());
        await writer.ExecuteAsync("SELECT 1 FROM analysis WHERE media_id = ANY ($1) FOR UPDATE NOWAIT", Token, ids.ToArray());
        await transaction.RollbackAsync(Token);
        await scanning;
    }

    [Fact]
    public async Task ScanAsync_SuspendsTheLibrary_WhenItsRootIsSuddenlyEmpty()
    {
        var library = await database.AddLibraryAsync();
        library.Write("a.jpg", "a");
        await library.ScanAsync();
        File.Delete(library["a.jpg"]);

        await Assert.ThrowsAsync<LibrarySuspendedException>(() => library.ScanAsync());

        Assert.Contains("suddenly empty", await SuspendedReasonAsync(library), StringComparison.Ordinal);
        Assert.Equal(["a.jpg"], await library.VisibleAsync());
    }

    [Fact]
    public async Task ScanAsync_TakesAnEmptyNewLibrary()
    {
        var library = await database.AddLibraryAsync();

        var summary = await library.ScanAsync();

        Assert.Equal(0, summary.Found);
        Assert.Null(await SuspendedReasonAsync(library));
    }

    [Fact]
    public async Task ScanAsync_EndsTheSame_WhenItWasStoppedHalfWay()
    {
        var stopped = await database.AddLibraryAsync();
        var undisturbed = await database.AddLibraryAsync();
        foreach (var library in new[] { stopped, undisturbed })
        {
            for (var i = 0; i < 5_000; i++)
                File.WriteAllBytes(library[$"{i}.jpg"], []);
        }
        using var cancel = new CancellationTokenSource();
        var stop = new StopAt(2_000, cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => stopped.MakeScanner().ScanAsync(stopped.Library, ScannedLibrary.Everything, stop, cancel.Token));
        var half = (await stopped.AllAsync()).Count;
        await stopped.ScanAsync();
        await undisturbed.ScanAsync();

        Assert.InRange(half, 1, 4_999);
        Assert.Equal(await undisturbed.DescribeAsync(), await stopped.DescribeAsync());
    }

    [Fact]
    public async Task ScanAsync_DoesNoHarm_WhenTwoWorkersScanTheSameLibrary()
    {
        var library = await database.AddLibraryAsync();
        for (var i = 0; i < 3_000; i++)
            File.WriteAllBytes(library[$"{i}.jpg"], []);

        var summaries = await Task.WhenAll(
            Task.Run(() => library.ScanAsync(), Token), Task.Run(() => library.ScanAsync(), Token));

        Assert.Equal(3_000, summaries.Sum(summary => summary.Added));
        Assert.Equal(3_000, (await library.VisibleAsync()).Count);
    }

    [Fact]
    public async Task ScanAsync_RefusesALibraryThatAnotherHasTakenIn()
    {
        var library = await database.AddLibraryAsync();
        library.Write("in/a.jpg", "a");
        var inner = await database.Get<LibraryDirectory>().EnsureAsync(await database.AddUserAsync(), library["in"], Token);
        await database.Get<LibraryDirectory>().EnsureAsync(inner.OwnerId, library.Root, Token);

        var failure = await Assert.ThrowsAsync<LibrarySuspendedException>(
            () => library.MakeScanner().ScanAsync(inner, ScannedLibrary.Everything, null, Token));

        Assert.Contains("no longer", failure.Message, StringComparison.Ordinal);
    }

    private static TaskPlan Plan(string? facesVersion, string? objectsVersion, bool allowed)
    {
        var versions = new Dictionary<AnalysisTask, string>();
        if (facesVersion is not null)
            versions.Add(AnalysisTask.Faces, facesVersion);
        if (objectsVersion is not null)
            versions.Add(AnalysisTask.Objects, objectsVersion);
        return new TaskPlan(versions, allowed);
    }

    private Task<string> StateOfRowsAsync(ScannedLibrary library) => database.ScalarAsync<string>(
        """
        SELECT md5(string_agg(m.xmin::text || m.ctid::text || a.xmin::text || a.ctid::text, ',' ORDER BY m.id, a.task))
        FROM media m JOIN analysis a ON a.media_id = m.id WHERE m.library_id = $1
        """,
        library.Library.Id);

    private static async Task<string> StatesAsync(ScannedLibrary library)
    {
        var states = new List<string>();
        foreach (var item in await library.AllAsync())
        {
            var basics = (await library.TasksAsync(item.Id))[0];
            states.Add($"{item.RelativePath} {basics.State} {basics.Attempts}");
        }
        return string.Join(", ", states);
    }

    private async Task<string?> SuspendedReasonAsync(ScannedLibrary library)
    {
        await using var context = database.Open();
        return (await context.Libraries.SingleAsync(row => row.Id == library.Library.Id, Token)).SuspendedReason;
    }

    private sealed class StopAt(int count, CancellationTokenSource cancel) : IProgress<int>
    {
        public void Report(int value)
        {
            if (value >= count)
                cancel.Cancel();
        }
    }
}
