using System.Net;
using System.Runtime.InteropServices;
using Recognize.Api.Media;
using Recognize.Models.Library;
using Recognize.Tests.Support;

namespace Recognize.Tests.Api;

/// <summary>Originals are never served from outside a library, whatever is put in the way and whenever.</summary>
public sealed partial class OriginalFileTests(RecognizeApp app) : IClassFixture<RecognizeApp>, IAsyncLifetime, IDisposable
{
    private const int Tries = 6_000;
    private const string Inside = "of the library";
    private const string Secret = "of somebody else";

    private readonly string _outside = RealPath.Resolve(Directory.CreateTempSubdirectory("recognize-outside-").FullName);
    private SharedHouse _anna = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Root => _anna.Library.Root;

    public async ValueTask InitializeAsync()
    {
        _anna = await SharedHouse.AddAsync(app);
        await File.WriteAllTextAsync(Path.Join(_outside, "photo.jpg"), Secret, Token);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        _anna.Dispose();
        if (Directory.Exists(_outside))
            Directory.Delete(_outside, recursive: true);
    }

    /// <summary>
    /// A thread exchanges a folder, or the file, with a link that leads out, at every moment of a request. That the race was
    /// one shows in that the file was both served and refused.
    /// </summary>
    [Theory]
    [InlineData("a/b/photo.jpg", "a/b")]
    [InlineData("a/b/photo.jpg", "a")]
    [InlineData("a/b/photo.jpg", "a/b/photo.jpg")]
    public async Task Original_IsNeverServedFromOutside_WhileALinkAndAFolderChangePlaces(string path, string swapped)
    {
        var photo = await _anna.Library.AddAsync(path, content: System.Text.Encoding.UTF8.GetBytes(Inside));
        Directory.CreateDirectory(Path.Join(_outside, "b"));
        await File.WriteAllTextAsync(Path.Join(_outside, "b", "photo.jpg"), Secret, Token);
        var link = Path.Join(Root, "link");
        File.CreateSymbolicLink(link, swapped.EndsWith("jpg", StringComparison.Ordinal) ? Path.Join(_outside, "photo.jpg") : _outside);
        using var stop = new CancellationTokenSource();
        var swaps = 0L;
        var swapping = Task.Factory.StartNew(
            () =>
            {
                for (; !stop.IsCancellationRequested; swaps++)
                    Exchange(link, Path.Join(Root, swapped));
            },
            Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var (served, refused) = (0, 0);

        for (var i = 0; i < Tries; i++)
        {
            if (Read(path) is not { } text)
                refused++;
            else if (text == Inside)
                served++;
            else
                Assert.Fail($"'{text}' was served after {i} requests.");
        }
        for (var i = 0; i < 40; i++)
        {
            using var answer = await _anna.Client.GetAsync($"/api/media/{photo.Id}/original", Token);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.Gone, $"{answer.StatusCode}");
            Assert.DoesNotContain(Secret, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }
        await stop.CancelAsync();
        await swapping;

        TestContext.Current.TestOutputHelper?.WriteLine($"{swaps} exchanges; served {served} times, refused {refused} times, never from outside");
        Assert.InRange(served, 1, Tries - 1);
        Assert.True(swaps > 1000);
    }

    [Theory]
    [InlineData("../photo.jpg")]
    [InlineData("a/../../photo.jpg")]
    [InlineData("a/../a/photo.jpg")]
    [InlineData("./a/photo.jpg")]
    [InlineData("a//photo.jpg")]
    [InlineData("/a/photo.jpg")]
    [InlineData("a/photo.jpg/")]
    [InlineData("a/photo.jpg/..")]
    [InlineData("..")]
    [InlineData("")]
    public async Task Open_IsRefused_WhenThePathIsNoPlainOne(string path)
    {
        await _anna.Library.AddAsync("a/photo.jpg");

        Assert.Equal(OriginalOutcome.Outside, OriginalFile.TryOpen(Root, path, out var file));
        Assert.Null(file);
    }

    [Theory]
    [InlineData("..photo.jpg")]
    [InlineData("a/...jpg")]
    [InlineData("a\\..\\photo.jpg")]
    [InlineData("a/ph\noto.jpg")]
    public async Task Open_FindsFiles_WhoseNamesOnlyLookOdd(string path)
    {
        await _anna.Library.AddAsync(path, content: "odd"u8.ToArray());

        Assert.Equal("odd", Read(path));
    }

    [Theory]
    [InlineData("link.jpg")]
    [InlineData("inner/photo.jpg")]
    [InlineData("up/photo.jpg")]
    public async Task Open_FollowsNoLink_NotEvenOneThatStaysInside(string path)
    {
        await _anna.Library.AddAsync("a/photo.jpg", content: "somewhere else"u8.ToArray());
        File.CreateSymbolicLink(Path.Join(Root, "link.jpg"), "a/photo.jpg");
        Directory.CreateSymbolicLink(Path.Join(Root, "inner"), Path.Join(Root, "a"));
        Directory.CreateSymbolicLink(Path.Join(Root, "up"), Path.Join("..", Path.GetFileName(Root), "a"));

        Assert.Equal(OriginalOutcome.Outside, OriginalFile.TryOpen(Root, path, out _));
    }

    [Fact]
    public async Task Open_IsRefused_WhenTheLibraryItselfBecameALink()
    {
        await _anna.Library.AddAsync("photo.jpg");
        Directory.Move(Root, Root + "-before");
        Directory.CreateSymbolicLink(Root, _outside);

        Assert.Equal(OriginalOutcome.Outside, OriginalFile.TryOpen(Root, "photo.jpg", out _));
    }

    [Fact]
    public async Task Open_NeitherWaitsNorServes_WhenAPipeStandsThere()
    {
        var photo = await _anna.Library.AddAsync("a/photo.jpg");
        File.Delete(_anna.Library.PathOf(photo));
        Shell.Run($"mkfifo '{_anna.Library.PathOf(photo)}'");

        using var answer = await _anna.Client.GetAsync($"/api/media/{photo.Id}/original", Token).WaitAsync(TimeSpan.FromSeconds(20), Token);

        await answer.ShouldBeProblemAsync(HttpStatusCode.Gone, "gone");
    }

    [Theory]
    [InlineData("one\r\nSet-Cookie: a=b\n.jpg")]
    [InlineData("\"; filename=evil.exe.jpg")]
    [InlineData("Möwe; 100 %.jpg")]
    public async Task Original_KeepsItsName_WhateverIsInIt(string name)
    {
        var photo = await _anna.Library.AddAsync("a/" + name, content: "0123456789"u8.ToArray());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/media/{photo.Id}/original");
        request.Headers.Range = new(2, 5);

        using var answer = await _anna.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal("2345", await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal("inline", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal(name, answer.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Original_IsServedToAGuestInRanges_WithTheSameHeaders()
    {
        using var ben = await SharedHouse.AddAsync(app);
        var photo = await _anna.Library.AddAsync("a/film.mp4", mimeType: "video/mp4", content: "0123456789"u8.ToArray());
        var page = await _anna.Library.AddAsync("a/page.html", mimeType: "text/html");
        await _anna.ShareLibraryAsync(ben);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/media/{photo.Id}/original");
        request.Headers.Range = new(8, null);

        using var part = await ben.Client.SendAsync(request, Token);
        using var download = await ben.Client.GetAsync($"/api/media/{page.Id}/original", Token);

        Assert.Equal((HttpStatusCode.PartialContent, "89"), (part.StatusCode, await part.Content.ReadAsStringAsync(Token)));
        Assert.Equal("video/mp4", part.Content.Headers.ContentType?.MediaType);
        Assert.True(part.Headers.CacheControl?.Private);
        Assert.Equal("attachment", download.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("application/octet-stream", download.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>What the file holds that would be served; null when it is refused.</summary>
    private string? Read(string path)
    {
        if (OriginalFile.TryOpen(Root, path, out var file) != OriginalOutcome.Opened)
            return null;
        using var reader = new StreamReader(file!);
        return reader.ReadToEnd();
    }

    private static void Exchange(string one, string other)
    {
        const int WorkingFolder = -100;
        const uint ExchangeNames = 2;
        // By turns: neither is ever missing.
        Assert.Equal(0, Rename(WorkingFolder, one, WorkingFolder, other, ExchangeNames));
    }

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(int oneFolder, string one, int otherFolder, string other, uint flags);
}
