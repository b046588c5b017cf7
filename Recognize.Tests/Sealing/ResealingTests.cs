using Npgsql;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;
using Recognize.Tests.Support;

namespace Recognize.Tests.Sealing;

public sealed class ResealingTests(PostgresFixture postgres) : IAsyncLifetime
{
    private SealedLibrary _library = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestInstallation Installation => _library.Installation;

    public async ValueTask InitializeAsync() =>
        _library = await SealedLibrary.CreateAsync(await TestInstallation.CreateAsync(postgres));

    public ValueTask DisposeAsync() => Installation.DisposeAsync();

    [Fact]
    public async Task Run_SealsWhatProgramsOfBeforeStored_AndNoneOfItIsLeftInADump()
    {
        await _library.AddFacesAsync(150);
        await _library.AddEverythingElseAsync();
        var before = await SealedLibrary.DumpAsync(Installation.Database);
        Assert.All(_library.Planted, planted => Assert.Contains(before, text => Holds(text, planted)));
        await _library.TurnOnAsync();

        var sealedValues = await _library.ResealAsync();

        Assert.Equal(_library.Vectors.Count + 8, sealedValues);
        Assert.Empty(await _library.FindOpenAsync(1));
        Assert.Equal(_library.Vectors, await _library.ReadFacesAsync());
        var after = await SealedLibrary.DumpAsync(Installation.Database);
        Assert.All(_library.Planted, planted => Assert.DoesNotContain(after, text => Holds(text, planted)));
        Assert.Empty(await Installation.Get<Resealing>().OwnersDueAsync(Token));
        Assert.Equal(0, await _library.ResealAsync());
        using var seal = await Installation.Get<OwnerKeys>().ReadingAsync(_library.Owner, Token);
        Assert.Equal(
            _library.Picture,
            seal.Open(await Installation.ScalarAsync<byte[]>("SELECT image FROM contact_portraits"), SealedRow.Portrait(_library.Portrait)));
    }

    [Fact]
    public async Task Database_RefusesValuesInTheClear_FromThenOn()
    {
        await _library.AddFacesAsync(1);
        await _library.TurnOnAsync();
        await _library.ResealAsync();

        foreach (var sql in (string[])
            [
                @"UPDATE faces SET embedding = '\x00000000'", @"UPDATE faces SET embedding = '\x0102030405'",
                "INSERT INTO face_indexes (owner_id, pack_version, state, saved_at) SELECT id, 'x', 'RFIX', now() FROM users",
            ])
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => Installation.ExecuteAsync(sql));
            Assert.Equal(PostgresErrorCodes.CheckViolation, refused.SqlState);
        }
        // None at all is no vector in the clear: a face that was drawn begins like that.
        await Installation.ExecuteAsync(@"UPDATE faces SET embedding = '\x'");
    }

    [Fact]
    public async Task Switch_WaitsForWorkersThatCannotReadSealedValues()
    {
        await Installation.ExecuteAsync(
            """
            INSERT INTO workers (id, name, version, schema_version, packs, cores, threads, status, resident_mib, started_at, seen_at)
            VALUES (gen_random_uuid(), 'old:1', '0.1', '0012_list_counts', '{}', 1, 1, 0, 1, now(), now())
            """);
        await using var connection = await Installation.Database.OpenConnectionAsync(Token);

        var beside = await SealingSwitch.TryTurnOnAsync(connection, Token);
        using (var seal = await Installation.Get<OwnerKeys>().WritingAsync(connection, _library.Owner, Token))
            Assert.Null(seal.CurrentKey);
        var due = await Installation.Get<Resealing>().OwnersDueAsync(Token);
        await Installation.ExecuteAsync("UPDATE workers SET stopped_at = now()");
        var alone = await SealingSwitch.TryTurnOnAsync(connection, Token);

        Assert.False(beside);
        Assert.Empty(due);
        Assert.True(alone);
        var oldest = await SchemaRules.ReadOldestProgramAsync(connection, Token);
        Assert.True(SchemaRules.IsTooOld(["0012_list_counts"], ["0012_list_counts", SealingSwitch.Since], oldest));
        Assert.False(SchemaRules.IsTooOld([SealingSwitch.Since], [SealingSwitch.Since], oldest));
    }

    [Fact]
    public async Task Run_GoesOnWhereItWas_WhenItWasBrokenOff()
    {
        await _library.AddFacesAsync(250);
        await _library.TurnOnAsync();
        using var broken = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Installation.Get<Resealing>().RunAsync(_library.Owner, _ => broken.Cancel(), broken.Token));
        var left = await Installation.ScalarAsync<int>("SELECT count(*) FROM faces WHERE length(embedding) % 4 = 0");
        var done = await _library.ResealAsync();

        Assert.InRange(left, 1, 499);
        Assert.Equal(left, done);
        Assert.Equal(_library.Vectors, await _library.ReadFacesAsync());
    }

    [Fact]
    public async Task Run_WaitsForRowsThatSomebodyHolds_AndIsDoneByOneProcessAtATime()
    {
        await _library.AddFacesAsync(2);
        await _library.TurnOnAsync();
        await using var holder = await Installation.Database.OpenConnectionAsync(Token);
        await using var transaction = await holder.BeginTransactionAsync(Token);
        await holder.ExecuteAsync("SELECT 1 FROM faces ORDER BY id LIMIT 1 FOR UPDATE", Token);

        var running = _library.ResealAsync();
        while (await Installation.ScalarAsync<int>("SELECT count(*) FROM faces WHERE length(embedding) % 4 = 3") < 3)
            await Task.Delay(20, Token);
        var second = await _library.ResealAsync();
        await transaction.RollbackAsync(Token);

        Assert.Null(second);
        Assert.Equal(4, await running);
    }

    private static bool Holds(string text, byte[] planted) =>
        text.Contains(Convert.ToHexStringLower(planted), StringComparison.Ordinal);
}
