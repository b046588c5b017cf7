using Npgsql;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Models.Persistence;
using Recognize.Tests.Library;
using Recognize.Tests.Support;
using Recognize.Worker.Analysis;

namespace Recognize.Tests.Analysis;

/// <summary>Whose turn it is, and what a worker may not take.</summary>
public sealed class LedgerClaimTests(ScannedDatabase database) : IClassFixture<ScannedDatabase>, IAsyncLifetime
{
    private readonly LedgerRows _rows = new(database);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _rows.ForgetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Claim_LetsUsersTakeTurns_HoweverMuchEarlierTheirFilesCame()
    {
        var first = await _rows.AddLibraryAsync();
        var alsoFirsts = await _rows.AddLibraryAsync(first.Owner);
        for (var i = 0; i < 6; i++)
        {
            await _rows.AddFileAsync(first);
            await _rows.AddFileAsync(alsoFirsts);
        }
        var second = await _rows.AddLibraryAsync();
        for (var i = 0; i < 6; i++)
            await _rows.AddFileAsync(second);

        var claimed = await _rows.Ledger().ClaimAsync(6, [first.Library, alsoFirsts.Library, second.Library], Token);

        Assert.Equal(
            [(first.Owner, 3), (second.Owner, 3)],
            claimed.CountBy(media => media.OwnerId).Select(pair => (pair.Key, pair.Value))
                .OrderBy(pair => pair.Key != first.Owner));
    }

    [Fact]
    public async Task Claim_TakesTheLowestPriority_WhoeversItIs()
    {
        var first = await _rows.AddLibraryAsync();
        var second = await _rows.AddLibraryAsync();
        var again = await _rows.AddFileAsync(first, priority: AnalysisPriorities.Again);
        var fresh = await _rows.AddFileAsync(second);
        var seen = await _rows.AddFileAsync(second, priority: AnalysisPriorities.LookedAt);
        var ledger = _rows.Ledger();
        var order = new List<Guid>();

        while (await ledger.ClaimAsync(1, [first.Library, second.Library], Token) is [var media])
            order.Add(media.MediaId);

        Assert.Equal([seen, fresh, again], order);
    }

    [Fact]
    public async Task Claim_FindsWhatIsDue_BehindRowsOfABetterPriorityWhoseTimeHasNotCome()
    {
        var library = await _rows.AddLibraryAsync();
        for (var i = 0; i < 40; i++)
            await _rows.AddFileAsync(library, priority: AnalysisPriorities.LookedAt);
        await _rows.ExecuteAsync(
            "UPDATE analysis SET due_at = now() + interval '10 minutes' WHERE library_id = $1", library.Library);
        var due = await _rows.AddFileAsync(library, priority: AnalysisPriorities.Again);

        Assert.Equal(due, Assert.Single(await _rows.Ledger().ClaimAsync(1, [library.Library], Token)).MediaId);
    }

    [Theory]
    [InlineData("basics", false, "Objects")]
    [InlineData("basics", true, "Objects")]
    [InlineData("objects", true, "Basics")]
    [InlineData("analyse", true, "")]
    [InlineData(null, true, "")]
    [InlineData(null, false, "")]
    [InlineData("scan", false, "Basics,Objects")]
    public async Task Claim_TakesNothingThatIsPaused(string? kind, bool isOfOwner, string expected)
    {
        var library = await _rows.AddLibraryAsync();
        var other = await _rows.AddLibraryAsync();
        await _rows.AddFileAsync(library, tasks: [AnalysisTask.Basics, AnalysisTask.Objects]);
        await _rows.AddFileAsync(other, tasks: [AnalysisTask.Basics, AnalysisTask.Objects]);
        await new WorkPauses(database.Source).PauseAsync(kind, isOfOwner ? library.Owner : null, "test", Token);

        var open = await _rows.Ledger().CountOpenAsync([library.Library], Token);
        var claimed = await _rows.Ledger().ClaimAsync(10, [library.Library], Token);
        var others = await _rows.Ledger().ClaimAsync(10, [other.Library], Token);

        Assert.Equal(expected.Length > 0 ? 1 : 0, open);
        Assert.Equal(expected, string.Join(',', claimed.SelectMany(media => media.Tasks)));
        Assert.Equal(isOfOwner ? "Basics,Objects" : expected, string.Join(',', others.SelectMany(media => media.Tasks)));
    }

