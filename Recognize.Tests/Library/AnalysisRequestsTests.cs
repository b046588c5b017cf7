using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Tests.Support;

namespace Recognize.Tests.Library;

public sealed class AnalysisRequestsTests(ScannedDatabase database) : IClassFixture<ScannedDatabase>
{
    private readonly LedgerRows _rows = new(database);
    private readonly AnalysisRequests _requests = new(database.Source);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LookAt_MakesTheFileTheFirstToBeClaimed()
    {
        var library = await _rows.AddLibraryAsync();
        await _rows.AddFileAsync(library);
        var seen = await _rows.AddFileAsync(library);

        var isOpen = await _requests.LookAtAsync(seen, Token);

        Assert.True(isOpen);
        Assert.Equal(seen, Assert.Single(await _rows.Ledger().ClaimAsync(1, [library.Library], Token)).MediaId);
        Assert.False(await _requests.LookAtAsync(seen, Token));
    }

    [Fact]
    public async Task RetryFailed_MakesOnlyTheChosenDue_AsIfNeverTried()
    {
        var library = await _rows.AddLibraryAsync();
        var other = await _rows.AddLibraryAsync(library.Owner);
        var unreadable = await FailAsync(library, AnalysisErrorKind.Unreadable);
        var transient = await FailAsync(library, AnalysisErrorKind.Transient);
        var poison = await _rows.AddFileAsync(library);
        await _rows.SetAsync(poison, AnalysisState.Quarantined, "crashes = 2, error_kind = 2");
        await FailAsync(other, AnalysisErrorKind.Unreadable);

        Assert.Equal(1, await _requests.RetryFailedAsync(
            new() { LibraryId = library.Library, ErrorKind = AnalysisErrorKind.Transient }, Token));
        Assert.Equal(0, await _requests.RetryFailedAsync(
            new() { LibraryId = library.Library, Task = AnalysisTask.Faces }, Token));
        Assert.Equal([transient], await DueAsync(library.Library));
        Assert.Equal(3, await _requests.RetryFailedAsync(new() { OwnerId = library.Owner }, Token));

        Assert.Equal(Sorted(unreadable, transient, poison), await DueAsync(library.Library));
        Assert.Equal(0L, await _rows.ScalarAsync<long>(
            "SELECT count(*) FROM analysis WHERE library_id = $1 AND attempts + crashes > 0", library.Library));
    }

    [Fact]
    public async Task RetryFailed_TakesMoreThanOneBatch()
    {
        var library = await _rows.AddLibraryAsync();
        await _rows.ExecuteAsync(
            """
            WITH added AS (
                INSERT INTO media (id, library_id, owner_id, relative_path, kind, mime_type, size_bytes, modified_ticks,
                                   added_at, sort_at, warnings)
                SELECT gen_random_uuid(), $1, $2, n::text, 0, '', 1, 1, now(), now(), '{}' FROM generate_series(1, 2500) n
                RETURNING id
            )
            SELECT count(*) FROM added
            """,
            library.Library, library.Owner);
        await _rows.ExecuteAsync(
            """
            INSERT INTO analysis (media_id, task, state, priority, due_at, attempts, crashes, error_kind, finished_at)
            SELECT id, 0, 3, 0, now(), 0, 0, 0, now() FROM media WHERE library_id = $1
            """,
            library.Library);

        Assert.Equal(2500, await _requests.RetryFailedAsync(new() { LibraryId = library.Library }, Token));
    }

