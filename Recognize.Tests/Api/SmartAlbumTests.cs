using System.Net;
using System.Net.Http.Json;
using Recognize.Models.Library;
using static Recognize.Tests.Api.SharedHouse;

namespace Recognize.Tests.Api;

public sealed class SmartAlbumTests(RecognizeApp app) : IClassFixture<RecognizeApp>, IAsyncLifetime
{
    private SharedHouse _anna = null!;
    private SharedHouse _ben = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        (_anna, _ben) = (await SharedHouse.AddAsync(app), await SharedHouse.AddAsync(app));

    public ValueTask DisposeAsync()
    {
        _anna.Dispose();
        _ben.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task SmartAlbum_FillsItself()
    {
        var album = await MakeAsync("sunset");
        var before = await _anna.InAlbumAsync(album);
        var item = await AddAsync("sunset.jpg");

        Assert.Empty(before);
        Assert.Equal([item.Id.ToString()], await _anna.InAlbumAsync(album));
        var shown = await _anna.Client.GetJsonAsync($"/api/albums/{album}");
        Assert.Equal(("smart", "sunset", 1), (
            shown.GetProperty("kind").GetString(), shown.GetProperty("query").GetString(), shown.GetProperty("mediaCount").GetInt32()));
        Assert.Equal(item.Id, shown.GetProperty("coverMediaId").GetGuid());
        Assert.Equal("text", shown.GetProperty("parts")[0].GetProperty("reading").GetProperty("kind").GetString());
    }

    [Fact]
    public async Task SmartAlbum_RefusesFilesByHand()
    {
        var album = await MakeAsync("sunset");
        var item = await AddAsync("sunset.jpg");

        foreach (var answer in (HttpResponseMessage[])
            [await _anna.PutAsync(album, item), await _anna.RemoveAsync(album, item), await _anna.MoveAsync(album, null, item)])
        {
            using (answer)
                await answer.ShouldBeProblemAsync(HttpStatusCode.Conflict, "smart-album");
        }
    }

    [Fact]
    public async Task SmartAlbum_IsSharedWithWhatItFinds_AndNothingElse()
    {
        var (found, other) = (await AddAsync("sunset.jpg"), await AddAsync("dinner.jpg"));
        await _ben.Library.AddAsync("my-sunset.jpg");
        var album = await MakeAsync("sunset");

        Assert.Equal(HttpStatusCode.NotFound, await _ben.LookAsync(found));
        var share = await _anna.ShareAlbumAsync(album, _ben);

        Assert.Equal([found.Id.ToString()], await _ben.InAlbumAsync(album));
        Assert.Equal(HttpStatusCode.OK, await _ben.LookAsync(found));
        Assert.Equal(HttpStatusCode.NotFound, await _ben.LookAsync(other));
        Assert.Null((await _ben.Client.GetJsonAsync($"/api/albums/{album}")).GetProperty("query").GetString());
        using var ended = await _anna.EndShareAsync(share);
        Assert.Equal(HttpStatusCode.NotFound, await _ben.LookAsync(found));
    }

    [Theory]
    [InlineData("mia")]
    [InlineData("person:Mia")]
    [InlineData("kind:photo -mia")]
    public async Task SmartAlbum_ThatNamesPeople_ShowsNothing_WithoutAShareOfPeople(string query)
    {
        var (shown, plain) = (await AddAsync("a.jpg"), await AddAsync("b.jpg"));
        await _anna.Library.AddFaceAsync(shown, await _anna.Library.AddPersonAsync("Mia"));
        var found = query.Contains('-', StringComparison.Ordinal) ? plain : shown;
        var album = await MakeAsync(query);
        var share = await _anna.ShareAlbumAsync(album, _ben);

        Assert.Equal([found.Id.ToString()], await _anna.InAlbumAsync(album));
        Assert.Empty(await _ben.InAlbumAsync(album));
        Assert.Equal(HttpStatusCode.NotFound, await _ben.LookAsync(found));
        Assert.Equal(0, (await _ben.Client.GetJsonAsync($"/api/albums/{album}")).GetProperty("mediaCount").GetInt32());

        await DoneAsync(_anna.ChangeShareAsync(share, new { Access = "read", WithPeople = true }));
        Assert.Equal([found.Id.ToString()], await _ben.InAlbumAsync(album));
        Assert.Equal(HttpStatusCode.OK, await _ben.LookAsync(found));
    }

    [Fact]
    public async Task SmartAlbum_HasItsSearchChanged_ByItsOwnerAlone()
    {
        var item = await AddAsync("dinner.jpg");
        var album = await MakeAsync("sunset");
        await _anna.ShareAlbumAsync(album, _ben, "write");

        using var refused = await ChangeAsync(_ben, album, new { Query = "dinner" });
        await refused.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "owners-only");
        Assert.Equal(HttpStatusCode.NotFound, await _ben.LookAsync(item));

        await DoneAsync(ChangeAsync(_anna, album, new { Query = "dinner" }));
        Assert.Equal([item.Id.ToString()], await _ben.InAlbumAsync(album));
    }

    [Fact]
    public async Task PlainAlbum_HasNoSearchToChange_AndASmartOneNeedsOne()
    {
        var plain = await _anna.AddAlbumAsync();

        using var changed = await ChangeAsync(_anna, plain, new { Query = "dinner" });
        using var empty = await _anna.Client.PostAsJsonAsync("/api/albums", new { Name = "Empty", Query = " " }, Token);

        await changed.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad-album");
        await empty.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad-query");
    }

    private static Task<HttpResponseMessage> ChangeAsync(SharedHouse who, Guid album, object change) =>
        who.Client.PatchAsJsonAsync($"/api/albums/{album}", change, Token);

    private Task<MediaItem> AddAsync(string name) => _anna.Library.AddAsync(name);

    private async Task<Guid> MakeAsync(string query)
    {
        using var answer = await _anna.Client.PostAsJsonAsync("/api/albums", new { Name = "Found", Query = query }, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.ReadAsync()).GetProperty("id").GetGuid();
    }
}