    [Fact]
    public async Task Claim_LeavesTasksToWorkersThatHaveTheWantedVersion()
    {
        var library = await _rows.AddLibraryAsync();
        await _rows.AddFileAsync(library, tasks: [AnalysisTask.Basics, AnalysisTask.Objects]);
        await _rows.ExecuteAsync(
            """
            INSERT INTO task_versions (task, version, is_chosen, program_version, chosen_at, chosen_by, seen_at)
            VALUES (2, 'objects-2', false, '1.0.0', now(), 'test', now()), (0, $1, false, '1.0.0', now(), 'test', now())
            """,
            TaskPlan.BasicsVersion);

        var old = await _rows.Ledger(Worker("objects-1")).ClaimAsync(10, [library.Library], Token);
        var fresh = await _rows.Ledger(Worker("objects-2")).ClaimAsync(10, [library.Library], Token);

        Assert.Equal([AnalysisTask.Basics], Assert.Single(old).Tasks);
        Assert.Equal([AnalysisTask.Objects], Assert.Single(fresh).Tasks);
    }

    [Theory]
    [InlineData("heartbeat")]
    [InlineData("give back")]
    [InlineData("give back all")]
    public async Task Ledger_TakesRowsInTheOrderInWhichResultsAreStored_SoThatNobodyWaitsInACircle(string statement)
    {
        var library = await _rows.AddLibraryAsync();
        var files = new List<Guid>();
        for (var i = 0; i < 8; i++)
            files.Add(await _rows.AddFileAsync(library));
        var worker = new WorkerIdentity();
        var ledger = _rows.Ledger(worker);
        Assert.Equal(8, (await ledger.ClaimAsync(8, [library.Library], Token)).Count);
        // The last lies first on the disk, and its lease ends first.
        foreach (var file in files.AsEnumerable().Reverse())
            await _rows.ExecuteAsync("UPDATE analysis SET lease_until = clock_timestamp() + interval '1 h' WHERE media_id = $1", file);
        await using var writer = await database.Source.OpenConnectionAsync(Token);
        await using var transaction = await writer.BeginTransactionAsync(Token);
        await HoldAsync(writer, files[0]);

        var waiting = statement switch
        {
            "heartbeat" => ledger.HeartbeatAsync(Token),
            "give back" => ledger.GiveBackAsync(files, Token),
            _ => ledger.GiveBackAllAsync(Token),
        };
        while (await _rows.ScalarAsync<long>(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%lease_until%'
            """) == 0)
        {
            Assert.False(waiting.IsCompleted);
            await Task.Delay(10, Token);
        }
        foreach (var file in files.Skip(1))
            await HoldAsync(writer, file);
        await transaction.RollbackAsync(Token);
        await waiting;

        static Task HoldAsync(NpgsqlConnection connection, Guid file) => connection.ExecuteAsync(
            "SELECT 1 FROM analysis WHERE media_id = $1 FOR UPDATE NOWAIT", Token, file);
    }

    [Fact]
    public async Task Absent_IsNothingClaimedFrom_UntilItIsBack_OrGoneForGood()
    {
        var (back, gone) = (await _rows.AddLibraryAsync(), await _rows.AddLibraryAsync());
        foreach (var library in new[] { back, gone })
            await _rows.AddFileAsync(library);
        var folder = Directory.CreateTempSubdirectory("recognize-back-");
        var root = Path.Combine(folder.FullName, "share");
        await _rows.ExecuteAsync("UPDATE libraries SET root_path = $2 WHERE id = $1", back.Library, root);
        var absent = database.Get<AbsentLibraries>();
        var ledger = new AnalysisLedger(
            database.Source, new WorkerIdentity(), new AnalysisOptions { Reconnecting = TimeSpan.Zero }, absent: absent);
        var both = new[] { back.Library, gone.Library };
        foreach (var media in await ledger.ClaimAsync(2, both, Token))
            Assert.True(await absent.IsAwayAsync(media.Library, Token));
        await ledger.GiveBackAllAsync(Token);

        var (claimed, open) = (await ledger.ClaimAsync(2, both, Token), await ledger.CountOpenAsync(both, Token));
        var standing = absent.Standing;
        await _rows.ExecuteAsync("DELETE FROM libraries WHERE id = $1", gone.Library);
        Directory.CreateDirectory(root);
        File.WriteAllText(Path.Combine(root, "a.jpg"), "a");
        while (absent.Ids.Length > 0)
        {
            await absent.LookAgainAsync(Token);
            await Task.Delay(20, Token);
        }
        folder.Delete(recursive: true);

        Assert.Equal((0, 0), (claimed.Count, open));
        Assert.Contains("2 libraries", standing, StringComparison.Ordinal);
        Assert.Null(absent.Standing);
        Assert.Single(await ledger.ClaimAsync(2, both, Token));
    }

    [Fact]
    public async Task Recover_CountsOnlyTheDeathOfAProcess_NotALeaseThatEnded()
    {
        await _rows.ExecuteAsync("UPDATE analysis SET state = 0 WHERE state = 1");
        var library = await _rows.AddLibraryAsync();
        var hung = await _rows.AddFileAsync(library);
        var worker = new WorkerIdentity();
        await _rows.Ledger(worker).ClaimAsync(1, [library.Library], Token);
        await _rows.ExecuteAsync("UPDATE analysis SET lease_until = now() - interval '1 s' WHERE media_id = $1", hung);
        await using (await _rows.HoldLockAsync(worker))
        {
            Assert.Equal(1, await _rows.Ledger().RecoverAsync(Token));
        }
        Assert.Equal(0, await CrashesAsync(hung));
        Assert.Single(await _rows.Ledger(worker).ClaimAsync(1, [library.Library], Token));

        Assert.Equal(1, await _rows.Ledger().RecoverAsync(Token));

        Assert.Equal(1, await CrashesAsync(hung));
    }

    [Fact]
    public async Task Recover_TrustsNoFreeLock_RightAfterTheServerWasStarted()
    {
        await _rows.ExecuteAsync("UPDATE analysis SET state = 0 WHERE state = 1");
        var library = await _rows.AddLibraryAsync();
        var file = await _rows.AddFileAsync(library);
        var other = await _rows.AddFileAsync(library);
        await _rows.Ledger().ClaimAsync(2, [library.Library], Token);
        await _rows.ExecuteAsync("UPDATE analysis SET lease_until = now() - interval '1 s' WHERE media_id = $1", file);
        // As long as this server lives, it has just been started.
        var careful = new AnalysisLedger(
            database.Source, new WorkerIdentity(), new AnalysisOptions { Reconnecting = TimeSpan.FromDays(1) });

        var recovered = await careful.RecoverAsync(Token);

        Assert.Equal(1, recovered);
        Assert.Equal(0, await CrashesAsync(file));
        Assert.Equal(1L, await _rows.ScalarAsync<long>("SELECT count(*) FROM analysis WHERE media_id = $1 AND state = 1", other));
    }

    [Fact]
    public async Task RepairDue_MakesDueWhatWasWrittenBeforeTheClockWasSetBack()
    {
        var library = await _rows.AddLibraryAsync();
        var (ahead, pausing, gone) = (
            await _rows.AddFileAsync(library), await _rows.AddFileAsync(library), await _rows.AddFileAsync(library));
        await SetDueAsync(ahead, "now() + interval '3 hours'");
        await SetDueAsync(pausing, "now() + interval '50 minutes'");
        await SetDueAsync(gone, "'infinity'");

        var suspect = await _rows.AddFileAsync(library);
        await _rows.ExecuteAsync("UPDATE analysis SET crashes = 1 WHERE media_id = $1", suspect);
        await SetDueAsync(suspect, "now() + interval '3 hours'");

        var repaired = await _rows.Ledger().RepairDueAsync(Token);

        Assert.Equal(2, repaired);
        Assert.Equal(suspect, (await _rows.Ledger().ClaimSuspectAsync([library.Library], Token))?.MediaId);
        Assert.Equal(ahead, Assert.Single(await _rows.Ledger().ClaimAsync(10, [library.Library], Token)).MediaId);
    }

    private Task SetDueAsync(Guid mediaId, string dueAt) =>
        _rows.ExecuteAsync($"UPDATE analysis SET due_at = {dueAt} WHERE media_id = $1", mediaId);

    private async Task<int> CrashesAsync(Guid mediaId) =>
        await _rows.ScalarAsync<short>("SELECT crashes FROM analysis WHERE media_id = $1", mediaId);

    private static WorkerIdentity Worker(string version) =>
        new() { Packs = new Dictionary<AnalysisTask, string> { [AnalysisTask.Objects] = version } };
}
