using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Accounts;
using Recognize.Models.Library;
using static Recognize.Tests.Api.SharedHouse;

namespace Recognize.Tests.Api;

public sealed class AlbumTests(RecognizeApp app) : IClassFixture<RecognizeApp>, IAsyncLifetime
{
    private SharedHouse _anna = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _anna = await SharedHouse.AddAsync(app);

    public ValueTask DisposeAsync()
    {
        _anna.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Album_KeepsTheOrderThatWasGiven_OverAllPages()
    {
        var photos = await PhotosAsync(7);
        var album = await _anna.AddAlbumAsync([.. photos.Reverse()]);

        await DoneAsync(_anna.MoveAsync(album, photos[6], photos[0], photos[3]));
        await DoneAsync(_anna.MoveAsync(album, null, photos[5]));
        await DoneAsync(_anna.MoveAsync(album, photos[4], photos[1]));

        int[] expected = [0, 3, 6, 1, 4, 2, 5];
        Assert.Equal(Ids([.. expected.Select(number => photos[number])]), await _anna.InAlbumAsync(album, limit: 2));
    }

    [Fact]
    public async Task Album_IsExportedWithoutFaces_ByItsOwnerAndOnlyItsOwnFiles()
    {
        var photos = await PhotosAsync(3);
        using var ben = await SharedHouse.AddAsync(app);
        var album = await _anna.AddAlbumAsync(photos);
        await _anna.ShareAlbumAsync(album, ben, "write");
        await DoneAsync(ben.PutAsync(album, await ben.Library.AddAsync()));

        using var answer = await _anna.Client.PostAsJsonAsync(
            "/api/exports/without-faces", new { AlbumId = album, Media = new[] { photos[1].Id } }, Token);
        using var foreign = await ben.Client.PostAsJsonAsync("/api/exports/without-faces", new { AlbumId = album }, Token);
        using var token = await app.WithTokenAsync(_anna.User, [TokenScopes.MediaRead]);
        using var scope = await token.PostAsJsonAsync("/api/exports/without-faces", new { AlbumId = album }, Token);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(3, (await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Token)).GetProperty("total").GetInt32());
        await foreign.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        await scope.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "scope-missing");
    }

    [Fact]
    public async Task Album_KeepsItsOrder_HoweverOftenFilesAreMovedToOnePlace()
    {
        var photos = await PhotosAsync(3);
        var album = await _anna.AddAlbumAsync(photos);

        // Each halves the room before the last one: it is used up after some twenty.
        for (var i = 0; i < 60; i++)
        {
            var (front, back) = i % 2 == 0 ? (photos[1], photos[0]) : (photos[0], photos[1]);
            await DoneAsync(_anna.MoveAsync(album, photos[2], back));
            Assert.Equal(Ids(front, back, photos[2]), await _anna.InAlbumAsync(album));
        }
    }

    [Fact]
    public async Task Album_HoldsEachFileOnce_WhenManyPutAndMoveAtOnce()
    {
        var photos = await PhotosAsync(24);
        var album = await _anna.AddAlbumAsync(photos[0], photos[1]);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            await DoneAsync(_anna.PutAsync(album, photos[number], photos[number + 8], photos[number + 16]));
            await DoneAsync(_anna.MoveAsync(album, photos[0], photos[number + 16], photos[number + 8]));
        }));

        var inAlbum = await _anna.InAlbumAsync(album, limit: 5);
        Assert.Equal(Ids(photos).Order(), inAlbum.Order());
        await using var database = app.Open();
        Assert.Equal(24, await database.AlbumItems.Where(item => item.AlbumId == album).Select(item => item.Position).Distinct().CountAsync(Token));
        for (var number = 1; number < 8; number++)
            Assert.True(inAlbum.IndexOf(photos[number + 16].Id.ToString()) + 1 == inAlbum.IndexOf(photos[number + 8].Id.ToString()));
    }

    [Fact]
    public async Task Album_IsNamedDescribedAndStoodFor()
    {
        var photos = await PhotosAsync(2);
        var album = await _anna.AddAlbumAsync(photos);
        var before = await _anna.Client.GetJsonAsync($"/api/albums/{album}");

        await DoneAsync(ChangeAsync(album, new { Name = "Sea", Description = "two\nlines", CoverMediaId = photos[1].Id }));
        var after = await _anna.Client.GetJsonAsync($"/api/albums/{album}");
        await DoneAsync(_anna.RemoveAsync(album, photos[1]));
        await DoneAsync(ChangeAsync(album, new { Description = "" }));
        var last = await _anna.Client.GetJsonAsync($"/api/albums/{album}");

        Assert.Equal(photos[0].Id, before.GetProperty("coverMediaId").GetGuid());
        Assert.Equal(("Sea", "two\nlines", photos[1].Id, 2), (after.GetProperty("name").GetString(), after.GetProperty("description").GetString(), after.GetProperty("coverMediaId").GetGuid(), after.GetProperty("mediaCount").GetInt32()));
        Assert.Equal(("Sea", null, photos[0].Id, 1), (last.GetProperty("name").GetString(), last.GetProperty("description").GetString(), last.GetProperty("coverMediaId").GetGuid(), last.GetProperty("mediaCount").GetInt32()));
        Assert.True(last.GetProperty("changedAt").GetDateTimeOffset() > before.GetProperty("changedAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task Album_GoesWithoutItsFiles_AndFilesThatWereRemovedAreNotShown()
    {
        var photos = await PhotosAsync(2);
        var album = await _anna.AddAlbumAsync(photos);

        await _anna.Library.RemoveAsync(photos[0]);
        var shown = await _anna.InAlbumAsync(album);
        await DoneAsync(_anna.Client.DeleteAsync($"/api/albums/{album}", Token));

        Assert.Equal(Ids(photos[1]), shown);
        Assert.Equal(HttpStatusCode.OK, await _anna.LookAsync(photos[1]));
        await RefusedAsync(_anna.Client.GetAsync($"/api/albums/{album}", Token), HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Albums_AreListedLatestFirst_InPages()
    {
        Guid[] albums = [await _anna.AddAlbumAsync(), await _anna.AddAlbumAsync(), await _anna.AddAlbumAsync()];

        Assert.Equal(
            albums.Reverse().Select(id => id.ToString()), await _anna.Client.AllIdsAsync("/api/albums?limit=2"));
    }

    [Fact]
    public async Task Change_IsRefused_WhenItNamesWhatIsNotInTheAlbum()
    {
        var photos = await PhotosAsync(3);
        var album = await _anna.AddAlbumAsync(photos[0], photos[1]);

        await RefusedAsync(ChangeAsync(album, new { CoverMediaId = photos[2].Id }), HttpStatusCode.NotFound, "not-found");
        await RefusedAsync(_anna.MoveAsync(album, photos[2], photos[0]), HttpStatusCode.NotFound, "not-found");
        await RefusedAsync(_anna.MoveAsync(album, photos[0], photos[2]), HttpStatusCode.NotFound, "not-found");
        await RefusedAsync(_anna.MoveAsync(album, photos[0], photos[0]), HttpStatusCode.BadRequest, "bad-album");
        Assert.Equal(Ids(photos[0], photos[1]), await _anna.InAlbumAsync(album));
    }

    [Fact]
    public async Task Put_DoesNothing_WhenOneOfTheFilesIsNotThere()
    {
        var photos = await PhotosAsync(2);
        var album = await _anna.AddAlbumAsync();
        await _anna.Library.RemoveAsync(photos[1]);

        await RefusedAsync(_anna.PutAsync(album, photos), HttpStatusCode.NotFound, "not-found");

        Assert.Empty(await _anna.InAlbumAsync(album));
    }

    [Theory]
    [InlineData("""{"name":""}""", "bad-album")]
    [InlineData("""{"name":" "}""", "bad-album")]
    [InlineData("""{"name":"a\u0000b"}""", "bad-album")]
    [InlineData("""{"name":"a\nb"}""", "bad-album")]
    [InlineData("""{"description":"a\u0000b"}""", "bad-album")]
    [InlineData("{}", "nothing-to-change")]
    public async Task Change_IsABadRequest_WhenATextIsNone(string body, string code)
    {
        var album = await _anna.AddAlbumAsync();

        await RefusedAsync(
            _anna.Client.PatchAsync($"/api/albums/{album}", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Token),
            HttpStatusCode.BadRequest, code);
    }

    [Fact]
    public async Task Put_IsABadRequest_WhenThereAreNoneOrTooMany()
    {
        var album = await _anna.AddAlbumAsync();

        await RefusedAsync(_anna.PutAsync(album), HttpStatusCode.BadRequest, "bad-album");
        await RefusedAsync(
            _anna.Client.PostAsJsonAsync($"/api/albums/{album}/media", new { MediaIds = Enumerable.Range(0, 1001).Select(_ => Guid.NewGuid()) }, Token),
            HttpStatusCode.BadRequest, "bad-album");
    }

    private Task<HttpResponseMessage> ChangeAsync(Guid album, object change) =>
        _anna.Client.PatchAsJsonAsync($"/api/albums/{album}", change, Token);

    private async Task<MediaItem[]> PhotosAsync(int count)
    {
        var photos = new List<MediaItem>();
        while (photos.Count < count)
            photos.Add(await _anna.Library.AddAsync());
        return [.. photos];
    }
}
