using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Library;
using Recognize.Models.Media;

namespace Recognize.Tests.Api;

public sealed class MusicTests(RecognizeApp app) : IClassFixture<RecognizeApp>, IAsyncLifetime
{
    private SharedHouse _house = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _house = await SharedHouse.AddAsync(app);

    public ValueTask DisposeAsync()
    {
        _house.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Music_IsListedByArtistAndAlbum_WithCounts()
    {
        await AddAsync("b.mp3", "Abba", "Gold");
        await AddAsync("c.mp3", "Abba", "Gold");
        await AddAsync("d.mp3", "Miles", "Mixed");
        await AddAsync("e.mp3", "Abba", "Mixed");
        await AddAsync("f.mp3", null, null);

        var artists = await PagesAsync("/api/music/artists?limit=1");
        var albums = await PagesAsync("/api/music/albums?limit=1");

        Assert.Equal(["Abba 3", "Miles 1"], artists.Select(row => $"{row.GetProperty("name")} {row.GetProperty("trackCount")}"));
        Assert.Equal(["Gold Abba 2", "Mixed  2"], albums.Select(row =>
            $"{row.GetProperty("name")} {row.GetProperty("artist")} {row.GetProperty("trackCount")}"));
        Assert.Equal(["Mixed"], (await PagesAsync("/api/music/albums?artist=Miles&limit=5")).Select(row => row.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Tracks_AreInTheOrderOfTheAlbum_OverAllPages()
    {
        var second = await AddAsync("cd/02 two.mp3", "Abba", "Gold");
        var third = await AddAsync("cd/03 three.mp3", "Abba", "Gold");
        var first = await AddAsync("cd/01 one.mp3", "Abba", "Gold");
        await AddAsync("cd/04 four.mp3", "Abba", "Other");

        var tracks = await PagesAsync("/api/music/tracks?album=Gold&limit=1");

        Assert.Equal(
            [first.Id, second.Id, third.Id], tracks.Select(row => row.GetProperty("id").GetGuid()));
        Assert.Equal("01 one", tracks[0].GetProperty("title").GetString());
        Assert.Equal(4, (await PagesAsync("/api/music/tracks?limit=3")).Count);
        Assert.Equal(4, (await PagesAsync("/api/music/tracks?artist=Abba&limit=3")).Count);
    }

    [Fact]
    public async Task Tracks_OfAGenre_HaveItsTag_AndNoneOfOthersIsListed()
    {
        var jazz = await AddAsync("a.mp3", "Miles", "Blue");
        await AddAsync("b.mp3", "Abba", "Gold");
        await using (var database = app.Open())
        {
            await database.Database.ExecuteSqlAsync(
                $$"""INSERT INTO tags (id, kind, name, names) VALUES ('genre:test', 3, 'Test', '{"en": "Test"}') ON CONFLICT DO NOTHING""", Token);
        }
        await _house.Library.AddTagAsync(jazz, "genre:test");
        using var other = await SharedHouse.AddAsync(app);

        var track = Assert.Single(await PagesAsync("/api/music/tracks?genre=genre:test&limit=5"));

        Assert.Equal(jazz.Id, track.GetProperty("id").GetGuid());
        Assert.Equal("genre:test", track.GetProperty("genres")[0].GetProperty("id").GetString());
        foreach (var list in (string[])["artists", "albums", "tracks"])
            Assert.Empty((await other.Client.GetJsonAsync($"/api/music/{list}")).GetProperty("items").EnumerateArray());
    }

    private async Task<List<JsonElement>> PagesAsync(string path)
    {
        var all = new List<JsonElement>();
        string? next = null;
        do
        {
            var page = await _house.Client.GetJsonAsync(next is null ? path : $"{path}&cursor={Uri.EscapeDataString(next)}");
            all.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        return all;
    }

    private async Task<MediaItem> AddAsync(string name, string? artist, string? album)
    {
        var item = await _house.Library.AddAsync(name, kind: MediaKind.Audio, mimeType: "audio/mpeg");
        await using var database = app.Open();
        await database.Media.Where(row => row.Id == item.Id).ExecuteUpdateAsync(
            row => row.SetProperty(media => media.Artist, artist).SetProperty(media => media.Album, album), Token);
        return item;
    }
}
