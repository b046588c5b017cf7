using Recognize.Models.Media;
using Recognize.Models.People;
using Recognize.Models.People.Acts;
using Recognize.Tests.Support;

namespace Recognize.Tests.People;

public sealed class DrawnFaceActsTests(PostgresFixture postgres) : ActsCase(postgres)
{
    private static readonly ImageBox Free = new(0.6f, 0.6f, 0.1f, 0.2f);

    private DrawnFaceActs Acts => Get<DrawnFaceActs>();

    [Fact]
    public async Task Draw_AddsAFaceThatWaits_OrIsSomebody()
    {
        var (photo, _) = await Library.AddPhotoAsync([1, 0]);
        var (anna, _) = await PersonAsync("Anna", 1);

        await MakeAndTakeBackAsync(() => Acts.DrawAsync(Me, photo, Free, null, false, Token), async done =>
            Assert.Equal(1, await CountAsync(
                $"faces WHERE id = '{done.FaceId}' AND origin = 1 AND person_id IS NULL AND grouped_at IS NULL AND pack_version = ''")));
        await MakeAndTakeBackAsync(
            async () => await Acts.DrawAsync(Me, photo, Free, await SeenAsync(anna), false, Token),
            async done => Assert.Equal(
                (anna, FaceAssignment.User), (await PersonOfAsync(done.FaceId!.Value), await AssignedByAsync(done.FaceId.Value))));
    }

    [Fact]
    public async Task Draw_IsRefused_WhereAFaceIsAlready()
    {
        var (photo, faces) = await Library.AddPhotoAsync([1, 0]);

        var refused = await RefusedAsync(
            "face-there", () => Acts.DrawAsync(Me, photo, new(0.01f, 0.11f, 0.1f, 0.1f), null, false, Token));

        Assert.Equal(faces, refused.About);
    }

    [Fact]
    public async Task Draw_IsRefused_WhenThePhotoShowsThePersonAlready()
    {
        var (photo, faces) = await Library.AddPhotoAsync([1, 0]);
        var seen = await SeenAsync(await Library.AddPersonAsync("Anna", faces));

        await RefusedAsync("same-photo", () => Acts.DrawAsync(Me, photo, Free, seen, false, Token));
        var mirrored = await Acts.DrawAsync(Me, photo, Free, seen, true, Token);

        Assert.NotNull(mirrored.FaceId);
    }

    [Theory]
    [InlineData(0.5f, 0.5f, 0.6f, 0.1f)]
    [InlineData(-0.1f, 0.5f, 0.3f, 0.1f)]
    [InlineData(0.5f, 0.5f, 0f, 0.1f)]
    [InlineData(float.NaN, 0.5f, 0.1f, 0.1f)]
    public async Task Draw_IsRefused_WhenTheBoxLeavesThePhoto(float x, float y, float width, float height)
    {
        var (photo, _) = await Library.AddPhotoAsync([1, 0]);

        await RefusedAsync("bad-act", () => Acts.DrawAsync(Me, photo, new(x, y, width, height), null, false, Token));
    }

    [Fact]
    public async Task Remove_TakesADrawnFaceAway_AndUndoBringsItBack()
    {
        var (photo, faces) = await Library.AddPhotoAsync([1, 0]);
        var (anna, _) = await PersonAsync("Anna", 1);
        var drawn = await Acts.DrawAsync(Me, photo, Free, await SeenAsync(anna), false, Token);

        await RefusedAsync("not-drawn", () => Acts.RemoveAsync(Me, faces[0], Token));
        await MakeAndTakeBackAsync(
            () => Acts.RemoveAsync(Me, drawn.FaceId!.Value, Token),
            async _ => Assert.Equal(0, await CountAsync($"faces WHERE id = '{drawn.FaceId}'")));

        Assert.Equal(anna, await PersonOfAsync(drawn.FaceId!.Value));
    }

    [Fact]
    public async Task Undo_OfADrawing_TakesTheFaceAway_ThatWasChosenToBeShown()
    {
        var (photo, _) = await Library.AddPhotoAsync([1, 0]);
        var (anna, _) = await PersonAsync("Anna", 1);
        var drawn = await Acts.DrawAsync(Me, photo, Free, await SeenAsync(anna), false, Token);
        await Get<NamingActs>().CoverAsync(Me, await SeenAsync(anna), drawn.FaceId, Token);

        await UndoAsync(drawn);

        Assert.Equal(1, await CountAsync($"people WHERE id = '{anna}' AND cover_face_id IS NULL"));
    }

    [Fact]
    public async Task Undo_OfARemoval_IsRefused_WhereAFaceIsAgain()
    {
        var (photo, _) = await Library.AddPhotoAsync([1, 0]);
        var first = await Acts.DrawAsync(Me, photo, Free, null, false, Token);
        var removed = await Acts.RemoveAsync(Me, first.FaceId!.Value, Token);
        var second = await Acts.DrawAsync(Me, photo, Free with { X = 0.61f }, null, false, Token);

        var refused = await RefusedAsync("face-there", () => UndoAsync(removed));
        await UndoAsync(second);
        await UndoAsync(removed);

        Assert.Equal([second.FaceId!.Value], refused.About);
        Assert.Equal(1, await CountAsync($"faces WHERE id = '{first.FaceId}'"));
    }

    [Fact]
    public async Task Undo_OfARemoval_IsRefused_WhereSomebodyIsNotToBeRecognised()
    {
        var (photo, _) = await Library.AddPhotoAsync([1, 0]);
        var drawn = await Acts.DrawAsync(Me, photo, Free, null, false, Token);
        var removed = await Acts.RemoveAsync(Me, drawn.FaceId!.Value, Token);
        var entry = Guid.CreateVersion7();
        await Installation.ExecuteAsync(
            $"INSERT INTO refused_people (id, owner_id, keeps_look, refused_at) VALUES ('{entry}', '{Library.Owner}', false, now())");
        await Installation.ExecuteAsync(
            $"""
            INSERT INTO refused_faces (id, refused_person_id, media_id, x, y, width, height, is_by_look)
            VALUES (gen_random_uuid(), '{entry}', '{photo}', 0.6, 0.6, 0.1, 0.2, false)
            """);

        await RefusedAsync("face-refused", () => UndoAsync(removed));
    }

    [Fact]
    public async Task Draw_IsRefused_InAVideo_OrAnotherUsersPhoto()
    {
        var (video, _) = await Library.AddPhotoAsync([1, 0]);
        await Installation.ExecuteAsync($"UPDATE media SET kind = {(int)MediaKind.Video} WHERE id = '{video}'");
        var stranger = await StrangerAsync();

        await RefusedAsync("bad-act", () => Acts.DrawAsync(Me, video, Free, null, false, Token));
        await RefusedAsync("not-found", () => Acts.DrawAsync(stranger, video, Free, null, false, Token));
    }

    private Task<ActDone> UndoAsync(ActDone done) =>
        Library.Acts.UndoAsync(Library.Owner, Library.Actor, done.ActId!.Value, Token);
}
