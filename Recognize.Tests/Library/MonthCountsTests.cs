using Recognize.Models.Library;
using Recognize.Models.Persistence;
using Recognize.Tests.Support;

namespace Recognize.Tests.Library;

public sealed class MonthCountsTests(ScannedDatabase database) : IClassFixture<ScannedDatabase>
{
    private const string CountAll =
        """
        SELECT coalesce(string_agg(owner_id || ' ' || month || ' ' || count, E'\n' ORDER BY owner_id, month), '')
        FROM (
            SELECT owner_id, to_char(local_at, 'YYYY-MM') AS month, count(*) FROM media
            WHERE removed_at IS NULL AND kind IN (0, 1) GROUP BY 1, 2
        ) AS counted
        """;

    private const string SumAll =
        """
        SELECT coalesce(string_agg(owner_id || ' ' || to_char(month, 'YYYY-MM') || ' ' || count, E'\n' ORDER BY owner_id, month), '')
        FROM (
            SELECT owner_id, month, sum(change) AS count FROM month_counts GROUP BY owner_id, month HAVING sum(change) <> 0
        ) AS summed
        """;

    private const string AddFiles =
        """
        INSERT INTO media (id, library_id, owner_id, relative_path, kind, mime_type, size_bytes, modified_ticks, added_at,
                           sort_at, taken_at, warnings, removed_at)
        SELECT gen_random_uuid(), id, owner_id, gen_random_uuid()::text, floor(random() * 3), '', 1, 1, now(),
            timestamptz '2020-01-31 23:00Z' + floor(random() * 4) * interval '1 month',
            CASE WHEN random() < 0.5 THEN timestamp '2019-12-31 23:30' + floor(random() * 4) * interval '1 month' END,
            '{}', CASE WHEN random() < 0.2 THEN now() END
        FROM libraries, generate_series(1, 8) WHERE id = ANY ($1)
        """;

    /// <summary>Each takes libraries $1; what a program does, and what only an administrator would.</summary>
    private static readonly string[] Operations =
    [
        AddFiles,
        "UPDATE media SET removed_at = now() WHERE library_id = ANY ($1) AND removed_at IS NULL AND random() < 0.3",
        "UPDATE media SET removed_at = NULL WHERE library_id = ANY ($1) AND removed_at IS NOT NULL AND random() < 0.5",
        "UPDATE media SET removed_at = now() + interval '1 s' WHERE library_id = ANY ($1) AND removed_at IS NOT NULL",
        "UPDATE media SET taken_at = timestamp '2021-02-28 23:59:59' WHERE library_id = ANY ($1) AND random() < 0.2",
        "UPDATE media SET taken_at = NULL WHERE library_id = ANY ($1) AND random() < 0.2",
        "UPDATE media SET sort_at = sort_at - interval '40 days' WHERE library_id = ANY ($1) AND random() < 0.3",
        "UPDATE media SET kind = (kind + 1) % 3, removed_at = NULL WHERE library_id = ANY ($1) AND random() < 0.2",
        "UPDATE media SET library_id = $1[2], relative_path = 'in/' || id WHERE library_id = $1[1] AND random() < 0.3",
        "UPDATE media SET size_bytes = size_bytes + 1 WHERE library_id = ANY ($1)",
        "DELETE FROM media WHERE library_id = ANY ($1) AND random() < 0.1",
    ];

    private readonly LedgerRows _rows = new(database);
    private readonly MonthCounts _counts = new(database.Source);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Counts_AreThoseOfTheRows_AfterAnyOperationsOfSeveralAtOnce(int seed)
    {
        var first = await _rows.AddLibraryAsync();
        var second = await _rows.AddLibraryAsync(first.Owner);

        var counts = await Task.WhenAll(Enumerable.Range(0, 3).Select(
            worker => OperateAsync(new Random((seed * 10) + worker), first.Library, second.Library)));
        await _rows.ExecuteAsync(AddFiles, new[] { first.Library, second.Library });

        Assert.All(counts, done => Assert.True(done > 30, $"Only {done} operations went through."));
        await _rows.AssertCountedAsync(CountAll, SumAll, _counts.RollUpAsync, _counts.RecountAsync);
    }

