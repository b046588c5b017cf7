using Recognize.Models.Persistence;
using Recognize.Models.Tags;
using Recognize.Tests.Library;
using Recognize.Tests.Support;

namespace Recognize.Tests.Tags;

public sealed class TagCountsTests(ScannedDatabase database) : IClassFixture<ScannedDatabase>
{
    private const string CountAll =
        """
        SELECT coalesce(string_agg(owner_id || ' ' || tag_id || ' ' || count, E'\n' ORDER BY owner_id, tag_id), '')
        FROM (
            SELECT m.owner_id, t.tag_id, count(DISTINCT t.media_id) FROM media_tags t JOIN media m ON m.id = t.media_id
            WHERE m.removed_at IS NULL AND NOT EXISTS (
                SELECT 1 FROM media_tags r WHERE r.media_id = t.media_id AND r.tag_id = t.tag_id AND r.is_removed)
            GROUP BY m.owner_id, t.tag_id
        ) AS counted
        """;

    private const string SumAll =
        """
        SELECT coalesce(string_agg(owner_id || ' ' || tag_id || ' ' || count, E'\n' ORDER BY owner_id, tag_id), '')
        FROM (
            SELECT owner_id, tag_id, sum(change) AS count FROM tag_counts
            GROUP BY owner_id, tag_id HAVING sum(change) <> 0
        ) AS summed
        """;

    private const string AddTags =
        "INSERT INTO tags (id, name, kind, names) SELECT 'counted-' || n, '', 0, '{}' FROM generate_series(1, 4) n ON CONFLICT DO NOTHING";

    private const string AddFiles =
        """
        INSERT INTO media (id, library_id, owner_id, relative_path, kind, mime_type, size_bytes, modified_ticks, added_at,
                           sort_at, warnings, removed_at)
        SELECT gen_random_uuid(), id, owner_id, gen_random_uuid()::text, 0, '', 1, 1, now(), now(), '{}',
            CASE WHEN random() < 0.2 THEN now() END
        FROM libraries, generate_series(1, 5) WHERE id = ANY ($1)
        """;

    /// <summary>Each takes libraries $1; what a program does, and what only an administrator would.</summary>
    private static readonly string[] Operations =
    [
        AddFiles,
        """
        INSERT INTO media_tags (media_id, tag_id, source, score, is_removed)
        SELECT m.id, t.id, source, 0.5, random() < 0.1
        FROM media m, tags t, generate_series(0, 2) source
        WHERE m.library_id = ANY ($1) AND t.id LIKE 'counted-%' AND random() < 0.3
        ON CONFLICT DO NOTHING
        """,
        // All sources of a tag may come or go in one statement, or in two at once.
        """
        DELETE FROM media_tags WHERE source = floor(random() * 3)
            AND media_id IN (SELECT id FROM media WHERE library_id = ANY ($1)) AND random() < 0.5
        """,
        "DELETE FROM media_tags WHERE media_id IN (SELECT id FROM media WHERE library_id = ANY ($1) AND random() < 0.2)",
        """
        UPDATE media_tags SET is_removed = NOT is_removed
        WHERE media_id IN (SELECT id FROM media WHERE library_id = ANY ($1)) AND random() < 0.15
        """,
        "UPDATE media_tags SET is_removed = false WHERE media_id IN (SELECT id FROM media WHERE library_id = ANY ($1))",
        "UPDATE media_tags SET score = random() WHERE media_id IN (SELECT id FROM media WHERE library_id = ANY ($1))",
        "UPDATE media SET removed_at = now() WHERE library_id = ANY ($1) AND removed_at IS NULL AND random() < 0.3",
        "UPDATE media SET removed_at = NULL WHERE library_id = ANY ($1) AND removed_at IS NOT NULL AND random() < 0.5",
        "UPDATE media SET removed_at = now() + interval '1 s' WHERE library_id = ANY ($1) AND removed_at IS NOT NULL",
        "UPDATE media SET library_id = $1[2], relative_path = 'in/' || id WHERE library_id = $1[1] AND random() < 0.3",
        "UPDATE media SET size_bytes = size_bytes + 1 WHERE library_id = ANY ($1)",
        "DELETE FROM media WHERE library_id = ANY ($1) AND random() < 0.1",
        "DELETE FROM tags WHERE id LIKE 'counted-%' AND random() < 0.2",
        AddTags,
    ];

    private readonly LedgerRows _rows = new(database);
    private readonly TagCounts _counts = new(database.Source);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Counts_AreThoseOfTheRows_AfterAnyOperationsOfSeveralAtOnce(int seed)
    {
        var first = await _rows.AddLibraryAsync();
        var second = await _rows.AddLibraryAsync(first.Owner);
        await _rows.ExecuteAsync(AddTags);

        var counts = await Task.WhenAll(Enumerable.Range(0, 3).Select(
            worker => OperateAsync(new Random((seed * 10) + worker), first.Library, second.Library)));
        await _rows.ExecuteAsync(AddTags);
        await _rows.ExecuteAsync(AddFiles, new[] { first.Library, second.Library });
        await _rows.ExecuteAsync(Operations[1], new[] { first.Library, second.Library });

        Assert.All(counts, done => Assert.True(done > 30, $"Only {done} operations went through."));
        await _rows.AssertCountedAsync(CountAll, SumAll, _counts.RollUpAsync, _counts.RecountAsync);
    }

