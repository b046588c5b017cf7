using System.Net;
using System.Text.Json;
using Recognize.Models.Library;
using static Recognize.Tests.Api.SharedHouse;

namespace Recognize.Tests.Api;

/// <summary>Tags that users add and remove by hand, their own and at shared files.</summary>
public sealed class MediaTagTests(RecognizeApp app) : IClassFixture<RecognizeApp>, IAsyncLifetime
{
    private SharedHouse _anna = null!;
    private SharedHouse _ben = null!;
    private MediaItem _photo = null!;

    public async ValueTask InitializeAsync()
    {
        (_anna, _ben) = (await SharedHouse.AddAsync(app), await SharedHouse.AddAsync(app));
        _photo = await _anna.Library.AddAsync();
    }

    public ValueTask DisposeAsync()
    {
        _anna.Dispose();
        _ben.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Tags_AreAddedAndRemoved_AndCounted()
    {
        await _anna.Library.AddTagAsync(_photo, "cat");
        var second = await _anna.Library.AddAsync();

        await DoneAsync(_anna.TagAsync(_photo, new { AddWords = new[] { "Big Sea", "big sea" }, Remove = new[] { "cat", "never-there" } }));
        await DoneAsync(_anna.TagAsync(second, new { Add = new[] { "keyword:big-sea" } }));
        var first = await TagsAsync(_anna, _photo);
        var counts = (await _anna.Client.GetJsonAsync("/api/tags")).GetProperty("items").EnumerateArray()
            .Select(tag => (tag.GetProperty("id").GetString(), tag.GetProperty("name").GetString(), tag.GetProperty("mediaCount").GetInt32()));
        await DoneAsync(_anna.TagAsync(_photo, new { Add = new[] { "cat" }, Remove = new[] { "keyword:big-sea" } }));

        Assert.Equal(["keyword:big-sea"], first.Select(tag => tag.Id));
        Assert.Equal([("keyword:big-sea", "Big Sea", 2)], counts);
        Assert.Equal(["cat", "cat"], (await TagsAsync(_anna, _photo)).Select(tag => tag.Id));
    }

    [Fact]
    public async Task Genre_IsGiven_ThoughNoRecordingHasIt_WithThoseAboveIt()
    {
        var genres = (await _anna.Client.GetJsonAsync("/api/music/genres")).EnumerateArray().ToList();
        var kind = genres.First(genre => genre.GetProperty("parentId").ValueKind == JsonValueKind.String);
        var (id, above) = (kind.GetProperty("id").GetString()!, kind.GetProperty("parentId").GetString()!);

        await DoneAsync(_anna.TagAsync(_photo, new { Add = new[] { id } }));
        await RefusedAsync(_anna.TagAsync(_photo, new { Add = new[] { "genre:never-heard-of" } }), HttpStatusCode.NotFound, "not-found");

        Assert.Equal([id], (await TagsAsync(_anna, _photo)).Select(tag => tag.Id));
        Assert.Contains(genres, genre => genre.GetProperty("id").GetString() == above);
        Assert.Equal(above, (await _anna.Client.GetJsonAsync($"/api/tags/{id}")).GetProperty("parentId").GetString());
    }

    [Fact]
    public async Task Guest_ChangesTags_OfWhatIsSharedToChange_AndTheOwnerSeesWho()
    {
        await _anna.Library.AddTagAsync(_photo, "cat");
        await _anna.Library.AddTagAsync(_photo, "dog");
        var share = await _anna.ShareLibraryAsync(_ben);
        await RefusedAsync(_ben.TagAsync(_photo, new { Remove = new[] { "cat" } }), HttpStatusCode.Forbidden, "read-only");

        await DoneAsync(_anna.ChangeShareAsync(share, new { Access = "write", WithPeople = false }));
        await DoneAsync(_ben.TagAsync(_photo, new { AddWords = new[] { "Ours" }, Remove = new[] { "cat" } }));
        await DoneAsync(_anna.TagAsync(_photo, new { AddWords = new[] { "Mine" } }));

        Assert.Equal(
            [("dog", null), ("keyword:mine", _anna.User.Name), ("keyword:ours", _ben.User.Name)], (await TagsAsync(_anna, _photo)).OrderBy(tag => tag.Id));
        Assert.Equal(
            [("dog", null), ("keyword:mine", null), ("keyword:ours", _ben.User.Name)], (await TagsAsync(_ben, _photo)).OrderBy(tag => tag.Id));
        var removed = Assert.Single((await _anna.DetailsAsync(_photo)).GetProperty("removedTags").EnumerateArray());
        Assert.Equal(("cat", _ben.User.Name), (removed.GetProperty("id").GetString(), removed.GetProperty("setBy").GetString()));
        Assert.Equal(0, (await _ben.DetailsAsync(_photo)).GetProperty("removedTags").GetArrayLength());
        await DoneAsync(_anna.EndShareAsync(share));
        Assert.Equal(3, (await TagsAsync(_anna, _photo)).Count);
    }

    [Fact]
    public async Task Tag_CannotBeNamed_WhenOnlyOthersHaveIt()
    {
        var secret = $"city:{Guid.NewGuid():N}";
        var bens = await _ben.Library.AddAsync();
        await _ben.Library.AddTagAsync(bens, secret);

        await RefusedAsync(_anna.TagAsync(_photo, new { Add = new[] { secret } }), HttpStatusCode.NotFound, "not-found");
        await RefusedAsync(_anna.TagAsync(_photo, new { Add = new[] { "city:that-nobody-has" } }), HttpStatusCode.NotFound, "not-found");
        // Nor does removing it tell.
        await DoneAsync(_anna.TagAsync(_photo, new { Remove = new[] { secret } }));
        await DoneAsync(_ben.TagAsync(await _ben.Library.AddAsync(), new { Add = new[] { secret } }));

        Assert.Empty(await TagsAsync(_anna, _photo));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"add":[]}""")]
    [InlineData("""{"addWords":[" "]}""")]
    [InlineData("""{"addWords":["a\u0000"]}""")]
    [InlineData("""{"remove":[""]}""")]
    public async Task Change_IsABadRequest_WhenItNamesNoTag(string body) => await RefusedAsync(
        _anna.TagAsync(_photo, JsonSerializer.Deserialize<JsonElement>(body)), HttpStatusCode.BadRequest, "bad-tag");

    [Fact]
    public async Task Tags_AreAllThere_WhenTwoTagOneFileAtOnce()
    {
        await _anna.ShareLibraryAsync(_ben, "write");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            DoneAsync((number % 2 == 0 ? _anna : _ben).TagAsync(_photo, new { AddWords = new[] { $"word {number}", $"word {7 - number}" } }))));

        Assert.Equal(8, (await TagsAsync(_anna, _photo)).Count);
        Assert.Equal(8, (await _anna.Client.GetJsonAsync("/api/tags")).Ids().Count);
    }

    private static async Task<List<(string Id, string? SetBy)>> TagsAsync(SharedHouse viewer, MediaItem item) =>
        [.. (await viewer.DetailsAsync(item)).GetProperty("tags").EnumerateArray().Select(tag =>
            (tag.GetProperty("id").GetString()!, tag.GetProperty("setBy").GetString()))];
}
