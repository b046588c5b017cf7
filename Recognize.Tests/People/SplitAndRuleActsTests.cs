using Recognize.Models.People.Acts;
using Recognize.Tests.Support;

namespace Recognize.Tests.People;

public sealed class SplitAndRuleActsTests(PostgresFixture postgres) : ActsCase(postgres)
{
    [Fact]
    public async Task Split_MakesANewPerson_ThatNeverComesTogetherAgain()
    {
        var (old, faces) = await PersonAsync(null, 4);

        await MakeAndTakeBackAsync(
            async () => await Get<SplitActs>().SplitAsync(Me, await SeenAsync(old), faces[..2], "Ben", Token),
            async done =>
            {
                var made = done.PersonId!.Value;
                Assert.Equal(2, await CountAsync($"faces WHERE person_id = '{made}' AND assigned_by = 3"));
                Assert.Equal(2, await CountAsync($"face_rejections WHERE person_id = '{old}'"));
                Assert.Equal(2, await CountAsync($"faces WHERE person_id = '{old}'"));
                Assert.Equal(1, await CountAsync($"faces WHERE person_id = '{old}' AND assigned_by = 3"));
                Assert.Equal(1, await CountAsync("person_differences"));
            });
    }

    [Fact]
    public async Task Split_LeavesConfirmationsOfWhatRemains()
    {
        var (old, faces) = await PersonAsync("Anna", 4);
        await Installation.ExecuteAsync($"UPDATE faces SET assigned_by = 3 WHERE id = '{faces[3]}'");

        await Get<SplitActs>().SplitAsync(Me, await SeenAsync(old), faces[..1], null, Token);

        Assert.Equal(1, await CountAsync($"faces WHERE person_id = '{old}' AND assigned_by = 3"));
    }

    [Fact]
    public async Task Split_IsRefused_WhenNothingWouldRemain_OrAFaceHasLeft()
    {
        var (old, faces) = await PersonAsync("Anna", 2);
        var elsewhere = await FaceAsync();
        var seen = await SeenAsync(old);

        await RefusedAsync("bad-act", () => Get<SplitActs>().SplitAsync(Me, seen, faces, null, Token));
        await RefusedAsync("changed", () => Get<SplitActs>().SplitAsync(Me, seen, [faces[0], elsewhere], null, Token));
    }

    [Fact]
    public async Task Split_IsRefused_WhenOnlyFacesOfLostFilesWouldRemain()
    {
        var (old, faces) = await PersonAsync("Anna", 3);
        await Installation.ExecuteAsync(
            $"UPDATE media SET removed_at = now() WHERE id = (SELECT media_id FROM faces WHERE id = '{faces[2]}')");
        var seen = await SeenAsync(old);

        await RefusedAsync("bad-act", () => Get<SplitActs>().SplitAsync(Me, seen, faces[..2], null, Token));
        var split = await Get<SplitActs>().SplitAsync(Me, seen, faces[..1], null, Token);

        Assert.NotNull(split.ActId);
    }

    [Fact]
    public async Task Different_IsKeptOnce_WhicheverIsNamedFirst()
    {
        var (anna, _) = await PersonAsync("Anna", 1);
        var (ben, _) = await PersonAsync("Ben", 1);
        var rules = Get<RuleActs>();

        await MakeAndTakeBackAsync(
            async () => await rules.DifferentAsync(Me, await SeenAsync(ben), await SeenAsync(anna), true, Token),
            async _ => Assert.Equal(1, await CountAsync("person_differences WHERE first_id < second_id")));
        await rules.DifferentAsync(Me, await SeenAsync(ben), await SeenAsync(anna), true, Token);
        var again = await rules.DifferentAsync(Me, await SeenAsync(anna), await SeenAsync(ben), true, Token);

        Assert.Null(again.ActId);
    }

    [Fact]
    public async Task Release_IsNotTakenBack_WhileSomebodyIsSeenTwice()
    {
        var (photo, faces) = await Library.AddPhotoAsync([1, 0], [0, 1]);
        var anna = await Library.AddPersonAsync("Anna", [faces[0]]);
        var rules = Get<RuleActs>();
        var released = await rules.ReleaseAsync(Me, photo, true, Token);
        var moved = await Get<FaceActs>().MoveAsync(Me, new([faces[1]]) { To = await SeenAsync(anna) }, Token);

        await RefusedAsync("same-photo", () => rules.ReleaseAsync(Me, photo, false, Token));
        await RefusedAsync("same-photo", () => UndoAsync(released));
        await UndoAsync(moved);
        await UndoAsync(released);

        Assert.Equal(0, await CountAsync("photo_releases"));
    }

    /// <summary>What was said of a person would go with it, and could not be brought back by taking a later act back.</summary>
    [Fact]
    public async Task Undo_IsRefused_WhileSomethingSaidSinceIsAboutAPersonItMade()
    {
        var (ben, _) = await PersonAsync("Ben", 1);
        var waiting = await FaceAsync();
        var before = await Library.StateAsync();
        var made = await Get<FaceActs>().MoveAsync(Me, new([await FaceAsync()]) { NewName = "Nora" }, Token);
        var nora = made.PersonId!.Value;
        var different = await SayAsync(true);
        var taken = await SayAsync(false);
        var rejected = await Get<FaceActs>().RejectAsync(Me, nora, [waiting], Token);

        var refused = await RefusedAsync("contradiction", () => UndoAsync(made));
        foreach (var later in (ActDone[])[rejected, taken, different])
            await UndoAsync(later);
        await UndoAsync(made);

        Assert.Equal([rejected.ActId!.Value, taken.ActId!.Value, different.ActId!.Value], refused.About);
        Assert.Equal(before.Count, (await Library.StateAsync()).Count - 1);

        async Task<ActDone> SayAsync(bool areDifferent) => await Get<RuleActs>().DifferentAsync(
            Me, await SeenAsync(nora), await SeenAsync(ben), areDifferent, Token);
    }

    [Fact]
    public async Task Rules_AreRefused_ForAnotherUser()
    {
        var (photo, faces) = await Library.AddPhotoAsync([1, 0], [0, 1]);
        var anna = await SeenAsync(await Library.AddPersonAsync("Anna", [faces[0]]));
        var ben = await SeenAsync(await Library.AddPersonAsync("Ben", [faces[1]]));
        var stranger = await StrangerAsync();

        await RefusedAsync("not-found", () => Get<RuleActs>().ReleaseAsync(stranger, photo, true, Token));
        await RefusedAsync("not-found", () => Get<RuleActs>().DifferentAsync(stranger, anna, ben, true, Token));
        await RefusedAsync("not-found", () => Get<SplitActs>().SplitAsync(stranger, anna, faces[..1], null, Token));
        await RefusedAsync("bad-act", () => Get<RuleActs>().DifferentAsync(Me, anna, anna, true, Token));
    }

    private Task<ActDone> UndoAsync(ActDone done) =>
        Library.Acts.UndoAsync(Library.Owner, Library.Actor, done.ActId!.Value, Token);
}
