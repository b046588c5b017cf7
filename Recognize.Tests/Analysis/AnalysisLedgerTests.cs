using Npgsql;
using Recognize.Models.Library;
using Recognize.Tests.Support;
using Recognize.Worker.Analysis;
using Recognize.Worker.Jobs;

namespace Recognize.Tests.Analysis;

public sealed class AnalysisLedgerTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Files = 12;

    private TestInstallation _installation = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(postgres);
        for (var i = 0; i < Files; i++)
            _installation.Write($"{i}.jpg", [1, 2, 3]);
        await _installation.Get<LibraryWork>().ScanAsync(await _installation.AddLibraryAsync(), null, Token);
        // Places need no model and are always due; one task for each file is easier to count.
        await _installation.ExecuteAsync("UPDATE analysis SET state = 6 WHERE task = 3");
    }

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Claim_SharesFilesWithoutOverlap_BetweenWorkersAtTheSameTime()
    {
        var workers = Enumerable.Range(0, 4).Select(_ => Ledger(out var _)).ToList();

        var claims = await Task.WhenAll(workers.Select(async worker =>
        {
            var taken = new List<Guid>();
            while (await worker.ClaimAsync(2, null, Token) is { Count: > 0 } batch)
                taken.AddRange(batch.Select(media => media.MediaId));
            return taken;
        }));

        var all = claims.SelectMany(taken => taken).ToList();
        Assert.Equal(Files, all.Count);
        Assert.Equal(Files, all.Distinct().Count());
    }

    [Fact]
    public async Task Claim_TakesOnlyFilesOfTheAskedLibraries()
    {
        var claimed = await Ledger(out _).ClaimAsync(100, [Guid.NewGuid()], Token);

        Assert.Empty(claimed);
    }

    [Fact]
    public async Task Claim_PassesOverFilesThatAreNotDueYet()
    {
        await _installation.ExecuteAsync("UPDATE analysis SET due_at = now() + interval '1 hour'");

        Assert.Empty(await Ledger(out _).ClaimAsync(100, null, Token));
    }

    [Fact]
    public async Task Recover_LeavesALivingWorkersFilesAlone()
    {
        var ledger = Ledger(out var owner);
        await ledger.ClaimAsync(100, null, Token);
        await using var alive = await HoldLockAsync(owner);

        var recovered = await Ledger(out _).RecoverAsync(Token);

        Assert.Equal(0, recovered);
    }

    [Fact]
    public async Task Recover_TakesBackAtOnce_WhatADeadWorkerHeld()
    {
        await Ledger(out _).ClaimAsync(100, null, Token);

        var recovered = await Ledger(out _).RecoverAsync(Token);

        Assert.Equal(Files, recovered);
        Assert.Equal(Files, await _installation.ScalarAsync<int>("SELECT count(*) FROM analysis WHERE state = 0 AND crashes = 1"));
    }

    [Fact]
    public async Task Recover_TakesBackFilesOfAnUnreachableWorker_WhenItsLeaseRanOut()
    {
        var ledger = Ledger(out var owner);
        await ledger.ClaimAsync(100, null, Token);
        await using var alive = await HoldLockAsync(owner);
        await _installation.ExecuteAsync("UPDATE analysis SET lease_until = now() - interval '1 s' WHERE state = 1");

        Assert.Equal(Files, await Ledger(out _).RecoverAsync(Token));
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM analysis WHERE crashes > 0"));
    }

    [Fact]
    public async Task Heartbeat_ExtendsOnlyOwnLeases()
    {
        var (first, second) = (Ledger(out _), Ledger(out var secondOwner));
        await first.ClaimAsync(3, null, Token);
        await second.ClaimAsync(3, null, Token);
        await _installation.ExecuteAsync("UPDATE analysis SET lease_until = now() - interval '1 s' WHERE state = 1");

        await second.HeartbeatAsync(Token);

        Assert.Equal(3, await _installation.ScalarAsync<int>(
            $"SELECT count(*) FROM analysis WHERE lease_until > now() AND lease_owner = '{secondOwner.Id}'"));
        Assert.Equal(3, await _installation.ScalarAsync<int>("SELECT count(*) FROM analysis WHERE lease_until < now()"));
    }

    [Fact]
    public async Task Claim_HandsOutFilesOfADeadWorkerOnlyAlone_AndASecondDeathQuarantinesOne()
    {
        await Ledger(out _).ClaimAsync(100, null, Token);
        var survivor = Ledger(out _);
        await survivor.RecoverAsync(Token);

        Assert.Empty(await survivor.ClaimAsync(100, null, Token));
        var suspect = await Ledger(out _).ClaimSuspectAsync(null, Token);
        await survivor.RecoverAsync(Token);

        Assert.NotNull(suspect);
        Assert.Equal(
            suspect.MediaId,
            await _installation.ScalarAsync<Guid>("SELECT media_id FROM analysis WHERE state = 4"));
        Assert.Equal(Files - 1, await _installation.ScalarAsync<int>("SELECT count(*) FROM analysis WHERE state = 0"));
    }

    [Fact]
    public async Task GiveBack_MakesFilesDueWithoutAMark()
    {
        var ledger = Ledger(out _);
        var claimed = await ledger.ClaimAsync(100, null, Token);

        await ledger.GiveBackAsync([.. claimed.Select(media => media.MediaId)], Token);

        Assert.Equal(Files, await _installation.ScalarAsync<int>(
            "SELECT count(*) FROM analysis WHERE state = 0 AND crashes = 0 AND attempts = 0 AND lease_owner IS NULL AND reason IS NULL"));
    }

    [Fact]
    public async Task Claim_NamesTheTasksThatAreDue_AndNoOthers()
    {
        var claimed = await Ledger(out _).ClaimAsync(1, null, Token);

        // Without models and consent only the basics are due.
        Assert.Equal([AnalysisTask.Basics], Assert.Single(claimed).Tasks);
    }

    private AnalysisLedger Ledger(out WorkerIdentity owner)
    {
        owner = new WorkerIdentity();
        // The tests' server may just have been started, and the workers of these tests do not come back.
        return new AnalysisLedger(
            _installation.Database, owner, new AnalysisOptions { Reconnecting = TimeSpan.Zero });
    }

    private async Task<NpgsqlConnection> HoldLockAsync(WorkerIdentity owner)
    {
        var connection = await _installation.Database.OpenConnectionAsync(Token);
        await using var command = new NpgsqlCommand(
            $"SELECT pg_advisory_lock({WorkerIdentity.LockClass}, {WorkerIdentity.LockKeySql("$1::uuid")})", connection);
        command.Parameters.Add(new() { Value = owner.Id });
        await command.ExecuteNonQueryAsync(Token);
        return connection;
    }
}
