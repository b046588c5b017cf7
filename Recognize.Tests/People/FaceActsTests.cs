using Recognize.Models.People;
using Recognize.Models.People.Acts;
using Recognize.Tests.Support;

namespace Recognize.Tests.People;

public sealed class FaceActsTests(PostgresFixture postgres) : ActsCase(postgres)
{
    private FaceActs Acts => Get<FaceActs>();

    [Fact]
    public async Task Move_ConfirmsThere_AndRejectsFromTheOld()
    {
        var (anna, faces) = await PersonAsync("Anna", 3);
        var (ben, _) = await PersonAsync("Ben", 1);
        await Get<NamingActs>().CoverAsync(Me, await SeenAsync(anna), faces[0], Token);

        await MakeAndTakeBackAsync(
            async () => await Acts.MoveAsync(Me, new([faces[0]]) { To = await SeenAsync(ben), From = anna }, Token),
            async _ =>
            {
                Assert.Equal((ben, FaceAssignment.User), (await PersonOfAsync(faces[0]), await AssignedByAsync(faces[0])));
                Assert.Equal(1, await CountAsync($"face_rejections WHERE face_id = '{faces[0]}' AND person_id = '{anna}'"));
                Assert.True(await IsAsync($"(SELECT cover_face_id IS NULL FROM people WHERE id = '{anna}')"));
            });
    }

    [Fact]
    public async Task Move_MakesANewPerson_OfAWaitingFace()
    {
        var face = await FaceAsync();

        await MakeAndTakeBackAsync(
            () => Acts.MoveAsync(Me, new([face]) { NewName = "Mia" }, Token),
            async done =>
            {
                Assert.Equal(done.PersonId, await PersonOfAsync(face));
                Assert.Equal(1, await CountAsync($"people WHERE id = '{done.PersonId}' AND name = 'Mia'"));
            });
    }

    [Fact]
    public async Task Move_RemovesAnUnnamedPerson_WithItsLastFace_ButKeepsANamedOne()
    {
        var (ben, _) = await PersonAsync("Ben", 1);
        var (unnamed, last) = await PersonAsync(null, 1);
        var (carl, carls) = await PersonAsync("Carl", 1);

        await MakeAndTakeBackAsync(
            async () => await Acts.MoveAsync(Me, new([last[0], carls[0]]) { To = await SeenAsync(ben) }, Token),
            async _ => Assert.Equal(
                (0, 1), (await CountAsync($"people WHERE id = '{unnamed}'"), await CountAsync($"people WHERE id = '{carl}'"))));
    }

    [Fact]
    public async Task Move_IsRefused_WhenTheFaceWasMovedMeanwhile()
    {
        var (anna, faces) = await PersonAsync("Anna", 2);
        var (ben, _) = await PersonAsync("Ben", 1);
        var (carl, _) = await PersonAsync("Carl", 1);
        await Acts.MoveAsync(Me, new([faces[0]]) { To = await SeenAsync(carl), From = anna }, Token);
        var seen = await SeenAsync(ben);

        var changed = await RefusedAsync("changed", () => Acts.MoveAsync(Me, new([faces[0]]) { To = seen, From = anna }, Token));
        await RefusedAsync("confirmed-elsewhere", () => Acts.MoveAsync(Me, new([faces[0]]) { To = seen }, Token));
        var done = await Acts.MoveAsync(Me, new([faces[0]]) { To = seen, From = carl }, Token);

        Assert.Equal([faces[0]], changed.About);
        Assert.Equal(ben, done.PersonId);
    }

    [Fact]
    public async Task Move_IsRefused_WhenTheFaceWasSaidNotToBeThePerson_UnlessThatIsTakenBack()
    {
        var (anna, _) = await PersonAsync("Anna", 1);
        var face = await FaceAsync();
        await Acts.RejectAsync(Me, anna, [face], Token);
        var seen = await SeenAsync(anna);

        await RefusedAsync("rejected-before", () => Acts.MoveAsync(Me, new([face]) { To = seen }, Token));
        await MakeAndTakeBackAsync(
            () => Acts.MoveAsync(Me, new([face]) { To = seen, TakesBackRejections = true }, Token),
            async _ => Assert.Equal(0, await CountAsync("face_rejections")));
    }

    [Fact]
    public async Task Move_IsRefused_WhenThePhotoShowsThePersonAlready()
    {
        var (photo, faces) = await Library.AddPhotoAsync([1, 0], [0, 1]);
        var anna = await Library.AddPersonAsync("Anna", [faces[0]]);
        var seen = await SeenAsync(anna);

        var refused = await RefusedAsync("same-photo", () => Acts.MoveAsync(Me, new([faces[1]]) { To = seen }, Token));
        await RefusedAsync("same-photo", () => Acts.MoveAsync(Me, new(faces) { NewName = "Both", From = null }, Token));
        await MakeAndTakeBackAsync(
            () => Acts.MoveAsync(Me, new([faces[1]]) { To = seen, ReleasesPhotos = true }, Token),
            async _ => Assert.Equal(2, await CountAsync($"faces WHERE person_id = '{anna}'")));

        Assert.Equal([photo], refused.About);
    }

