using Recognize.Models.People;
using Recognize.Models.Persistence;
using Recognize.Tests.Library;
using Recognize.Tests.Support;

namespace Recognize.Tests.People;

public sealed class PeopleCountsTests(ScannedDatabase database) : IClassFixture<ScannedDatabase>
{
    private const string CountAll =
        """
        SELECT coalesce(string_agg(concat_ws(' ', owner_id, person_id, faces, confirmed, photos), E'\n' ORDER BY owner_id, person_id), '')
        FROM (
            SELECT f.owner_id, f.person_id, count(*) AS faces, count(*) FILTER (WHERE f.assigned_by IN (2, 3)) AS confirmed,
                   count(DISTINCT f.media_id) AS photos
            FROM faces f JOIN media m ON m.id = f.media_id
            WHERE f.person_id IS NOT NULL AND m.removed_at IS NULL GROUP BY f.owner_id, f.person_id
        ) AS counted
        """;

    private const string SumAll =
        """
        SELECT coalesce(string_agg(concat_ws(' ', owner_id, person_id, faces, confirmed, photos), E'\n' ORDER BY owner_id, person_id), '')
        FROM (
            SELECT owner_id, person_id, sum(faces) AS faces, sum(confirmed) AS confirmed, sum(photos) AS photos
            FROM (
                SELECT owner_id, person_id, faces, confirmed, photos FROM person_counts
                UNION ALL SELECT owner_id, person_id, faces, confirmed, photos FROM person_changes
            ) AS parts
            GROUP BY owner_id, person_id
            HAVING sum(faces) <> 0 OR sum(confirmed) <> 0 OR sum(photos) <> 0
        ) AS summed
        """;

    private const string AddFiles =
        """
        INSERT INTO media (id, library_id, owner_id, relative_path, kind, mime_type, size_bytes, modified_ticks, added_at,
                           sort_at, warnings, removed_at)
        SELECT gen_random_uuid(), id, owner_id, gen_random_uuid()::text, 0, '', 1, 1, now(), now(), '{}',
            CASE WHEN random() < 0.2 THEN now() END
        FROM libraries, generate_series(1, 5) WHERE owner_id = $1
        """;

    private const string AddPeople =
        """
        INSERT INTO people (id, owner_id, is_hidden, created_at)
        SELECT gen_random_uuid(), $1, false, now() FROM generate_series(1, 2)
        """;

    private const string AnyPerson =
        "(SELECT p.id FROM people p WHERE p.owner_id = m.owner_id AND m.id IS NOT NULL ORDER BY random() LIMIT 1)";

    private const string FaceColumns =
        """
        INSERT INTO faces (id, media_id, owner_id, x, y, width, height, landmarks, score, quality, embedding, pack_version,
                           size_pixels, sharpness, frontality, assigned_by, person_id)
        """;

    /// <summary>Statements of one transaction; an act has the owner's lock, as all that places faces has.</summary>
    private sealed record Operation(bool IsAct, params string[] Statements);

    /// <summary>Some files of owner $1, by number $2.</summary>
    private const string Chosen = "(SELECT id FROM media WHERE owner_id = $1 AND hashtext(id::text || $2::text) % 3 = 0)";