    /// <summary>Each way alone, so that a mistake in one is not made good by another.</summary>
    [Theory]
    [InlineData("UPDATE media SET removed_at = now() WHERE library_id = $1", "")]
    [InlineData("UPDATE media SET kind = 2 WHERE library_id = $1", "")]
    [InlineData("UPDATE media SET kind = 1 WHERE library_id = $1", "2024-07 1")]
    [InlineData("UPDATE media SET taken_at = timestamp '2001-02-03 04:05' WHERE library_id = $1", "2001-02 1")]
    [InlineData("UPDATE media SET sort_at = timestamptz '2001-03-31 23:59Z' WHERE library_id = $1", "2001-03 1")]
    [InlineData("UPDATE media SET title = 'x' WHERE library_id = $1", "2024-07 1")]
    [InlineData("DELETE FROM media WHERE library_id = $1", "")]
    [InlineData("DELETE FROM libraries WHERE id = $1", "")]
    public async Task Counts_FollowOneFile(string change, string expected)
    {
        var library = await AddFileAsync();

        await _rows.ExecuteAsync(change, library.Library);

        Assert.Equal(expected, await MonthsAsync(library.Owner));
        await _counts.RollUpAsync(Token);
        Assert.Equal(expected, await MonthsAsync(library.Owner));
        await _rows.ExecuteAsync("DELETE FROM users WHERE id = $1", library.Owner);
        await _counts.RollUpAsync(Token);
        Assert.Equal(0L, await _rows.ScalarAsync<long>("SELECT count(*) FROM month_counts WHERE owner_id = $1", library.Owner));
    }

    [Fact]
    public async Task Counts_AreThereAgain_WhenAFileReturns()
    {
        var library = await AddFileAsync();

        await _rows.ExecuteAsync("UPDATE media SET removed_at = now() WHERE library_id = $1", library.Library);
        await _rows.ExecuteAsync("UPDATE media SET removed_at = NULL WHERE library_id = $1", library.Library);

        Assert.Equal("2024-07 1", await MonthsAsync(library.Owner));
    }

    [Fact]
    public async Task RollUp_LeavesOneRowForEachCount_AndThoseOfOneRowAsTheyAre()
    {
        var library = await AddFileAsync();
        var other = await AddFileAsync();
        await _counts.RollUpAsync(Token);
        var place = await PlaceAsync(other.Owner);
        await AddFileAsync(library);

        var gone = await _counts.RollUpAsync(Token);

        Assert.Equal(1, gone);
        Assert.Equal("2024-07 2", await MonthsAsync(library.Owner));
        Assert.Equal(place, await PlaceAsync(other.Owner));
        Assert.Equal(0, await _counts.RollUpAsync(Token));
    }

    [Fact]
    public async Task Recount_CorrectsWhatWasWrittenPastTheTriggers()
    {
        var library = await AddFileAsync();
        await _rows.ExecuteAsync(
            "INSERT INTO month_counts (owner_id, month, change) VALUES ($1, '2024-07-01', 7), ($1, '2010-01-01', 2)", library.Owner);

        var corrected = await _counts.RecountAsync(Token);

        Assert.Equal(2, corrected);
        Assert.Equal("2024-07 1", await MonthsAsync(library.Owner));
    }

    private async Task<(Guid Owner, Guid Library)> AddFileAsync((Guid Owner, Guid Library)? into = null)
    {
        var library = into ?? await _rows.AddLibraryAsync();
        await _rows.ExecuteAsync(
            """
            INSERT INTO media (id, library_id, owner_id, relative_path, kind, mime_type, size_bytes, modified_ticks, added_at,
                               sort_at, warnings)
            VALUES (gen_random_uuid(), $1, $2, gen_random_uuid()::text, 0, '', 1, 1, now(), timestamptz '2024-07-01 00:00Z', '{}')
            """,
            library.Library, library.Owner);
        return library;
    }

    private async Task<string> MonthsAsync(Guid owner)
    {
        var months = await new TimelineMonths(database.Source).ReadAsync(owner, Token);
        return string.Join(' ', months.Select(month => FormattableString.Invariant($"{month.Month:yyyy-MM} {month.Count}")));
    }

    private Task<string> PlaceAsync(Guid owner) =>
        _rows.ScalarAsync<string>("SELECT ctid::text FROM month_counts WHERE owner_id = $1", owner);

    private async Task<int> OperateAsync(Random random, Guid first, Guid second)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Token);
        return await LedgerRows.OperateAsync(random, _counts.RollUpAsync, async i =>
        {
            var sql = i == 0 ? AddFiles : Operations[random.Next(Operations.Length)];
            Guid[] libraries = random.Next(2) == 0 ? [first, second] : [second, first];
            await connection.ExecuteAsync(sql, Token, libraries);
        });
    }
}