    [Fact]
    public async Task Confirm_ConfirmsOne_AndAllThatWereSeen()
    {
        var (anna, faces) = await PersonAsync("Anna", 3);

        await MakeAndTakeBackAsync(
            () => Acts.ConfirmAsync(Me, anna, [faces[1]], Token),
            async _ => Assert.Equal(FaceAssignment.User, await AssignedByAsync(faces[1])));
        await MakeAndTakeBackAsync(
            async () => await Acts.ConfirmAllAsync(Me, await SeenAsync(anna), 3, Token),
            async _ => Assert.Equal(3, await CountAsync("faces WHERE assigned_by = 3")));
    }

    [Fact]
    public async Task ConfirmAll_IsRefused_WhenAFaceJoinedUnseen()
    {
        var (anna, _) = await PersonAsync("Anna", 2);
        var seen = await SeenAsync(anna);
        var late = await FaceAsync();
        await Installation.ExecuteAsync($"UPDATE faces SET person_id = '{anna}', assigned_by = 1 WHERE id = '{late}'");

        await RefusedAsync("changed", () => Acts.ConfirmAllAsync(Me, seen, 2, Token));
    }

    [Fact]
    public async Task Confirm_IsRefused_WhenTheFaceHasLeft()
    {
        var (anna, faces) = await PersonAsync("Anna", 2);
        await Acts.RejectAsync(Me, anna, [faces[0]], Token);

        await RefusedAsync("changed", () => Acts.ConfirmAsync(Me, anna, faces, Token));
    }

    [Fact]
    public async Task Reject_LetsTheFaceWait_ForGoodWithoutThePerson()
    {
        var (anna, faces) = await PersonAsync("Anna", 2);

        await MakeAndTakeBackAsync(() => Acts.RejectAsync(Me, anna, [faces[0]], Token), async done =>
        {
            Assert.Equal([faces[0]], done.Waiting);
            Assert.Equal(1, await CountAsync(
                $"faces WHERE id = '{faces[0]}' AND person_id IS NULL AND assigned_by = 0 AND grouped_at IS NULL"));
            Assert.Equal(1, await CountAsync($"face_rejections WHERE face_id = '{faces[0]}' AND person_id = '{anna}'"));
        });
    }

    [Fact]
    public async Task Reject_LeavesAFaceWhereItIs_WhenItIsSomebodyElse()
    {
        var (anna, _) = await PersonAsync("Anna", 1);
        var (ben, faces) = await PersonAsync("Ben", 1);

        await MakeAndTakeBackAsync(() => Acts.RejectAsync(Me, anna, faces, Token), async done =>
        {
            Assert.Empty(done.Waiting);
            Assert.Equal(ben, await PersonOfAsync(faces[0]));
        });
    }

    [Fact]
    public async Task Ignore_TakesFacesOutOfEverything_AndBack()
    {
        var (_, faces) = await PersonAsync("Anna", 2);

        await MakeAndTakeBackAsync(() => Acts.IgnoreAsync(Me, [faces[0]], IgnoredAs.Poster, Token), async _ =>
            Assert.Equal(1, await CountAsync(
                $"faces WHERE id = '{faces[0]}' AND ignored_as = 2 AND person_id IS NULL AND grouped_at IS NOT NULL")));
        await Acts.IgnoreAsync(Me, [faces[0]], IgnoredAs.Poster, Token);
        await MakeAndTakeBackAsync(() => Acts.IgnoreAsync(Me, faces, null, Token), async done =>
        {
            Assert.Equal([faces[0]], done.Waiting);
            Assert.Equal(1, await CountAsync("faces WHERE ignored_as IS NULL AND grouped_at IS NULL"));
        });
    }

    [Fact]
    public async Task Undo_MakesAFaceWait_ThatAGroupingPutBesideTheOneThatComesBack()
    {
        var (_, faces) = await Library.AddPhotoAsync([1, 0], [1, 0]);
        var anna = await Library.AddPersonAsync("Anna", [faces[0]]);
        var rejected = await Acts.RejectAsync(Me, anna, [faces[0]], Token);
        await Installation.ExecuteAsync($"UPDATE faces SET person_id = '{anna}', assigned_by = 1 WHERE id = '{faces[1]}'");

        await Library.Acts.UndoAsync(Library.Owner, Library.Actor, rejected.ActId!.Value, Token);

        Assert.Equal((anna, Guid.Empty), (await PersonOfAsync(faces[0]), await PersonOfAsync(faces[1])));
    }

    [Fact]
    public async Task Acts_AreRefused_ForFacesOfAnotherUser()
    {
        var (anna, faces) = await PersonAsync("Anna", 1);
        var stranger = await StrangerAsync();

        await RefusedAsync("not-found", () => Acts.MoveAsync(stranger, new(faces) { NewName = "Mine" }, Token));
        await RefusedAsync("not-found", () => Acts.ConfirmAsync(stranger, anna, faces, Token));
        await RefusedAsync("not-found", () => Acts.RejectAsync(stranger, anna, faces, Token));
        await RefusedAsync("not-found", () => Acts.IgnoreAsync(stranger, faces, IgnoredAs.Other, Token));
        await RefusedAsync("bad-act", () => Acts.IgnoreAsync(Me, [], IgnoredAs.Other, Token));
    }
}
