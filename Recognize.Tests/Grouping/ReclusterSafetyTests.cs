using Npgsql;
using Recognize.Models.People.Acts;
using Recognize.Models.People.Reclustering;
using Recognize.Tests.Support;

namespace Recognize.Tests.Grouping;

/// <summary>What happens to a recluster when users, other reclusters and deaths of processes come between.</summary>
public sealed class ReclusterSafetyTests(PostgresFixture postgres) : IAsyncLifetime
{
    private TestInstallation _installation = null!;
    private ReclusterLibrary _library = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(postgres);
        _library = await ReclusterLibrary.CreateAsync(_installation);
    }

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Undo_RestoresEveryRow_AndTheSettings()
    {
        await MixedAsync();
        await _library.AddPersonAsync(null, look: 0, 3);
        await _library.AddFacesAsync(look: 2, 3);
        var before = await _library.People.StateAsync();

        var run = await _library.ApplyAsync(
            await _library.PreviewAsync(new ReclusterSettings(0.02f, 3, 0.3f)));
        var between = await SettingsAsync();
        var undone = await _library.UndoAsync(run);

        Assert.Equal(before, await _library.People.StateAsync());
        Assert.Equal(new ReclusterSettings(0.02f, 3, 0.3f), between);
        Assert.Equal(ReclusterSettings.Default, await SettingsAsync());
        Assert.Equal(ReclusterState.Undone, undone.State);
    }

    [Fact]
    public async Task Undo_NamesTheActsInTheWay()
    {
        var (mixed, _, _) = await MixedAsync();
        var run = await _library.ApplyAsync(await _library.PreviewAsync());
        var named = await _library.ActAsync(ActKind.Confirm, $"UPDATE faces SET assigned_by = 3 WHERE person_id <> '{mixed}'");

        var refused = await Assert.ThrowsAsync<ActRefusedException>(() => _library.UndoAsync(run));

        Assert.Equal((ActRefusal.Contradiction, named.ActId!.Value), (refused.Refusal, Assert.Single(refused.About)));
        Assert.Equal(ReclusterState.Applied, (await _library.FindAsync(run)).State);
    }

    [Fact]
    public async Task Apply_LeavesAPersonWhole_WhoWasNamedSince()
    {
        var (mixed, first, second) = await MixedAsync();
        var loose = await _library.AddFacesAsync(look: 2, 2);
        var run = await _library.PreviewAsync();
        await _library.ActAsync(ActKind.Name, $"UPDATE people SET name = 'Mia' WHERE id = '{mixed}'");

        var applied = ReclusterLibrary.Applied(await _library.ApplyAsync(run));

        Assert.All(await _library.PlacesAsync([.. first, .. second]), place => Assert.Equal(mixed, place));
        Assert.NotNull(Assert.Single((await _library.PlacesAsync(loose)).Distinct()));
        Assert.Equal(new ReclusterApplied(2, 3, 1, 0), applied);
    }

    [Fact]
    public async Task Apply_LeavesFacesAlone_ThatWereConfirmedRejectedOrIgnoredSince()
    {
        var (anna, _) = await _library.AddPersonAsync("Anna", look: 0, 3);
        var faces = await _library.AddFacesAsync(look: 0, 4);
        var (ben, _) = await _library.AddPersonAsync("Ben", look: 1, 3);
        var run = await _library.PreviewAsync();
        await _library.ActAsync(
            ActKind.Move, $"UPDATE faces SET person_id = '{ben}', assigned_by = 3 WHERE id = '{faces[0]}'");
        await _library.ActAsync(ActKind.Reject, $"INSERT INTO face_rejections VALUES ('{faces[1]}', '{anna}', now())");
        await _library.ActAsync(ActKind.Ignore, $"UPDATE faces SET ignored_as = 2 WHERE id = '{faces[2]}'");

        var applied = ReclusterLibrary.Applied(await _library.ApplyAsync(run));

        Assert.Equal([ben, null, null, anna], await _library.PlacesAsync(faces));
        Assert.Equal((1, 3), (applied.MovedFaces, applied.LeftAlone));
    }

    [Fact]
    public async Task Apply_KeepsTheRuleOfThePhoto_WhenAnotherFaceOfItHasJoinedSince()
    {
        var (anna, _) = await _library.AddPersonAsync("Anna", look: 0, 3);
        var (_, pair) = await _library.People.AddPhotoAsync(_library.Vector(0), _library.Vector(1));
        await _installation.ExecuteAsync("UPDATE faces SET grouped_at = now() WHERE grouped_at IS NULL");
        var run = await _library.PreviewAsync();
        await _library.ActAsync(ActKind.Move, $"UPDATE faces SET person_id = '{anna}', assigned_by = 3 WHERE id = '{pair[1]}'");

        var applied = ReclusterLibrary.Applied(await _library.ApplyAsync(run));

        Assert.Equal([null, anna], await _library.PlacesAsync(pair));
        Assert.Equal((0, 1), (applied.MovedFaces, applied.LeftAlone));
    }

    [Fact]
    public async Task Apply_MakesNobodyOfASingleFace_WhenTheOthersAreGone()
    {
        var faces = await _library.AddFacesAsync(look: 0, 2);
        var run = await _library.PreviewAsync();
        await _installation.ExecuteAsync(
            $"UPDATE media SET removed_at = now() WHERE id = (SELECT media_id FROM faces WHERE id = '{faces[0]}')");

        await _library.ApplyAsync(run);

        Assert.Equal([null, null], await _library.PlacesAsync(faces));
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM people"));
    }

    [Fact]
    public async Task Apply_IsRefused_WhenTheModelsOrThePeopleAreOthers()
    {
        await MixedAsync();
        var first = await _library.PreviewAsync();
        var second = await _library.PreviewAsync();
        await _installation.ExecuteAsync("UPDATE face_versions SET pack_version = 'faces-2'");
        var models = await Assert.ThrowsAsync<ActRefusedException>(() => _library.ApplyAsync(first));
        await _installation.ExecuteAsync("UPDATE face_versions SET pack_version = 'faces-1'");
        await _library.ApplyAsync(first);

        var again = await Assert.ThrowsAsync<ActRefusedException>(() => _library.ApplyAsync(first));
        var people = await Assert.ThrowsAsync<ActRefusedException>(() => _library.ApplyAsync(second));
        await _library.UndoAsync(first);
        var afterUndo = await Assert.ThrowsAsync<ActRefusedException>(() => _library.ApplyAsync(second));

        Assert.Equal(
            [ActRefusal.Changed, ActRefusal.Contradiction, ActRefusal.Changed, ActRefusal.Changed],
            new[] { models, again, people, afterUndo }.Select(refused => refused.Refusal));
    }

    /// <summary>As a second click does: asking for a new preview would be no advice.</summary>
    [Fact]
    public async Task Apply_IsRefused_AndSaysSo_WhenItIsAppliedAlready()
    {
        await _library.AddFacesAsync(look: 0, 3);
        var run = await _library.PreviewAsync();
        await _library.ApplyAsync(run);

        var refused = await Assert.ThrowsAsync<ActRefusedException>(() => _library.ApplyAsync(run));

        Assert.Equal((ActRefusal.Contradiction, "This recluster is applied already."), (refused.Refusal, refused.Message));
    }

    [Fact]
    public async Task Apply_ChangesNothing_WhenItsConnectionDiesAtTheEnd()
    {
        await MixedAsync();
        var run = await _library.PreviewAsync();
        var before = await _library.People.StateAsync();
        await _installation.ExecuteAsync(
            """
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
            CREATE TRIGGER die BEFORE UPDATE ON recluster_runs FOR EACH ROW WHEN (NEW.state = 3) EXECUTE FUNCTION die();
            """);

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => _library.ApplyAsync(run));
        var after = await _library.People.StateAsync();
        await _installation.ExecuteAsync("DROP TRIGGER die ON recluster_runs");
        var applied = await _library.ApplyAsync(run);

        Assert.Equal(before, after);
        Assert.Equal(3, ReclusterLibrary.Applied(applied).MovedFaces);
    }

    [Fact]
    public async Task Apply_PutsSettingsIntoEffect_WhenNoFaceMoves()
    {
        var run = await _library.ApplyAsync(await _library.PreviewAsync(new ReclusterSettings(0.05f, 2, null)));
        var between = await SettingsAsync();
        await _library.UndoAsync(run);

        Assert.Equal((ReclusterState.Applied, null), (run.State, run.ActId));
        Assert.Equal(0.05f, between.Threshold);
        Assert.Equal(ReclusterSettings.Default, await SettingsAsync());
    }

    [Fact]
    public async Task Cancel_EndsARun_WhetherOrNotSomebodyComputesIt()
    {
        await MixedAsync();
        var waiting = await _library.RequestAsync();
        await CancelAsync(waiting);
        var claimed = (await _library.Leases.ClaimAsync((await _library.RequestAsync()).Id, Token))!;
        await CancelAsync(claimed);
        var asked = (await _library.FindAsync(claimed)).State;

        var isReady = await _library.RunAsync(claimed);

        Assert.False(isReady);
        Assert.Equal(ReclusterState.Running, asked);
        Assert.Equal(
            [ReclusterState.Cancelled, ReclusterState.Cancelled],
            [(await _library.FindAsync(waiting)).State, (await _library.FindAsync(claimed)).State]);
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM recluster_moves"));
    }

    [Fact]
    public async Task Run_IsGivenBack_WhenItsWorkerIsStopped()
    {
        var claimed = (await _library.Leases.ClaimAsync((await _library.RequestAsync()).Id, Token))!;
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _installation.Get<Recognize.Worker.Grouping.ReclusterRunner>()
            .RunAsync(claimed, "faces-1", Faces.Grouping.SyntheticFaces.Limits, stopped.Token));

        var given = await _library.FindAsync(claimed);
        Assert.Equal((ReclusterState.Requested, 0), (given.State, given.Attempts));
    }

    [Fact]
    public async Task Claim_TakesOverFromADeadWorkerOnce_ThenGivesUp()
    {
        var run = await _library.RequestAsync();
        var first = (await _library.Leases.ClaimAsync(run.Id, Token))!;
        var busy = await _library.Leases.ClaimAsync(run.Id, Token);
        await ExpireAsync();
        var second = (await _library.Leases.ClaimAsync(null, Token))!;
        var order = await _library.Leases.BeatAsync(first, ReclusterStage.Grouping, 0.5f, Token);
        await ExpireAsync();

        var third = await _library.Leases.ClaimAsync(null, Token);

        Assert.Null(busy);
        Assert.NotEqual(first.LeaseOwner, second.LeaseOwner);
        Assert.Equal(ReclusterOrder.Lost, order);
        Assert.Null(third);
        Assert.Equal(ReclusterState.Failed, (await _library.FindAsync(run)).State);
    }

    [Fact]
    public async Task Request_IsRefused_WhileAnotherIsUnderWay_OrWithoutSense()
    {
        var run = await _library.RequestAsync();

        var busy = await Assert.ThrowsAsync<ActRefusedException>(() => _library.RequestAsync());
        var senseless = await Assert.ThrowsAsync<ActRefusedException>(
            () => _library.RequestAsync(new ReclusterSettings(float.NaN, 2, null)));

        Assert.Equal((ActRefusal.Contradiction, run.Id), (busy.Refusal, Assert.Single(busy.About)));
        Assert.Equal(ActRefusal.Invalid, senseless.Refusal);
    }

    [Fact]
    public async Task Request_KeepsTheLastFewRuns_AndThoseInEffect()
    {
        await MixedAsync();
        var applied = await _library.ApplyAsync(await _library.PreviewAsync());
        for (var i = 0; i < ReclusterRuns.Kept + 1; i++)
            await _library.PreviewAsync();

        var kept = await _library.Runs.ListAsync(_library.People.Owner, Token);

        Assert.Equal(ReclusterRuns.Kept + 1, kept.Count);
        Assert.Equal(applied.Id, kept[^1].Id);
        Assert.Equal(0, await _installation.ScalarAsync<int>($"SELECT count(*) FROM recluster_moves WHERE run_id = '{applied.Id}'"));
    }

    /// <summary>A person whom nobody knows, of four faces of one look and three of another.</summary>
    private async Task<(Guid Person, Guid[] First, Guid[] Second)> MixedAsync()
    {
        var first = await _library.AddFacesAsync(look: 0, 4);
        var second = await _library.AddFacesAsync(look: 1, 3);
        return (await _library.People.AddPersonAsync(null, [.. first, .. second]), first, second);
    }

    private Task CancelAsync(ReclusterRun run) => _library.Runs.CancelAsync(_library.People.Owner, run.Id, Token);

    private Task<ReclusterSettings> SettingsAsync() => _library.Runs.SettingsAsync(_library.People.Owner, Token);

    private Task ExpireAsync() =>
        _installation.ExecuteAsync("UPDATE recluster_runs SET lease_until = now() - interval '1 second' WHERE state = 1");
}