    [Fact]
    public async Task Counts_AreGone_WithTheirLibraryOrUser()
    {
        var library = await AddTaggedFileAsync();
        var other = await AddTaggedFileAsync();

        await _rows.ExecuteAsync("DELETE FROM libraries WHERE id = $1", library.Library);
        await _rows.ExecuteAsync("DELETE FROM users WHERE id = $1", other.Owner);
        await _counts.RollUpAsync(Token);

        Assert.Equal(0L, await _rows.ScalarAsync<long>(
            "SELECT count(*) FROM tag_counts WHERE owner_id = ANY ($1)", new[] { library.Owner, other.Owner }));
    }

    [Fact]
    public async Task Counts_TakeEveryFileOnce_WhateverTheNumberOfSources()
    {
        var library = await AddTaggedFileAsync();
        await _rows.ExecuteAsync(
            """
            INSERT INTO media_tags (media_id, tag_id, source, score, is_removed)
            SELECT id, 'counted-1', 2, 0.5, false FROM media WHERE library_id = $1
            """,
            library.Library);
        var withBoth = await CountAsync(library.Owner);
        await _rows.ExecuteAsync(
            "DELETE FROM media_tags WHERE source = 0 AND media_id IN (SELECT id FROM media WHERE library_id = $1)", library.Library);
        var withOne = await CountAsync(library.Owner);
        await _rows.ExecuteAsync(
            """
            INSERT INTO media_tags (media_id, tag_id, source, score, is_removed)
            SELECT id, 'counted-1', 1, 0.5, true FROM media WHERE library_id = $1
            """,
            library.Library);

        Assert.Equal((1L, 1L, 0L), (withBoth, withOne, await CountAsync(library.Owner)));
    }

    [Fact]
    public async Task RollUp_LeavesOneRowForEachCount_AndThoseOfOneRowAsTheyAre()
    {
        var library = await AddTaggedFileAsync();
        var other = await AddTaggedFileAsync();
        await _counts.RollUpAsync(Token);
        var place = await PlaceAsync(other.Owner);
        await _rows.AddFileAsync(library);
        await _rows.ExecuteAsync(TagAll, library.Library);

        var gone = await _counts.RollUpAsync(Token);

        Assert.Equal(1, gone);
        Assert.Equal(2L, await CountAsync(library.Owner));
        Assert.Equal(place, await PlaceAsync(other.Owner));
        Assert.Equal(0, await _counts.RollUpAsync(Token));
    }

    [Fact]
    public async Task Recount_CorrectsWhatWasWrittenPastTheTriggers()
    {
        var library = await AddTaggedFileAsync();
        await _rows.ExecuteAsync(
            "INSERT INTO tag_counts (owner_id, tag_id, change) VALUES ($1, 'counted-1', 7)", library.Owner);

        var corrected = await _counts.RecountAsync(Token);

        Assert.Equal(1, corrected);
        Assert.Equal(1L, await CountAsync(library.Owner));
    }

    private const string TagAll =
        """
        INSERT INTO media_tags (media_id, tag_id, source, score, is_removed)
        SELECT id, 'counted-1', 0, 0.5, false FROM media WHERE library_id = $1 ON CONFLICT DO NOTHING
        """;

    private async Task<(Guid Owner, Guid Library)> AddTaggedFileAsync()
    {
        var library = await _rows.AddLibraryAsync();
        await _rows.AddFileAsync(library);
        await _rows.ExecuteAsync(AddTags);
        await _rows.ExecuteAsync(TagAll, library.Library);
        return library;
    }

    private Task<long> CountAsync(Guid owner) =>
        _rows.ScalarAsync<long>("SELECT coalesce(sum(change), 0)::bigint FROM tag_counts WHERE owner_id = $1", owner);

    private Task<string> PlaceAsync(Guid owner) =>
        _rows.ScalarAsync<string>("SELECT ctid::text FROM tag_counts WHERE owner_id = $1", owner);

    private async Task<int> OperateAsync(Random random, Guid first, Guid second)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Token);
        return await LedgerRows.OperateAsync(random, _counts.RollUpAsync, async i =>
        {
            var sql = i == 0 ? AddFiles : Operations[random.Next(Operations.Length)];
            Guid[] libraries = random.Next(2) == 0 ? [first, second] : [second, first];
            if (sql == AddTags || sql.StartsWith("DELETE FROM tags", StringComparison.Ordinal))
                await connection.ExecuteAsync(sql, Token);
            else
                await connection.ExecuteAsync(sql, Token, libraries);
        });
    }
}
