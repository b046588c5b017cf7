using System.Net;
using System.Net.Http.Headers;
using Recognize.Models.Library;

namespace Recognize.Tests.Api;

public sealed class MediaFileTests(RecognizeApp app) : IClassFixture<RecognizeApp>, IAsyncLifetime
{
    private TestUser? _user;
    private TestLibrary? _library;
    private HttpClient? _client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestLibrary Library => _library!;

    private HttpClient Client => _client!;

    public async ValueTask InitializeAsync()
    {
        _user = await app.AddUserAsync();
        _library = await app.AddLibraryAsync(_user);
        _client = await app.WithTokenAsync(_user);
    }

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Thumbnail_ServesTheAskedSizeAndTheLargestThereIs()
    {
        var photo = await Library.AddAsync();
        WriteThumbnails(photo, ("256", "small one"), ("640", "medium one"));

        Assert.Equal("small one", await Client.GetStringAsync($"/api/media/{photo.Id}/thumbnail?size=small", Token));
        Assert.Equal("medium one", await Client.GetStringAsync($"/api/media/{photo.Id}/thumbnail", Token));
        Assert.Equal("medium one", await Client.GetStringAsync($"/api/media/{photo.Id}/thumbnail?size=large", Token));
    }

    [Fact]
    public async Task Thumbnail_IsNotModified_WhenTheClientHasItAlready()
    {
        var photo = await Library.AddAsync();
        WriteThumbnails(photo, ("256", "picture"));
        using var first = await Client.GetAsync($"/api/media/{photo.Id}/thumbnail?size=small", Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/media/{photo.Id}/thumbnail?size=small");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await Client.SendAsync(request, Token);

        Assert.Equal("image/webp", first.Content.Headers.ContentType?.MediaType);
        Assert.True(first.Headers.CacheControl?.Private);
        Assert.Contains(Convert.ToHexStringLower(photo.ContentHash!), first.Headers.ETag!.Tag, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Thumbnail_SaysWhyThereIsNone()
    {
        var pending = await Library.AddAsync();
        var broken = await Library.AddAsync();
        await Library.AddWorkAsync(broken, AnalysisTask.Basics, AnalysisState.Failed, "The file is empty.");

        using var first = await Client.GetAsync($"/api/media/{pending.Id}/thumbnail", Token);
        using var second = await Client.GetAsync($"/api/media/{broken.Id}/thumbnail", Token);

        var notYet = await first.ShouldBeProblemAsync(HttpStatusCode.NotFound, "no-thumbnail");
        Assert.Contains("not been analysed yet", notYet.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var never = await second.ShouldBeProblemAsync(HttpStatusCode.NotFound, "no-thumbnail");
        Assert.Equal("The file is empty.", never.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Original_IsTheFileWithTypeAndNameAndHarmlessHeaders()
    {
        var photo = await Library.AddAsync("summer-holiday/Möwe \"1\".jpg", content: "the bytes"u8.ToArray());

        using var answer = await Client.GetAsync($"/api/media/{photo.Id}/original", Token);

        Assert.Equal("the bytes", await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("inline", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("Möwe \"1\".jpg", answer.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Contains("sandbox", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Original_ServesRanges()
    {
        var photo = await Library.AddAsync(content: "0123456789"u8.ToArray());

        using var part = await RangeAsync(photo, 2, 5);
        using var beyond = await RangeAsync(photo, 50, 60);

        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal("2345", await part.Content.ReadAsStringAsync(Token));
        Assert.Equal(10, part.Content.Headers.ContentRange?.Length);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
    }

    [Fact]
    public async Task Original_IsADownload_WhenABrowserMightRunIt()
    {
        var page = await Library.AddAsync("odd.html", mimeType: "text/html", content: "<script>"u8.ToArray());
        var drawing = await Library.AddAsync("odd.svg", mimeType: "image/svg+xml", content: "<svg/>"u8.ToArray());

        foreach (var item in (MediaItem[])[page, drawing])
        {
            using var answer = await Client.GetAsync($"/api/media/{item.Id}/original", Token);
            Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        }
    }

    [Fact]
    public async Task Original_IsRefused_WhenALinkLeadsOutOfTheLibrary()
    {
        var outside = Directory.CreateTempSubdirectory("recognize-outside-").FullName;
        var secret = Path.Combine(outside, "photo.jpg");
        await File.WriteAllTextAsync(secret, "secret", Token);
        var linkedFile = await Library.AddAsync("a/photo.jpg");
        File.Delete(Library.PathOf(linkedFile));
        File.CreateSymbolicLink(Library.PathOf(linkedFile), secret);
        var linkedFolder = await Library.AddAsync("b/photo.jpg");
        Directory.Delete(Path.Combine(Library.Root, "b"), recursive: true);
        Directory.CreateSymbolicLink(Path.Combine(Library.Root, "b"), outside);

        foreach (var item in (MediaItem[])[linkedFile, linkedFolder])
        {
            using var answer = await Client.GetAsync($"/api/media/{item.Id}/original", Token);
            await answer.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        }
        Directory.Delete(outside, recursive: true);
    }

    [Fact]
    public async Task Original_IsRefused_WhenTheStoredPathClimbs()
    {
        var photo = await Library.AddAsync("x/photo.jpg");
        var neighbour = Library.Root + "-neighbour";
        Directory.CreateDirectory(neighbour);
        await File.WriteAllTextAsync(Path.Combine(neighbour, "photo.jpg"), "secret", Token);
        await SetPathAsync(photo, $"../{Path.GetFileName(neighbour)}/photo.jpg");

        using var answer = await Client.GetAsync($"/api/media/{photo.Id}/original", Token);

        await answer.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Original_IsGone_WhenTheFileVanishedOrIsNoOrdinaryFile()
    {
        var vanished = await Library.AddAsync();
        File.Delete(Library.PathOf(vanished));
        var folder = await Library.AddAsync();
        File.Delete(Library.PathOf(folder));
        Directory.CreateDirectory(Library.PathOf(folder));

        foreach (var item in (MediaItem[])[vanished, folder])
        {
            using var answer = await Client.GetAsync($"/api/media/{item.Id}/original", Token);
            await answer.ShouldBeProblemAsync(HttpStatusCode.Gone, "gone");
        }
    }

    private async Task<HttpResponseMessage> RangeAsync(MediaItem item, long from, long to)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/media/{item.Id}/original");
        request.Headers.Range = new RangeHeaderValue(from, to);
        return await Client.SendAsync(request, Token);
    }

    private async Task SetPathAsync(MediaItem item, string path)
    {
        await using var database = app.Open();
        item.RelativePath = path;
        database.Update(item);
        await database.SaveChangesAsync(Token);
    }

    private void WriteThumbnails(MediaItem item, params (string Pixels, string Content)[] files)
    {
        var name = Convert.ToHexStringLower(item.ContentHash!);
        var folder = Path.Combine(app.Home, "thumbnails", name[..2], name[2..4]);
        Directory.CreateDirectory(folder);
        foreach (var (pixels, content) in files)
            File.WriteAllText(Path.Combine(folder, $"{name}-{pixels}.webp"), content);
    }
}
