using Recognize.Models.People.Acts;
using Recognize.Tests.Support;

namespace Recognize.Tests.People;

public sealed class PeopleActsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private TestInstallation _installation = null!;
    private PeopleLibrary _library = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(postgres);
        _library = await PeopleLibrary.CreateAsync(_installation);
    }

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Undo_RestoresEveryRow_WhateverTheActTouched()
    {
        var (anna, ben) = await TwoPeopleAsync();
        var (photo, faces) = await _library.AddPhotoAsync([1, 0], [0, 1]);
        await _installation.ExecuteAsync(
            $"INSERT INTO face_rejections VALUES ('{faces[0]}', '{ben}', now())");
        var before = await _library.StateAsync();

        var done = await ActAsync(ActKind.Merge, [await _library.SeenAsync(anna), await _library.SeenAsync(ben)], async act =>
        {
            var made = Guid.CreateVersion7();
            await act.ExecuteAsync(
                "INSERT INTO people (id, owner_id, name, is_hidden, created_at, version) VALUES ($1, $2, 'Made', false, now(), 0)",
                Token, made, act.OwnerId);
            await act.ExecuteAsync("UPDATE faces SET person_id = $2, assigned_by = 3 WHERE id = $1", Token, faces[0], made);
            await act.ExecuteAsync("UPDATE faces SET person_id = $2, assigned_by = 3 WHERE id = $1", Token, faces[0], anna);
            await act.ExecuteAsync("UPDATE people SET name = 'Anne', is_hidden = true WHERE id = $1", Token, anna);
            await act.ExecuteAsync("DELETE FROM people WHERE id = $1", Token, ben);
            await act.ExecuteAsync("INSERT INTO photo_releases VALUES ($1, now())", Token, photo);
            await act.ExecuteAsync(
                "INSERT INTO person_differences VALUES (least($1, $2), greatest($1, $2), now())", Token, anna, made);
        });
        Assert.NotEqual(before, await _library.StateAsync());

        await _library.Acts.UndoAsync(_library.Owner, _library.Actor, done.ActId!.Value, Token);

        Assert.Equal(before, await _library.StateAsync());
    }

    [Fact]
    public async Task Run_IsRefused_WhenAPersonChangedSinceItWasSeen()
    {
        var (anna, _) = await TwoPeopleAsync();
        var seen = await _library.SeenAsync(anna);
        await RenameAsync(anna, "Anne");
        var before = await _library.StateAsync();

        var refused = await Assert.ThrowsAsync<ActRefusedException>(() => ActAsync(
            ActKind.Name, [seen], act => act.ExecuteAsync("UPDATE people SET name = 'Anni' WHERE id = $1", Token, anna)));

        Assert.Equal((ActRefusal.Changed, anna), (refused.Refusal, Assert.Single(refused.About)));
        Assert.Equal(before, await _library.StateAsync());
    }

    [Fact]
    public async Task Run_LeavesNoTrace_WhenItFailsHalfWay()
    {
        var (anna, _) = await TwoPeopleAsync();
        var before = await _library.StateAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => ActAsync(ActKind.Name, [], async act =>
        {
            await act.ExecuteAsync("UPDATE people SET name = 'Anni' WHERE id = $1", Token, anna);
            throw new InvalidOperationException("the process died");
        }));

        Assert.Equal(before, await _library.StateAsync());
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM person_acts"));
    }

    [Fact]
    public async Task Run_KeepsNoAct_WhenNothingChanged()
    {
        var (anna, _) = await TwoPeopleAsync();

        var done = await RenameAsync(anna, "Anna");

        Assert.Null(done.ActId);
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM person_acts"));
    }

    [Fact]
    public async Task Undo_IsRefused_UntilLaterActsOnTheSameRowsAreTakenBack()
    {
        var (anna, ben) = await TwoPeopleAsync();
        var first = await RenameAsync(anna, "Anne");
        var second = await RenameAsync(anna, "Anni");
        await RenameAsync(ben, "Benno");

        var refused = await Assert.ThrowsAsync<ActRefusedException>(() => UndoAsync(first));
        await UndoAsync(second);
        await UndoAsync(first);

        Assert.Equal((ActRefusal.Contradiction, second.ActId!.Value), (refused.Refusal, Assert.Single(refused.About)));
        Assert.Equal("Anna", await NameAsync(anna));
        Assert.Equal("Benno", await NameAsync(ben));
    }

    [Fact]
    public async Task Undo_IsRefused_WhileThePersonItGivesBackToIsGone()
    {
        var (anna, ben) = await TwoPeopleAsync();
        Guid[] faces = [await FaceAsync(), await FaceAsync(), await FaceAsync()];
        var nobody = await _library.AddPersonAsync(null, faces[..2]);
        await _installation.ExecuteAsync(
            $"INSERT INTO face_rejections VALUES ('{faces[2]}', '{nobody}', now())");
        await _installation.ExecuteAsync(
            $"INSERT INTO person_differences VALUES (least('{anna}'::uuid, '{nobody}'), greatest('{anna}'::uuid, '{nobody}'), now())");
        var before = await _library.StateAsync();
        ActDone[] built =
        [
            await MoveAsync(faces[0], ben),
            await ActAsync(ActKind.Move, [], act => act.ExecuteAsync("DELETE FROM face_rejections", Token)),
            await ActAsync(ActKind.Different, [], act => act.ExecuteAsync("DELETE FROM person_differences", Token)),
        ];
        var last = await ActAsync(ActKind.Move, [], async act =>
        {
            await act.PlaceAsync([faces[1]], anna, Token);
            await act.TidyAsync([nobody], Token);
        });

        foreach (var done in built)
        {
            var refused = await Assert.ThrowsAsync<ActRefusedException>(() => UndoAsync(done));
            Assert.Equal((ActRefusal.Contradiction, last.ActId!.Value), (refused.Refusal, Assert.Single(refused.About)));
        }
        await UndoAsync(last);
        foreach (var done in built)
            await UndoAsync(done);

        Assert.Equal(before, await _library.StateAsync());
    }

    [Fact]
    public async Task Undo_IsRefused_WhenItWasTakenBackAlready_OrIsNobodysBusiness()
    {
        var (anna, _) = await TwoPeopleAsync();
        var act = await RenameAsync(anna, "Anne");
        await UndoAsync(act);

        var again = await Assert.ThrowsAsync<ActRefusedException>(() => UndoAsync(act));
        var foreign = await Assert.ThrowsAsync<ActRefusedException>(
            () => _library.Acts.UndoAsync(Guid.NewGuid(), new ActActor(null, "nobody"), act.ActId!.Value, Token));

        Assert.Equal((ActRefusal.Changed, ActRefusal.NotFound), (again.Refusal, foreign.Refusal));
    }

    [Fact]
    public async Task Undo_LetsFacesThatJoinedSinceWait_WhenTheirPersonWasMadeByTheAct()
    {
        var (_, faces) = await _library.AddPhotoAsync([1, 0]);
        var (_, late) = await _library.AddPhotoAsync([1, 0]);
        var made = Guid.CreateVersion7();
        var done = await ActAsync(ActKind.Split, [], async act =>
        {
            await act.ExecuteAsync(
                "INSERT INTO people (id, owner_id, is_hidden, created_at, version) VALUES ($1, $2, false, now(), 0)",
                Token, made, act.OwnerId);
            await act.ExecuteAsync("UPDATE faces SET person_id = $2, assigned_by = 3 WHERE id = $1", Token, faces[0], made);
        });
        await _installation.ExecuteAsync(
            $"UPDATE faces SET person_id = '{made}', assigned_by = 1, grouped_at = now() WHERE id = '{late[0]}'");

        await UndoAsync(done);

        Assert.Equal(2, await _installation.ScalarAsync<int>(
            "SELECT count(*) FROM faces WHERE person_id IS NULL AND assigned_by = 0 AND grouped_at IS NULL"));
        Assert.Equal(0, await _installation.ScalarAsync<int>($"SELECT count(*) FROM people WHERE id = '{made}'"));
    }

    [Fact]
    public async Task Version_GoesUp_WithActsOnly()
    {
        var (anna, _) = await TwoPeopleAsync();
        var (_, faces) = await _library.AddPhotoAsync([1, 0]);
        await _installation.ExecuteAsync($"UPDATE faces SET person_id = '{anna}', assigned_by = 1 WHERE id = '{faces[0]}'");
        var joined = await _library.SeenAsync(anna);

        await ActAsync(ActKind.Confirm, [joined], act =>
            act.ExecuteAsync("UPDATE faces SET assigned_by = 3 WHERE id = $1", Token, faces[0]));

        Assert.Equal((0, 1), (joined.Version, (await _library.SeenAsync(anna)).Version));
    }

    /// <summary>Whoever saw the person before a merge and its taking back must not act by what was seen then.</summary>
    [Fact]
    public async Task Version_IsNeverGivenTwice_WhenAPersonComesBack()
    {
        var (anna, ben) = await TwoPeopleAsync();
        foreach (var name in (string[])["Benno", "Benny", "Benedict"])
            await RenameAsync(ben, name);
        var last = await _library.SeenAsync(ben);
        var merged = await _installation.Get<MergeActs>().MergeAsync(
            new ActFor(_library.Owner, _library.Actor),
            new([await _library.SeenAsync(anna), last]) { Name = "Anna", Into = anna, ReleasesPhotos = true }, Token);

        var undone = await UndoAsync(merged);

        var now = await _library.SeenAsync(ben);
        Assert.True(now.Version > last.Version, $"{now.Version} after {last.Version}");
        Assert.Contains(now, undone.People);
    }

    [Fact]
    public async Task TwoActsAtOnce_ComeOneAfterTheOther_AndTheSecondIsRefused()
    {
        var (anna, _) = await TwoPeopleAsync();
        var seen = await _library.SeenAsync(anna);

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(async number =>
        {
            try
            {
                await ActAsync(ActKind.Name, [seen], act =>
                    act.ExecuteAsync("UPDATE people SET name = $2 WHERE id = $1", Token, anna, $"Name {number}"));
                return "made";
            }
            catch (ActRefusedException refused)
            {
                return refused.Refusal.ToString();
            }
        }));

        Assert.Equal([nameof(ActRefusal.Changed), "made"], both.Order(StringComparer.Ordinal));
    }

    private async Task<(Guid Anna, Guid Ben)> TwoPeopleAsync()
    {
        var (_, faces) = await _library.AddPhotoAsync([1, 0], [0, 1]);
        return (await _library.AddPersonAsync("Anna", [faces[0]]), await _library.AddPersonAsync("Ben", [faces[1]]));
    }

    private async Task<Guid> FaceAsync() => (await _library.AddPhotoAsync([1, 0])).Faces[0];

    private Task<ActDone> RenameAsync(Guid person, string name) => ActAsync(
        ActKind.Name, [], act => act.ExecuteAsync("UPDATE people SET name = $2 WHERE id = $1", Token, person, name));

    private Task<ActDone> MoveAsync(Guid face, Guid to) => ActAsync(ActKind.Move, [], act => act.PlaceAsync([face], to, Token));

    private Task<ActDone> ActAsync(ActKind kind, IReadOnlyList<PersonSeen> seen, Func<ActTransaction, Task> make) =>
        _library.Acts.RunAsync(
            _library.Owner, _library.Actor, kind, seen,
            async (act, _) =>
            {
                await make(act);
                act.Summary = $"{kind} made";
            },
            Token);

    private Task<ActDone> UndoAsync(ActDone done) =>
        _library.Acts.UndoAsync(_library.Owner, _library.Actor, done.ActId!.Value, Token);

    private Task<string> NameAsync(Guid person) =>
        _installation.ScalarAsync<string>($"SELECT name FROM people WHERE id = '{person}'");
}
