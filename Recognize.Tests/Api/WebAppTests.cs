using System.Net;
using System.Text.RegularExpressions;

namespace Recognize.Tests.Api;

public sealed partial class WebAppTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/people/0191f0c0-0000-7000-8000-000000000000")]
    [InlineData("/index.html")]
    public async Task Page_IsOpenAndKeepsToItself(string path)
    {
        using var client = app.Anonymous();

        using var page = await client.GetAsync(path, Token);
        var text = await page.Content.ReadAsStringAsync(Token);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.True(page.Headers.CacheControl!.NoCache);
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("no-referrer", Assert.Single(page.Headers.GetValues("Referrer-Policy")));
        Assert.DoesNotMatch("https?://|style=|<script>| on[a-z]+=", text);
        var links = Links().Matches(text).Select(match => match.Groups[1].Value).Where(link => link != "/").ToList();
        Assert.True(links.Count > 3);
        foreach (var link in links)
        {
            using var linked = await client.GetAsync(new Uri(client.BaseAddress!, link), Token);
            Assert.Equal(HttpStatusCode.OK, linked.StatusCode);
            Assert.NotEqual("text/html", linked.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task Asset_IsKeptForGood_CompressedWhereTheBrowserTakesIt()
    {
        using var client = app.Anonymous();
        var page = await client.GetStringAsync("/", Token);
        var script = Links().Matches(page).Select(match => match.Groups[1].Value).First(link => link.EndsWith(".js", StringComparison.Ordinal));

        using var plain = await client.GetAsync(script, Token);
        using var asked = new HttpRequestMessage(HttpMethod.Get, script) { Headers = { { "Accept-Encoding", "gzip, br" } } };
        using var compressed = await client.SendAsync(asked, Token);
        using var again = new HttpRequestMessage(HttpMethod.Get, script) { Headers = { { "If-None-Match", plain.Headers.ETag!.ToString() } } };
        using var unchanged = await client.SendAsync(again, Token);

        Assert.Contains("immutable", plain.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("text/javascript", plain.Content.Headers.ContentType?.MediaType);
        Assert.Equal("br", Assert.Single(compressed.Content.Headers.ContentEncoding));
        Assert.True(compressed.Content.Headers.ContentLength < plain.Content.Headers.ContentLength);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Theory]
    [InlineData("/assets/index-of-yesterday.js")]
    [InlineData("/api/nothing")]
    [InlineData("/openapi/nothing.json")]
    public async Task Missing_IsNotAnsweredWithThePage(string path)
    {
        using var client = await app.WithTokenAsync(await app.AddUserAsync());

        using var answer = await client.GetAsync(path, Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("/../Recognize.Api.dll")]
    [InlineData("/%2e%2e/Recognize.Api.dll")]
    [InlineData("/assets/..%2f..%2fRecognize.Api.dll")]
    public async Task PathOutOfTheFolder_GetsNoFile(string path)
    {
        using var client = app.Anonymous();

        using var answer = await client.GetAsync(path, Token);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Token);

        Assert.False(bytes.AsSpan().StartsWith("MZ"u8), "the program itself was sent");
        Assert.DoesNotContain("octet-stream", answer.Content.Headers.ContentType?.MediaType ?? "", StringComparison.Ordinal);
    }

    [GeneratedRegex("(?:href|src)=\"([^\"]+)\"")]
    private static partial Regex Links();
}
