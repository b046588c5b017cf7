using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Recognize.Api.Http;
using Recognize.Tests.Support;

namespace Recognize.Tests.Api;

/// <summary>Headers, requests of other sites, limits and time-outs, over real HTTP.</summary>
public sealed class TransportTests(RecognizeApp app, PostgresFixture postgres) : IClassFixture<RecognizeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/icon.svg")]
    [InlineData("/healthz")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/api/session")]
    [InlineData("/api/media")]
    [InlineData("/nowhere")]
    public async Task EveryAnswer_CarriesTheSecurityHeaders(string path)
    {
        using var client = app.Anonymous();

        using var answer = await client.GetAsync(path, Token);

        var policy = Header(answer, "Content-Security-Policy");
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.All(
            policy.Split(';').SelectMany(directive => directive.Trim().Split(' ')[1..]),
            source => Assert.True(source is "'self'" or "'none'", source));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Equal("DENY", Header(answer, "X-Frame-Options"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Opener-Policy"));
        Assert.Contains("camera=()", Header(answer, "Permissions-Policy"), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        if (path.StartsWith("/api", StringComparison.Ordinal))
            Assert.Equal("no-store, private", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Session_ChangesNothing_WithoutTheHeaderThatOtherSitesCannotSend()
    {
        using var client = await app.SignInAsync(await app.AddUserAsync());
        client.DefaultRequestHeaders.Remove(SameOriginGate.SessionHeader);

        using var refused = await client.DeleteAsync("/api/session", Token);
        await refused.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "header-missing");
        await client.GetJsonAsync("/api/session");
        using var preflight = await client.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/api/session")
        {
            Headers =
            {
                { "Origin", "https://elsewhere.example" }, { "Access-Control-Request-Method", "DELETE" },
                { "Access-Control-Request-Headers", SameOriginGate.SessionHeader },
            },
        }, Token);

        Assert.False(preflight.IsSuccessStatusCode);
        Assert.DoesNotContain(preflight.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Token_NeedsNoSuchHeader()
    {
        using var client = await app.WithTokenAsync(await app.AddUserAsync());
        client.DefaultRequestHeaders.Remove(SameOriginGate.SessionHeader);

        using var answer = await client.PostAsJsonAsync("/api/jobs/retry", new { }, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task HugeHeaders_AreRefused()
    {
        using var client = app.Anonymous();
        client.DefaultRequestHeaders.Add("X-Long", new string('x', 20_000));

        using var answer = await client.GetAsync("/healthz", Token);

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Callers_AreLimitedEachByThemselves()
    {
        await using var limited = new RecognizeApp(postgres) { Settings = { ["RECOGNIZE_REQUEST_RATE"] = "2" } };
        await limited.InitializeAsync();
        using var greedy = await limited.WithTokenAsync(await limited.AddUserAsync());
        using var modest = await limited.WithTokenAsync(await limited.AddUserAsync());
        using var stranger = limited.Anonymous();

        var (answered, refused) = await AskAsync(greedy, 100);
        Assert.InRange(answered, 20, 60);
        await refused!.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "too-many-requests");
        Assert.True(refused!.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        await modest.GetJsonAsync("/api/tags");

        var (strangers, tooMany) = await AskAsync(stranger, 100);
        Assert.InRange(strangers, 10, 40);
        await tooMany!.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "too-many-requests");
        using var health = await stranger.GetAsync("/healthz", Token);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        await modest.GetJsonAsync("/api/tags");
    }

    [Fact]
    public async Task Request_ThatHangs_IsEndedWithAProblem()
    {
        await using var hurried = new RecognizeApp(postgres)
        {
            Otherwise = services => services.PostConfigure<RequestTimeoutOptions>(options => options.DefaultPolicy = new RequestTimeoutPolicy
            {
                Timeout = TimeSpan.FromSeconds(2),
                TimeoutStatusCode = options.DefaultPolicy!.TimeoutStatusCode,
                WriteTimeoutResponse = options.DefaultPolicy.WriteTimeoutResponse,
            }),
        };
        await hurried.InitializeAsync();
        using var client = await hurried.WithTokenAsync(await hurried.AddUserAsync());
        await client.GetJsonAsync("/api/people");
        await using var connection = await hurried.Get<NpgsqlDataSource>().OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var hold = new NpgsqlCommand("LOCK TABLE people IN ACCESS EXCLUSIVE MODE", connection);
        await hold.ExecuteNonQueryAsync(Token);

        using var answer = await client.GetAsync("/api/people", Token);

        await answer.ShouldBeProblemAsync(HttpStatusCode.GatewayTimeout, "timeout");
    }

    private static async Task<(int Answered, HttpResponseMessage? Refused)> AskAsync(HttpClient client, int most)
    {
        for (var asked = 0; asked < most; asked++)
        {
            var answer = await client.GetAsync("/api/session", Token);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                return (asked, answer);
            answer.Dispose();
        }
        return (most, null);
    }

    private static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));
}