    private static readonly Operation[] Operations =
    [
        new(false, AddFiles),
        new(true, AddPeople),
        // As results are stored: without a person, files held first.
        new(false,
            $"SELECT 1 FROM media WHERE id IN {Chosen} ORDER BY id FOR NO KEY UPDATE",
            $"""
            {FaceColumns}
            SELECT gen_random_uuid(), m.id, m.owner_id, 0, 0, 1, 1, '{"{}"}', 1, random(), '', '1', 1, 1, 1, 0, NULL
            FROM media m, generate_series(1, 3) WHERE m.id IN {Chosen} AND random() < 0.5
            """),
        new(true,
            $"""
            {FaceColumns}
            SELECT gen_random_uuid(), m.id, m.owner_id, 0, 0, 1, 1, '{"{}"}', 1, random(), '', '1', 1, 1, 1, 3, {AnyPerson}
            FROM media m WHERE m.id IN {Chosen} AND random() < 0.3
            """),
        new(true,
            $"""
            UPDATE faces f SET person_id = {AnyPerson}, assigned_by = 1 + floor(random() * 3)
            FROM media m WHERE m.id = f.media_id AND m.owner_id = $1 AND random() < 0.5
            """),
        new(true, "UPDATE faces SET person_id = NULL, assigned_by = 0 WHERE owner_id = $1 AND random() < 0.15"),
        new(true, "UPDATE faces SET assigned_by = 1 + floor(random() * 3) WHERE owner_id = $1 AND person_id IS NOT NULL"),
        // A merge, in the steps of one.
        new(true,
            """
            UPDATE faces SET person_id = (SELECT min(id::text)::uuid FROM people WHERE owner_id = $1)
            WHERE person_id = (SELECT max(id::text)::uuid FROM people WHERE owner_id = $1)
            """,
            "DELETE FROM people WHERE id = (SELECT max(id::text)::uuid FROM people WHERE owner_id = $1)"),
        new(true, "DELETE FROM people WHERE owner_id = $1 AND random() < 0.2"),
        new(true, "DELETE FROM faces WHERE owner_id = $1 AND random() < 0.1"),
        // As results are stored anew: what is not found again goes.
        new(false,
            $"SELECT 1 FROM media WHERE id IN {Chosen} ORDER BY id FOR NO KEY UPDATE",
            $"SELECT 1 FROM faces WHERE media_id IN {Chosen} ORDER BY id FOR UPDATE",
            $"DELETE FROM faces WHERE media_id IN {Chosen} AND random() < 0.3",
            $"UPDATE faces SET quality = random(), grouping_run = NULL WHERE media_id IN {Chosen}"),
        new(false, "UPDATE media SET removed_at = now() WHERE owner_id = $1 AND removed_at IS NULL AND random() < 0.3"),
        new(false, "UPDATE media SET removed_at = NULL WHERE owner_id = $1 AND removed_at IS NOT NULL AND random() < 0.5"),
        new(false, "UPDATE media SET removed_at = now() + interval '1 s' WHERE owner_id = $1 AND removed_at IS NOT NULL"),
        new(false, "UPDATE media SET size_bytes = size_bytes + 1 WHERE owner_id = $1"),
        new(false, "DELETE FROM media WHERE owner_id = $1 AND random() < 0.1"),
    ];

    private readonly LedgerRows _rows = new(database);
    private readonly PeopleCounts _counts = new(database.Source);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Counts_AreThoseOfTheRows_AfterAnyOperationsOfSeveralAtOnce(int seed)
    {
        var owner = (await _rows.AddLibraryAsync()).Owner;
        await _rows.ExecuteAsync(AddPeople, owner);

        var counts = await Task.WhenAll(Enumerable.Range(0, 3).Select(
            worker => OperateAsync(new Random((seed * 10) + worker), owner)));
        foreach (var last in new[] { AddFiles, AddPeople })
            await _rows.ExecuteAsync(last, owner);
        for (var number = 0; number < 20; number++)
            await RunAsync(Operations[3], owner, number);

        Assert.All(counts, done => Assert.True(done > 30, $"Only {done} operations went through."));
        await _rows.AssertCountedAsync(CountAll, SumAll, _counts.RollUpAsync, _counts.RecountAsync);
        await _rows.ExecuteAsync("DELETE FROM users WHERE id = $1", owner);
        await _counts.RollUpAsync(Token);
        await _counts.RollUpAsync(Token);
        Assert.Equal(0L, await _rows.ScalarAsync<long>("SELECT count(*) FROM person_counts WHERE owner_id = $1", owner));
        Assert.Equal(0L, await _rows.ScalarAsync<long>("SELECT count(*) FROM person_changes WHERE owner_id = $1", owner));
    }

    [Fact]
    public async Task Counts_TakeAFileOnce_ThatShowsAPersonTwice()
    {
        var (library, person) = await AddPersonAsync(2);
        var twice = await ReadAsync(person);
        await _rows.ExecuteAsync(
            "DELETE FROM faces WHERE id = (SELECT min(id::text)::uuid FROM faces WHERE person_id = $1)", person);
        var once = await ReadAsync(person);
        await _rows.ExecuteAsync("UPDATE media SET removed_at = now() WHERE library_id = $1", library.Library);

        Assert.Equal(("2 2 1", "1 1 1", "0 0 0"), (twice, once, await ReadAsync(person)));
    }

