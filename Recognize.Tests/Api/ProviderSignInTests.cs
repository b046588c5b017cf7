using System.Net;
using Recognize.Models.Accounts;
using Recognize.Tests.Support;

namespace Recognize.Tests.Api;

/// <summary>Signing in by a standards-conforming provider written for the purpose, <see cref="TestProvider"/>, over real HTTP.</summary>
public sealed class ProviderSignInTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly TestProvider _provider = new();
    private readonly string _secretFile = Path.GetTempFileName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        File.WriteAllText(_secretFile, TestProvider.ClientSecret + "\n");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        File.Delete(_secretFile);
    }

    [Fact]
    public async Task SignIn_WorksForWhoWasLinkedInASession_AndForNobodyElse()
    {
        await using var app = await StartAsync();
        var user = await app.AddUserAsync();
        using var before = app.Anonymous();
        Assert.Equal("/#problem=not-linked", await GoAsync(app, before));

        using var session = await app.SignInAsync(user);
        Assert.Equal("/", await GoAsync(app, session, "?link=true"));
        using var browser = app.Anonymous();
        Assert.Equal("/", await GoAsync(app, browser));

        Assert.Equal(user.Name, (await browser.GetJsonAsync("/api/session")).GetProperty("name").GetString());
        Assert.Equal("S256", _provider.LastRequest["code_challenge_method"]);
        Assert.True(_provider.LastRequest["nonce"].Length >= 32);
        Assert.Null(_provider.Refusal);
        using var unlinked = await browser.DeleteAsync("/api/session/provider", Token);
        Assert.Equal(HttpStatusCode.NoContent, unlinked.StatusCode);
        using var after = app.Anonymous();
        Assert.Equal("/#problem=not-linked", await GoAsync(app, after));
    }

    [Fact]
    public async Task SignIn_IsRefused_WhenTheUserIsDisabled_OrTheSubjectIsAnother()
    {
        await using var app = await StartAsync(("RECOGNIZE_OIDC_CREATE_USERS", "no"));
        var user = await app.AddUserAsync();
        await LinkAsync(app, user);
        using var browser = app.Anonymous();

        _provider.Subject = "subject-2";
        Assert.Equal("/#problem=not-linked", await GoAsync(app, browser));
        _provider.Subject = "subject-1";
        await app.Get<UserAdministration>().SetDisabledAsync(user.Id, true, "test", Token);

        Assert.Equal("/#problem=not-linked", await GoAsync(app, browser));
        using var refused = await browser.GetAsync("/api/session", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task SignIn_IsRefused_WhenTheTokenIsNotForThisSignIn()
    {
        await using var app = await StartAsync();
        await LinkAsync(app, await app.AddUserAsync());
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        await RefusedAsync(app, () => _provider.SignsWithAnotherKey = true);
        _provider.SignsWithAnotherKey = false;
        await RefusedAsync(app, () => _provider.SignsWithNothing = true);
        _provider.SignsWithNothing = false;
        await RefusedAsync(app, () => _provider.SignsWithTheClientSecret = true);
        _provider.SignsWithTheClientSecret = false;
        await RefusedAsync(app, () => _provider.Claims = claims => claims["aud"] = "another-client");
        await RefusedAsync(app, () => _provider.Claims = claims => claims["iss"] = "https://elsewhere.example");
        await RefusedAsync(app, () => _provider.Claims = claims => (claims["iat"], claims["exp"]) = (now - 900, now - 600));
        await RefusedAsync(app, () => _provider.Claims = claims => claims["nonce"] = "somebody else's");
        await RefusedAsync(app, () => _provider.Claims = claims => claims.Remove("nonce"));
        await RefusedAsync(app, () => _provider.Claims = claims => claims.Remove("sub"));

        _provider.Claims = _ => { };
        using var browser = app.Anonymous();
        Assert.Equal("/", await GoAsync(app, browser));
    }

    [Fact]
    public async Task SignIn_IsRefused_WhenAnotherBrowserHasBegunIt()
    {
        await using var app = await StartAsync();
        await LinkAsync(app, await app.AddUserAsync());
        using var attacker = app.Anonymous();
        using var victim = app.Anonymous();

        var answer = await CallbackAsync(app, attacker);
        using var ended = await victim.GetAsync(answer, Token);

        Assert.Equal("/#problem=provider", ended.Headers.Location?.OriginalString);
        Assert.False(ended.Headers.TryGetValues("Set-Cookie", out var cookies)
            && cookies.Any(cookie => cookie.StartsWith("recognize_session=", StringComparison.Ordinal)));
        using var again = await attacker.GetAsync(answer, Token);
        Assert.Equal("/", again.Headers.Location?.OriginalString);
        using var replayed = await attacker.GetAsync(answer, Token);
        Assert.Equal("/#problem=provider", replayed.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Service_AsksNobodyButTheProvider_WhateverItsDocumentsSay()
    {
        var asked = 0;
        await using var elsewhere = new LoopbackServer(context =>
        {
            Interlocked.Increment(ref asked);
            context.Response.Close();
            return Task.CompletedTask;
        });
        _provider.RedirectsTokensTo = new Uri(elsewhere.Address, "token").ToString();
        await using (var redirected = await StartAsync())
            await RefusedAsync(redirected, () => { });
        _provider.RedirectsTokensTo = null;
        _provider.TokenEndpoint = new Uri(elsewhere.Address, "token").ToString();
        await using (var sentElsewhere = await StartAsync())
            await RefusedAsync(sentElsewhere, () => { });

        Assert.Equal(0, asked);
        Assert.Contains("/.well-known/openid-configuration", _provider.Asked);
    }

    [Fact]
    public async Task Service_AsksTheProviderNothing_BeforeSomebodySignsInByIt()
    {
        await using var app = await StartAsync();
        using var client = await app.SignInAsync(await app.AddUserAsync());
        await client.GetJsonAsync("/api/media");

        Assert.True((await client.GetJsonAsync("/api/session/ways")).GetProperty("provider").GetBoolean());
        Assert.Empty(_provider.Asked);
    }

    [Fact]
    public async Task Linking_NeedsASession_AndNeverTakesAUserOfTheProviderFromAnother()
    {
        await using var app = await StartAsync();
        await LinkAsync(app, await app.AddUserAsync());
        using var anonymous = app.Anonymous();
        using var other = await app.SignInAsync(await app.AddUserAsync());

        using var refused = await anonymous.GetAsync("/api/session/provider?link=true", Token);
        await refused.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "no-session");
        Assert.Equal("/#problem=linked-elsewhere", await GoAsync(app, other, "?link=true"));
    }

    [Fact]
    public async Task NewUser_IsMade_WhenThatIsAllowed_AndTheClaimMakesAnAdmin()
    {
        await using var app = await StartAsync(
            ("RECOGNIZE_OIDC_CREATE_USERS", "yes"), ("RECOGNIZE_OIDC_ADMIN_CLAIM", "groups=home-admins"));
        var keeper = await app.AddUserAsync(isAdmin: true);
        _provider.Claims = claims => (claims["preferred_username"], claims["groups"]) = ("nora", new[] { "users", "home-admins" });
        using var browser = app.Anonymous();

        Assert.Equal("/", await GoAsync(app, browser));
        var asAdmin = await browser.GetJsonAsync("/api/session");
        _provider.Claims = claims => claims["preferred_username"] = "nora";
        Assert.Equal("/", await GoAsync(app, browser));
        var asUser = await browser.GetJsonAsync("/api/session");

        Assert.Equal(("nora", true), (asAdmin.GetProperty("name").GetString(), asAdmin.GetProperty("isAdmin").GetBoolean()));
        Assert.Equal(asAdmin.GetProperty("userId").GetGuid(), asUser.GetProperty("userId").GetGuid());
        Assert.False(asUser.GetProperty("isAdmin").GetBoolean());

        // A name that is taken is not taken over.
        _provider.Subject = "subject-2";
        _provider.Claims = claims => claims["preferred_username"] = keeper.Name;
        using var second = app.Anonymous();
        Assert.Equal("/#problem=not-linked", await GoAsync(app, second));
    }

    [Fact]
    public async Task Provider_IsNotThere_WhenNoneIsNamed()
    {
        await using var app = new RecognizeApp(postgres);
        await app.InitializeAsync();
        using var client = app.Anonymous();

        using var answer = await client.GetAsync("/api/session/provider", Token);

        await answer.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        Assert.False((await client.GetJsonAsync("/api/session/ways")).GetProperty("provider").GetBoolean());
    }

    private static async Task RefusedAsync(RecognizeApp app, Action spoil)
    {
        spoil();
        using var browser = app.Anonymous();

        Assert.Equal("/#problem=provider", await GoAsync(app, browser));
        using var session = await browser.GetAsync("/api/session", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, session.StatusCode);
    }

    private static async Task LinkAsync(RecognizeApp app, TestUser user)
    {
        using var session = await app.SignInAsync(user);
        Assert.Equal("/", await GoAsync(app, session, "?link=true"));
    }

    /// <summary>The whole way: to the provider, back, and where the service sends the browser then.</summary>
    private static async Task<string?> GoAsync(RecognizeApp app, HttpClient browser, string query = "")
    {
        using var ended = await browser.GetAsync(await CallbackAsync(app, browser, query), Token);
        Assert.Equal(HttpStatusCode.Redirect, ended.StatusCode);
        return ended.Headers.Location?.OriginalString;
    }

    /// <summary>The address to which the provider sends the browser back.</summary>
    private static async Task<Uri> CallbackAsync(RecognizeApp app, HttpClient browser, string query = "")
    {
        using var begun = await browser.GetAsync($"/api/session/provider{query}", Token);
        Assert.Equal(HttpStatusCode.Redirect, begun.StatusCode);
        using var atProvider = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var back = await atProvider.GetAsync(begun.Headers.Location, Token);
        Assert.Equal(HttpStatusCode.Redirect, back.StatusCode);
        Assert.Equal(app.Address.Port, back.Headers.Location!.Port);
        return back.Headers.Location;
    }

    private async Task<RecognizeApp> StartAsync(params (string Name, string Value)[] settings)
    {
        var app = new RecognizeApp(postgres)
        {
            Settings =
            {
                ["RECOGNIZE_OIDC_AUTHORITY"] = _provider.Issuer,
                ["RECOGNIZE_OIDC_CLIENT_ID"] = TestProvider.ClientId,
                ["RECOGNIZE_OIDC_CLIENT_SECRET_FILE"] = _secretFile,
            },
        };
        foreach (var (name, value) in settings)
            app.Settings[name] = value;
        await app.InitializeAsync();
        return app;
    }
}
