using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Recognize.Models.Library;

namespace Recognize.Tests.Api;

/// <summary>Somebody of a house with a library and a client, and what such a one asks of albums and shares.</summary>
internal sealed class SharedHouse : IDisposable
{
    private SharedHouse(TestUser user, TestLibrary library, HttpClient client) =>
        (User, Library, Client) = (user, library, client);

    public TestUser User { get; }

    public TestLibrary Library { get; }

    public HttpClient Client { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<SharedHouse> AddAsync(RecognizeApp app)
    {
        var user = await app.AddTokenUserAsync();
        return new SharedHouse(user, await app.AddLibraryAsync(user), await app.WithTokenAsync(user));
    }

    public void Dispose() => Client.Dispose();

    public async Task<Guid> AddAlbumAsync(params MediaItem[] items)
    {
        using var answer = await Client.PostAsJsonAsync("/api/albums", new { Name = "Summer" }, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var album = (await answer.ReadAsync()).GetProperty("id").GetGuid();
        if (items.Length > 0)
            await DoneAsync(PutAsync(album, items));
        return album;
    }

    public Task<HttpResponseMessage> PutAsync(Guid album, params MediaItem[] items) =>
        Client.PostAsJsonAsync($"/api/albums/{album}/media", Media(items), Token);

    public Task<HttpResponseMessage> RemoveAsync(Guid album, params MediaItem[] items) =>
        Client.PostAsJsonAsync($"/api/albums/{album}/media/remove", Media(items), Token);

    public Task<HttpResponseMessage> MoveAsync(Guid album, MediaItem? before, params MediaItem[] items) =>
        Client.PostAsJsonAsync(
            $"/api/albums/{album}/media/move", new { MediaIds = items.Select(item => item.Id), Before = before?.Id }, Token);

    public Task<HttpResponseMessage> TagAsync(MediaItem item, object change) =>
        Client.PatchAsJsonAsync($"/api/media/{item.Id}/tags", change, Token);

    /// <summary>Ids in the album's order, over all its pages.</summary>
    public Task<List<string>> InAlbumAsync(Guid album, int limit = 100) =>
        Client.AllIdsAsync($"/api/albums/{album}/media?limit={limit}");

    /// <returns>The share's id.</returns>
    public async Task<Guid> ShareAlbumAsync(Guid album, SharedHouse with, string access = "read", bool withPeople = false) =>
        await GivenAsync(new { AlbumId = album, Recipient = with.User.Name, Access = access, WithPeople = withPeople });

    /// <returns>The share's id.</returns>
    public async Task<Guid> ShareLibraryAsync(SharedHouse with, string access = "read", bool withPeople = false) =>
        await GivenAsync(new { LibraryId = Library.Id, Recipient = with.User.Name, Access = access, WithPeople = withPeople });

    public Task<HttpResponseMessage> GiveAsync(object share) => Client.PostAsJsonAsync("/api/shares", share, Token);

    public Task<HttpResponseMessage> ChangeShareAsync(Guid share, object terms) =>
        Client.PutAsJsonAsync($"/api/shares/{share}", terms, Token);

    public Task<HttpResponseMessage> EndShareAsync(Guid share) => Client.DeleteAsync($"/api/shares/{share}", Token);

    public async Task<HttpStatusCode> LookAsync(MediaItem item)
    {
        using var answer = await Client.GetAsync($"/api/media/{item.Id}", Token);
        return answer.StatusCode;
    }

    public Task<JsonElement> DetailsAsync(MediaItem item) => Client.GetJsonAsync($"/api/media/{item.Id}");

    /// <summary>Asserts that a change was made.</summary>
    public static async Task DoneAsync(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        Assert.True(
            answer.StatusCode == HttpStatusCode.NoContent,
            $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Token)}");
    }

    /// <summary>Asserts that a change was refused.</summary>
    public static async Task RefusedAsync(Task<HttpResponseMessage> asked, HttpStatusCode status, string code)
    {
        using var answer = await asked;
        await answer.ShouldBeProblemAsync(status, code);
    }

    public static List<string> Ids(params MediaItem[] items) => [.. items.Select(item => item.Id.ToString())];

    private async Task<Guid> GivenAsync(object share)
    {
        using var answer = await GiveAsync(share);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Token));
        return (await answer.ReadAsync()).GetProperty("id").GetGuid();
    }

    private static object Media(MediaItem[] items) => new { MediaIds = items.Select(item => item.Id) };
}