    [Fact]
    public async Task Face_KnowsWhetherItsFileIsGone_WhenItIsFoundLater()
    {
        var library = await _rows.AddLibraryAsync();
        await _rows.AddFileAsync(library);
        await _rows.ExecuteAsync("UPDATE media SET removed_at = now() WHERE library_id = $1", library.Library);

        var (_, person) = await AddPersonAsync(1, library);
        var hidden = await ReadAsync(person);
        await _rows.ExecuteAsync("UPDATE media SET removed_at = NULL WHERE library_id = $1", library.Library);

        Assert.Equal(("0 0 0", "1 1 1"), (hidden, await ReadAsync(person)));
    }

    [Fact]
    public async Task RollUp_LeavesOneRowForEachPerson()
    {
        var (library, person) = await AddPersonAsync(1);
        await AddFacesAsync(library.Library, person, 3);

        Assert.True(await _counts.RollUpAsync(Token) >= 1);

        Assert.Equal(1L, await _rows.ScalarAsync<long>("SELECT count(*) FROM person_counts WHERE person_id = $1", person));
        Assert.Equal(0L, await _rows.ScalarAsync<long>("SELECT count(*) FROM person_changes WHERE person_id = $1", person));
        Assert.Equal("4 4 1", await ReadAsync(person));
        Assert.Equal(0, await _counts.RollUpAsync(Token));
    }

    [Fact]
    public async Task Recount_CorrectsWhatWasWrittenPastTheTriggers()
    {
        var (library, person) = await AddPersonAsync(2);
        await _rows.ExecuteAsync(
            "INSERT INTO person_changes (owner_id, person_id, faces, confirmed, photos) VALUES ($1, $2, 7, -1, 0)",
            library.Owner, person);
        await _rows.ExecuteAsync("ALTER TABLE media DISABLE TRIGGER media_show");
        await _rows.ExecuteAsync("UPDATE media SET removed_at = now() WHERE library_id = $1", library.Library);
        await _rows.ExecuteAsync("ALTER TABLE media ENABLE TRIGGER media_show");

        var corrected = await _counts.RecountAsync(Token);

        Assert.Equal(3, corrected);
        Assert.Equal("0 0 0", await ReadAsync(person));
    }

    private async Task<((Guid Owner, Guid Library) Library, Guid Person)> AddPersonAsync(
        int faces, (Guid Owner, Guid Library)? known = null)
    {
        var library = known ?? await _rows.AddLibraryAsync();
        if (known is null)
            await _rows.AddFileAsync(library);
        var person = Guid.CreateVersion7();
        await _rows.ExecuteAsync(
            "INSERT INTO people (id, owner_id, is_hidden, created_at) VALUES ($1, $2, false, now())", person, library.Owner);
        await AddFacesAsync(library.Library, person, faces);
        return (library, person);
    }

    private Task AddFacesAsync(Guid library, Guid person, int count) => _rows.ExecuteAsync(
        $"""
        {FaceColumns}
        SELECT gen_random_uuid(), m.id, m.owner_id, 0, 0, 1, 1, '{"{}"}', 1, 0.5, '', '1', 1, 1, 1, 3, $2
        FROM media m, generate_series(1, $3) WHERE m.library_id = $1
        """,
        library, person, count);

    private Task<string> ReadAsync(Guid person) => _rows.ScalarAsync<string>(
        """
        SELECT concat_ws(' ', coalesce(sum(faces), 0), coalesce(sum(confirmed), 0), coalesce(sum(photos), 0))
        FROM (
            SELECT person_id, faces, confirmed, photos FROM person_counts
            UNION ALL SELECT person_id, faces, confirmed, photos FROM person_changes
        ) AS parts
        WHERE person_id = $1
        """,
        person);

    private Task<int> OperateAsync(Random random, Guid owner) => LedgerRows.OperateAsync(
        random, _counts.RollUpAsync,
        i => RunAsync(Operations[i < 5 ? i : random.Next(Operations.Length)], owner, random.Next()));

    private async Task RunAsync(Operation operation, Guid owner, int number)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        if (operation.IsAct)
            await OwnerLock.TakeAsync(connection, owner, Token);
        foreach (var statement in operation.Statements)
            await connection.ExecuteAsync(statement, Token, statement.Contains("$2", StringComparison.Ordinal) ? [owner, number] : [owner]);
        await transaction.CommitAsync(Token);
    }
}
