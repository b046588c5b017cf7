using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Recognize.Tests.Support;

namespace Recognize.Tests.Api;

/// <summary>Behind a proxy, before a forger of its headers, and on a path of the host.</summary>
public sealed partial class ReverseProxyTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.0/8;127.0.0.0/8;198.51.100.9")]
    public async Task ForwardedHeaders_AreBelieved_WhenTheProxyIsConfigured(string proxies)
    {
        await using var app = await StartAsync(("RECOGNIZE_PROXIES", proxies));
        var user = await app.AddUserAsync();
        using var client = Behind(app, "203.0.113.7");

        using var answer = await client.PostAsJsonAsync("/api/session", new { user.Name, user.Password }, Token);

        Assert.Contains("; secure", CookieOf(answer), StringComparison.OrdinalIgnoreCase);
        Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal("203.0.113.7", await AddressOfSessionAsync(app, user));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("192.0.2.1;10.0.0.0/8")]
    public async Task ForwardedHeaders_AreIgnored_WhenAnybodyElseSendsThem(string? proxies)
    {
        await using var app = await (proxies is null ? StartAsync() : StartAsync(("RECOGNIZE_PROXIES", proxies)));
        var user = await app.AddUserAsync();
        using var client = Behind(app, "203.0.113.7");
        client.DefaultRequestHeaders.Add("X-Forwarded-Host", "elsewhere.example");
        client.DefaultRequestHeaders.Add("X-Forwarded-Prefix", "/elsewhere");

        using var answer = await client.PostAsJsonAsync("/api/session", new { user.Name, user.Password }, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("secure", CookieOf(answer), StringComparison.OrdinalIgnoreCase);
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal("127.0.0.1", await AddressOfSessionAsync(app, user));
    }

    [Fact]
    public async Task ForgedPartOfTheList_IsIgnored_AndThrottlingCountsTheAddressThatTheProxySaw()
    {
        await using var app = await StartAsync(("RECOGNIZE_PROXIES", "127.0.0.1;198.51.100.9"));
        var user = await app.AddUserAsync();
        HttpStatusCode last = default;

        // The client writes another address each time; the proxies in a row append what they see.
        for (var attempt = 0; attempt < 6; attempt++)
        {
            using var guesser = Behind(app, $"192.0.2.{attempt}, 203.0.113.7, 198.51.100.9");
            using var wrong = await guesser.PostAsJsonAsync("/api/session", new { user.Name, Password = "guess" }, Token);
            last = wrong.StatusCode;
        }
        using var owner = Behind(app, "203.0.113.8");
        using var answer = await owner.PostAsJsonAsync("/api/session", new { user.Name, user.Password }, Token);

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("203.0.113.8", await AddressOfSessionAsync(app, user));
    }

    [Fact]
    public async Task BasePath_HoldsEverything_AndNothingLiesBesideIt()
    {
        await using var app = await StartAsync(("RECOGNIZE_BASE_PATH", "/our/photos/"));
        var user = await app.AddUserAsync(isAdmin: true);
        using var client = app.Anonymous();

        using var redirect = await client.GetAsync("/our/photos", Token);
        Assert.Equal("/our/photos/", redirect.Headers.Location?.OriginalString);
        var page = await client.GetStringAsync("/our/photos/", Token);
        foreach (var link in Links().Matches(page).Select(match => match.Groups[1].Value))
        {
            using var linked = await client.GetAsync(new Uri(new Uri(app.Address, "/our/photos/"), link), Token);
            Assert.Equal(HttpStatusCode.OK, linked.StatusCode);
        }
        Assert.Contains("<base href=\"/our/photos/\" />", page, StringComparison.Ordinal);

        using var signedIn = await client.PostAsJsonAsync("/our/photos/api/session", new { user.Name, user.Password }, Token);
        Assert.Contains("path=/our/photos;", CookieOf(signedIn) + ";", StringComparison.OrdinalIgnoreCase);
        await client.GetJsonAsync("/our/photos/api/session");
        using var invited = await client.PostAsJsonAsync("/our/photos/api/users", new { Name = "guest" }, Token);
        Assert.StartsWith("/our/photos/#link=", (await invited.ReadAsync()).GetProperty("link").GetString(), StringComparison.Ordinal);
        var document = await client.GetJsonAsync("/our/photos/openapi/v1.json");
        Assert.Equal("/our/photos", Assert.Single(document.GetProperty("servers").EnumerateArray()).GetProperty("url").GetString());
        using var imported = await client.PostAsync(
            "/our/photos/api/contacts/import?name=a.vcf", new StringContent("BEGIN:VCARD\nVERSION:3.0\nFN:A\nEND:VCARD\n", null, "text/vcard"), Token);
        Assert.Equal("/our/photos/api/contacts/sources", imported.Headers.Location?.OriginalString);

        foreach (var beside in (string[])["/", "/api/session", "/icon.svg", "/our", "/our/photosx/", "/Our/Photos/"])
        {
            using var outside = await client.GetAsync(beside, Token);
            await outside.ShouldBeProblemAsync(HttpStatusCode.NotFound);
        }
        using var health = await client.GetAsync("/healthz", Token);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    private async Task<RecognizeApp> StartAsync(params (string Name, string Value)[] settings)
    {
        var app = new RecognizeApp(postgres) { Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value) };
        await app.InitializeAsync();
        return app;
    }

    private static HttpClient Behind(RecognizeApp app, string forwardedFor)
    {
        var client = app.Anonymous();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        return client;
    }

    private static async Task<string?> AddressOfSessionAsync(RecognizeApp app, TestUser user) =>
        Assert.Single(await app.Get<Models.Accounts.SessionDirectory>().ListAsync(user.Id, Token)).Address;

    private static string CookieOf(HttpResponseMessage answer) => Assert.Single(answer.Headers.GetValues("Set-Cookie"));

    [GeneratedRegex("(?:href|src)=\"([^\"]+)\"")]
    private static partial Regex Links();
}
