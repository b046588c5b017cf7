using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Recognize.Api.Accounts;
using Recognize.Api.Media;
using Recognize.Api.People;
using Recognize.Api.Tags;
using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Models.Persistence;
using Recognize.Models.Search;
using Recognize.Models.Sealing;
using Recognize.Models.Sharing;
using Recognize.Worker.Analysis;

namespace Recognize.Tests.Seeding;

/// <summary>
/// What a worker and a list do in a large library, held against the server's own statistics: none of it may read a whole
/// table. See docs/scale.md for times.
/// </summary>
public sealed class ScalePlanTests(SeededDatabase seeded) : IClassFixture<SeededDatabase>
{
    private static readonly string[] Large = ["media", "analysis", "faces", "media_tags", "album_items"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Claim_ReadsNoWholeTable() => ReadsNoWholeTableAsync(async source =>
    {
        var ledger = new AnalysisLedger(source, new WorkerIdentity(), new AnalysisOptions());
        var claimed = await ledger.ClaimAsync(32, null, Token);
        await ledger.HeartbeatAsync(Token);
        await ledger.GiveBackAsync([.. claimed.Select(media => media.MediaId)], Token);
        await ledger.RecoverAsync(Token);
        await ledger.RepairDueAsync(Token);
        Assert.Null(await ledger.ClaimSuspectAsync(null, Token));
        Assert.Equal(32, claimed.Count);
    });

    [Fact]
    public Task Claim_ReadsNoWholeTable_WhenAllIsPaused() => ReadsNoWholeTableAsync(async source =>
    {
        var pauses = new Recognize.Models.Jobs.WorkPauses(source);
        await pauses.PauseAsync(null, null, "test", Token);
        var ledger = new AnalysisLedger(source, new WorkerIdentity(), new AnalysisOptions());
        var claimed = await ledger.ClaimAsync(32, null, Token);
        await pauses.ResumeAsync(null, null, Token);
        Assert.Empty(claimed);
    });

    [Fact]
    public Task OnePhotosResults_ReadNoWholeTable() => ReadsNoWholeTableAsync(async source =>
    {
        var worker = new WorkerIdentity();
        var claimed = Assert.Single(await new AnalysisLedger(source, worker, new AnalysisOptions()).ClaimAsync(1, null, Token));
        var writer = new OutcomeWriter(
            source, worker, new AnalysisOptions(), new TagWriter(source),
            seeded.Installation.Get<OwnerKeys>(), NullLogger<OutcomeWriter>.Instance);
        var outcome = new AnalysisOutcome(
            claimed, [.. claimed.Tasks.Select(task => TaskOutcome.Succeeded(task, "scale-1"))])
        {
            Basics = new BasicsResult { ContentHash = new byte[32], Keywords = ["holiday"] },
        };

        await writer.WriteAsync([outcome], Token);

        Assert.Equal(
            claimed.Tasks.Count,
            await seeded.Installation.ScalarAsync<int>(
                $"SELECT count(*) FROM analysis WHERE media_id = '{claimed.MediaId}' AND state = 2"));
    });

    [Fact]
    public Task Counts_ReadNoWholeTable() => ReadsNoWholeTableAsync(async source =>
    {
        var counts = await new LedgerCounts(source).ReadAsync(seeded.Owner, Token);
        await new WorkRates(source).ReadAsync(seeded.Owner, TimeSpan.FromMinutes(5), Token);
        Assert.True(counts.Sum(row => row.Count) > SeededDatabase.Media);
    });

    [Fact]
    public async Task Months_ReadNoFile()
    {
        var shown = await seeded.Installation.ScalarAsync<int>("SELECT count(*) FROM media WHERE removed_at IS NULL AND kind <> 2");

        var before = await RowsReadAsync("media_days");
        await ReadsNoWholeTableAsync(async source =>
            Assert.Equal(shown, (await new TimelineMonths(source).ReadAsync(seeded.Owner, Token)).Sum(month => month.Count)));

        Assert.Equal(before, await RowsReadAsync("media_days"));
    }

    /// <summary>Also where a lost disk made all of them in one moment, as here.</summary>
    [Fact]
    public async Task LatestFailures_ReadNoMoreThanTheyShow()
    {
        Assert.True(await seeded.Installation.ScalarAsync<int>("SELECT count(*) FROM analysis WHERE state IN (3, 4)") > 500);
        var before = await RowsReadAsync("analysis_failures");

        await ReadsNoWholeTableAsync(async source =>
        {
            await using var context = Open(source);
            var failures = await new OwnerScope(context, AskedBy(seeded.Owner)).LatestFailures(20).ToListAsync(Token);
            Assert.Equal(20, failures.Count);
        });

        Assert.InRange(await RowsReadAsync("analysis_failures") - before, 20, 40);
    }

    [Fact]
    public Task Search_ReadsNoWholeTable_OfFrequentTagsAndPeople() => ReadsNoWholeTableAsync(async source =>
    {
        await using var context = Open(source);
        var search = new MediaSearch(context, seeded.Owner);
        foreach (var query in (string[])["\"generated 0\" \"generated 1\"", "\"generated 0\" Jonas", "\"no people\" \"generated 0\""])
        {
            var found = await search.FindPageAsync(await search.ReadAsync(query, Token), Token);
            var page = await MediaTimeline.Select(found.Media, null).Take(101).ToListAsync(Token);
            Assert.Equal(101, page.Count);
            Assert.NotNull(found.Known);
        }
    });

    [Fact]
    public Task Requests_ReadNoWholeTable() => ReadsNoWholeTableAsync(async source =>
    {
        var requests = new AnalysisRequests(source);
        await using var context = Open(source);
        var file = await context.Media.Where(item => item.OwnerId == seeded.Owner && item.RemovedAt == null)
            .OrderByDescending(item => item.SortAt).Select(item => item.Id).FirstAsync(Token);
        await requests.LookAtAsync(file, Token);
        await requests.ReanalyseAsync(seeded.Owner, [file], null, AnalysisPriorities.LookedAt, Token);
        Assert.True(await requests.RetryFailedAsync(new() { ErrorKind = AnalysisErrorKind.Poison }, Token) > 0);
    });

    [Fact]
    public Task Timeline_ReadsNoWholeTable_OnTheFirstPageAndDeepDown() => ReadsNoWholeTableAsync(async source =>
    {
        await using var context = Open(source);
        var visible = context.Media.Where(item => item.OwnerId == seeded.Owner && item.RemovedAt == null);
        var first = await MediaTimeline.Select(visible, null).Take(101).ToListAsync(Token);
        var middle = new DateTimeOffset(2014, 6, 1, 0, 0, 0, TimeSpan.Zero);
        var deep = await MediaTimeline.Select(visible, new TimelineKey(middle, Guid.Empty)).Take(101).ToListAsync(Token);

        Assert.Equal(101, first.Count);
        Assert.Equal(101, deep.Count);
        Assert.All(deep, item => Assert.True(item.SortAt <= middle));
    });

    [Fact]
    public Task Lists_ReadNoWholeTable() => ReadsNoWholeTableAsync(async source =>
    {
        await using var context = Open(source);
        var scope = new OwnerScope(context, AskedBy(seeded.Owner));
        var tags = await TagEndpoints.Count(scope).OrderByDescending(tag => tag.MediaCount).Take(101).ToListAsync(Token);
        var first = await PeopleQueries.RankAsync(scope, scope.People, null, 21, Token);
        var last = first[^1];
        var next = await PeopleQueries.RankAsync(
            scope, scope.People, new PeopleKey(last.IsUnnamed, last.FaceCount, last.Id), 200, Token);
        var shown = await PeopleQueries.CompleteAsync(scope, first, Token);

        Assert.Equal(101, tags.Count);
        Assert.Equal(seeded.Made.People, first.Count + next.Count);
        Assert.All(shown, person => Assert.True(person.FaceCount == 0 || person.Cover is not null));
    });

    [Fact]
    public async Task SharedThings_ReadNoWholeTable()
    {
        var guest = (await seeded.Installation.Get<AccountDirectory>().CreateUserAsync("guest", isAdmin: false, Token)).User.Id;
        await seeded.Installation.ExecuteAsync(
            $"""
            INSERT INTO albums (id, owner_id, name, created_at, changed_at) VALUES ('{guest}', '{seeded.Owner}', 'All', now(), now());
            INSERT INTO album_items (album_id, media_id, position, added_by, added_at)
            SELECT '{guest}', id, row_number() OVER (ORDER BY sort_at), '{seeded.Owner}', now() FROM media
            WHERE owner_id = '{seeded.Owner}' AND removed_at IS NULL;
            INSERT INTO shares (id, owner_id, recipient_id, album_id, library_id, access, with_people, created_at, changed_at)
            SELECT gen_random_uuid(), '{seeded.Owner}', '{guest}', album, library, 1, true, now(), now()
            FROM (SELECT NULL::uuid, id FROM libraries WHERE owner_id = '{seeded.Owner}' UNION ALL SELECT '{guest}', NULL) AS t (album, library);
            ANALYZE;
            """);

        await ReadsNoWholeTableAsync(async source =>
        {
            await using var context = Open(source);
            var scope = new VisibleScope(context, AskedBy(guest));
            var album = (await scope.FindAlbumAsync(guest, Token))!.Album;
            var page = await scope.ItemsOf(album).Where(item => item.Position > 9_000).OrderBy(item => item.Position)
                .ThenBy(item => item.Media.Id).Take(101).ToListAsync(Token);
            var file = (await scope.FindMediaAsync(page[7].Media.Id, Token))!;
            var library = (await scope.FindLibraryAsync(file.Item.LibraryId, Token))!;
            var timeline = await MediaTimeline.Select(
                scope.FilesOf(library), new TimelineKey(file.Item.SortAt, file.Item.Id)).Take(101).ToListAsync(Token);
            var tags = await scope.TagsOf(file).ToListAsync(Token);
            var people = await scope.PeopleOn(file).ToListAsync(Token);
            var own = await scope.FindMediaAsync(Guid.NewGuid(), Token);
            var joining = await new Visibility(context, guest).MayJoin(album, [.. page.Select(item => item.Media.Id)]).CountAsync(Token);

            Assert.Equal((101, 101, 101), (page.Count, timeline.Count, joining));
            Assert.Equal((AccessLevel.Write, true), (file.Access, file.ShowsPeople));
            Assert.Null(own);
            Assert.True(tags.Count + people.Count > 0);
        });
    }

    /// <summary>A reconcile counts files once for each library, and reads nothing else whole.</summary>
    [Fact]
    public async Task Reconcile_ReadsTheFilesOnce_WhenNothingIsToDo()
    {
        var plan = new TaskPlan(
            Enum.GetValues<AnalysisTask>().ToDictionary(
                task => task,
                task => task == AnalysisTask.Basics ? TaskPlan.BasicsVersion : "generated-1"),
            FacesAllowed: true);
        await new LedgerReconciler(seeded.Source).ReconcileAsync(seeded.Owner, plan, Token);

        var scans = await ScansAsync(async source =>
            Assert.Equal(0, await new LedgerReconciler(source).ReconcileAsync(seeded.Owner, plan, Token)));

        Assert.DoesNotContain("analysis", scans.Keys);
        Assert.InRange(scans.GetValueOrDefault("media"), 0, 1);
    }

    private static HttpContextAccessor AskedBy(Guid user) => new()
    {
        HttpContext = new DefaultHttpContext
        {
            User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("user", user.ToString())], ApiClaims.Session)),
        },
    };

    private async Task ReadsNoWholeTableAsync(Func<NpgsqlDataSource, Task> act) => Assert.Empty(await ScansAsync(act));

    private static RecognizeDbContext Open(NpgsqlDataSource source) =>
        new(new DbContextOptionsBuilder<RecognizeDbContext>().UseNpgsql(source).Options);

    /// <summary>Whole reads of large tables by what <paramref name="act"/> does on connections of its own.</summary>
    private async Task<Dictionary<string, long>> ScansAsync(Func<NpgsqlDataSource, Task> act)
    {
        var before = await ReadScansAsync();
        await using (var source = NpgsqlDataSource.Create(seeded.Installation.ConnectionString))
        {
            await act(source);
        }
        var after = await ReadScansAsync();
        return after.Where(table => table.Value > before[table.Key])
            .ToDictionary(table => table.Key, table => table.Value - before[table.Key]);
    }

    /// <summary>Entries of an index that were read so far.</summary>
    private async Task<long> RowsReadAsync(string index)
    {
        await WaitForStatisticsAsync();
        return await seeded.Installation.ScalarAsync<long>(
            $"SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = '{index}'");
    }

    private async Task<Dictionary<string, long>> ReadScansAsync()
    {
        await WaitForStatisticsAsync();
        await using var connection = await seeded.Source.OpenConnectionAsync(Token);
        var rows = await connection.ReadAsync(
            "SELECT relname, seq_scan FROM pg_stat_user_tables WHERE relname = ANY ($1)",
            row => (row.GetString(0), row.GetInt64(1)), Token, (object)Large);
        return rows.ToDictionary(row => row.Item1, row => row.Item2);
    }

    private async Task WaitForStatisticsAsync()
    {
        // A process of the server adds its statistics to the rest when it ends, at the latest.
        seeded.Source.Clear();
        await using var connection = await seeded.Source.OpenConnectionAsync(Token);
        while ((await connection.ReadAsync(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
            """,
            row => row.GetInt64(0), Token))[0] > 0)
        {
            await Task.Delay(10, Token);
        }
    }
}
