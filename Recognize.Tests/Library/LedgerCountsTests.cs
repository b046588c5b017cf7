using Recognize.Models.Library;
using Recognize.Models.Persistence;
using Recognize.Tests.Support;

namespace Recognize.Tests.Library;

public sealed class LedgerCountsTests(ScannedDatabase database) : IClassFixture<ScannedDatabase>
{
    private const string CountAll =
        """
        SELECT string_agg(library_id || ' ' || task || ' ' || state || ' ' || count, E'\n' ORDER BY library_id, task, state)
        FROM (
            SELECT m.library_id, a.task, a.state, count(*) FROM analysis a JOIN media m ON m.id = a.media_id
            WHERE m.removed_at IS NULL GROUP BY m.library_id, a.task, a.state
        ) AS counted
        """;

    private const string SumAll =
        """
        SELECT string_agg(library_id || ' ' || task || ' ' || state || ' ' || count, E'\n' ORDER BY library_id, task, state)
        FROM (
            SELECT library_id, task, state, sum(change) AS count FROM analysis_counts
            GROUP BY library_id, task, state HAVING sum(change) <> 0
        ) AS summed
        """;

    /// <summary>Each takes libraries $1; what a program does, and what only an administrator would.</summary>
    private static readonly string[] Operations =
    [
        """
        WITH added AS (
            INSERT INTO media (id, library_id, owner_id, relative_path, kind, mime_type, size_bytes, modified_ticks, added_at,
                               sort_at, warnings, removed_at)
            SELECT gen_random_uuid(), id, owner_id, gen_random_uuid()::text, 0, '', 1, 1, now(), now(), '{}',
                CASE WHEN random() < 0.2 THEN now() END
            FROM libraries, generate_series(1, 5) WHERE id = ANY ($1)
            RETURNING id
        )
        SELECT 1
        """,
        """
        INSERT INTO analysis (media_id, task, state, priority, due_at, attempts, crashes)
        SELECT m.id, task, (ARRAY[0, 5, 6])[1 + floor(random() * 3)::int], 0, now(), 0, 0
        FROM media m, generate_series(0, 3) task WHERE m.library_id = ANY ($1) AND random() < 0.5
        ON CONFLICT DO NOTHING
        """,
        "UPDATE analysis SET state = 1, lease_until = now() WHERE library_id = ANY ($1) AND state = 0 AND random() < 0.5",
        """
        UPDATE analysis SET state = (ARRAY[0, 2, 3, 4])[1 + floor(random() * 4)::int]
        WHERE library_id = ANY ($1) AND state = 1 AND random() < 0.7
        """,
        "UPDATE analysis SET state = 0 WHERE library_id = ANY ($1) AND state IN (2, 3, 4, 5, 6) AND random() < 0.3",
        "UPDATE analysis SET lease_until = now() WHERE library_id = ANY ($1) AND state = 1",
        "UPDATE media SET removed_at = now() WHERE library_id = ANY ($1) AND removed_at IS NULL AND random() < 0.3",
        "UPDATE media SET removed_at = NULL WHERE library_id = ANY ($1) AND removed_at IS NOT NULL AND random() < 0.5",
        "UPDATE media SET removed_at = now() + interval '1 s' WHERE library_id = ANY ($1) AND removed_at IS NOT NULL",
        "UPDATE media SET library_id = $1[2], relative_path = 'in/' || id WHERE library_id = $1[1] AND random() < 0.3",
        "UPDATE media SET size_bytes = size_bytes + 1 WHERE library_id = ANY ($1)",
        "DELETE FROM media WHERE library_id = ANY ($1) AND random() < 0.1",
        "DELETE FROM analysis WHERE library_id = ANY ($1) AND random() < 0.1",
    ];

    private readonly LedgerRows _rows = new(database);
    private readonly LedgerCounts _counts = new(database.Source);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Counts_AreThoseOfTheRows_AfterAnyOperationsOfSeveralAtOnce(int seed)
    {
        var first = (await _rows.AddLibraryAsync()).Library;
        var second = (await _rows.AddLibraryAsync()).Library;

        await Task.WhenAll(Enumerable.Range(0, 3).Select(worker => OperateAsync(new Random((seed * 10) + worker), first, second)));

        await _rows.AssertCountedAsync(CountAll, SumAll, _counts.RollUpAsync, _counts.RecountAsync);
    }

    [Fact]
    public async Task Counts_AreGone_WithTheirLibraryOrUser()
    {
        var (owner, library) = await _rows.AddLibraryAsync();
        await _rows.AddFileAsync((owner, library));
        var other = await _rows.AddLibraryAsync();
        await _rows.AddFileAsync(other);

        await _rows.ExecuteAsync("DELETE FROM libraries WHERE id = $1", library);
        await _rows.ExecuteAsync("DELETE FROM users WHERE id = $1", other.Owner);

        Assert.Equal(0L, await _rows.ScalarAsync<long>(
            "SELECT coalesce(sum(change), 0)::bigint FROM analysis_counts WHERE library_id = ANY ($1)",
            new[] { library, other.Library }));
    }

    [Fact]
    public async Task Read_TellsOneUsersCounts()
    {
        var library = await _rows.AddLibraryAsync();
        await _rows.AddFileAsync(library);
        await _rows.SetAsync(await _rows.AddFileAsync(library), AnalysisState.Failed);
        await _rows.AddFileAsync(await _rows.AddLibraryAsync());

        var counts = await _counts.ReadAsync(library.Owner, Token);

        Assert.Equal(
            [new(AnalysisTask.Basics, AnalysisState.Due, 1), new(AnalysisTask.Basics, AnalysisState.Failed, 1)], counts);
    }

    [Fact]
    public async Task RollUp_LeavesOneRowForEachCount()
    {
        var library = await _rows.AddLibraryAsync();
        for (var i = 0; i < 5; i++)
            await _rows.AddFileAsync(library);

        var gone = await _counts.RollUpAsync(Token);

        Assert.True(gone >= 4);
        Assert.Equal(1L, await _rows.ScalarAsync<long>(
            "SELECT count(*) FROM analysis_counts WHERE library_id = $1", library.Library));
    }

    [Fact]
    public async Task Recount_CorrectsWhatWasWrittenPastTheTriggers()
    {
        var library = await _rows.AddLibraryAsync();
        await _rows.AddFileAsync(library);
        await _rows.ExecuteAsync(
            "INSERT INTO analysis_counts (library_id, task, state, change) VALUES ($1, 0, 0, 7)", library.Library);
        await _rows.ExecuteAsync("ALTER TABLE media DISABLE TRIGGER media_move_analysis");
        await _rows.ExecuteAsync("UPDATE media SET removed_at = now() WHERE library_id = $1", library.Library);
        await _rows.ExecuteAsync("ALTER TABLE media ENABLE TRIGGER media_move_analysis");

        var corrected = await _counts.RecountAsync(Token);

        Assert.Equal(2, corrected);
        Assert.Empty(await _counts.ReadAsync(library.Owner, Token));
    }

    private async Task OperateAsync(Random random, Guid first, Guid second)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Token);
        await LedgerRows.OperateAsync(random, _counts.RollUpAsync, async i =>
        {
            var sql = i == 0 ? Operations[0] : Operations[random.Next(Operations.Length)];
            Guid[] libraries = random.Next(2) == 0 ? [first, second] : [second, first];
            await connection.ExecuteAsync(sql, Token, libraries);
        });
    }
}