    [Fact]
    public async Task Faces_StayAsTheyAre_WithoutConsent()
    {
        var owner = await database.AddUserAsync(faces: false);
        var library = await _rows.AddLibraryAsync(owner);
        var file = await _rows.AddFileAsync(library, tasks: AnalysisTask.Faces);
        await _rows.SetAsync(file, AnalysisState.Quarantined);

        Assert.Equal(0, await _requests.RetryFailedAsync(new() { OwnerId = owner }, Token));
        Assert.Equal(0, await _requests.ReanalyseAsync(owner, [file], null, AnalysisPriorities.LookedAt, Token));
        await new FaceConsentLedger(database.Get<Microsoft.EntityFrameworkCore.IDbContextFactory<
            Recognize.Models.Persistence.RecognizeDbContext>>(), FaceConsentText.Current, TimeProvider.System).RecordAsync(owner, true, "test", Token);
        Assert.Equal(1, await _requests.RetryFailedAsync(new() { OwnerId = owner }, Token));
    }

    [Fact]
    public async Task Reanalyse_MakesStoredResultsDue_OfTheOwnersFilesAndTheAskedTasksOnly()
    {
        var library = await _rows.AddLibraryAsync();
        var file = await DoneAsync(library, "a.jpg", AnalysisTask.Basics, AnalysisTask.Objects);
        var foreign = await DoneAsync(await _rows.AddLibraryAsync(), "a.jpg", AnalysisTask.Objects);

        var due = await _requests.ReanalyseAsync(
            library.Owner, [file, foreign], [AnalysisTask.Objects], AnalysisPriorities.LookedAt, Token);

        Assert.Equal(1, due);
        Assert.Equal("0=2,2=0", await _rows.ScalarAsync<string>(
            "SELECT string_agg(task || '=' || state, ',' ORDER BY task) FROM analysis WHERE media_id = $1", file));
    }

    [Theory]
    [InlineData("", "2019.jpg", "2019/a.jpg", "2019/b/c.jpg", "2019!.jpg", "20190/a.jpg", "2020/a.jpg")]
    [InlineData("2019", "2019/a.jpg", "2019/b/c.jpg")]
    [InlineData("/2019/b/", "2019/b/c.jpg")]
    [InlineData("2019/a.jpg", "2019/a.jpg")]
    [InlineData("2018")]
    public async Task ReanalyseFolder_TakesWhatLiesInIt_AndNothingBeside(string folder, params string[] expected)
    {
        var library = await _rows.AddLibraryAsync();
        foreach (var path in (string[])["2019.jpg", "2019/a.jpg", "2019/b/c.jpg", "2019!.jpg", "20190/a.jpg", "2020/a.jpg"])
            await DoneAsync(library, path);

        var due = await _requests.ReanalyseFolderAsync(library.Library, folder, null, AnalysisPriorities.Again, Token);

        Assert.Equal(expected.Length, due);
        Assert.Equal(expected.Length, (await DueAsync(library.Library)).Count);
        Assert.Equal(string.Join(',', expected.Order(StringComparer.Ordinal)), await _rows.ScalarAsync<string>(
            """
            SELECT coalesce(string_agg(relative_path, ',' ORDER BY relative_path), '') FROM media m
            JOIN analysis a ON a.media_id = m.id WHERE m.library_id = $1 AND a.state = 0
            """,
            library.Library));
    }

    private async Task<Guid> FailAsync((Guid, Guid) library, AnalysisErrorKind kind)
    {
        var file = await _rows.AddFileAsync(library);
        await _rows.SetAsync(file, AnalysisState.Failed, $"attempts = 6, error_kind = {(int)kind}");
        return file;
    }

    private async Task<Guid> DoneAsync((Guid, Guid) library, string path, params AnalysisTask[] tasks)
    {
        var file = await _rows.AddFileAsync(library, path, tasks: tasks);
        await _rows.SetAsync(file, AnalysisState.Done);
        return file;
    }

    private async Task<List<Guid>> DueAsync(Guid libraryId) => Sorted(await _rows.ScalarAsync<Guid[]>(
        "SELECT coalesce(array_agg(media_id), '{}') FROM analysis WHERE library_id = $1 AND state = 0", libraryId));

    private static List<Guid> Sorted(params Guid[] ids) => [.. ids.Order()];
}
