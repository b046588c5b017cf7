using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Models.Accounts;

namespace Recognize.Tests.Api;

public sealed class SessionTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignIn_SetsACookieThatScriptsAndOtherSitesCannotUse()
    {
        var user = await app.AddUserAsync();
        using var client = app.Anonymous();

        using var answer = await client.PostAsJsonAsync(
            "/api/session", new { Name = user.Name.ToUpperInvariant(), user.Password }, Token);

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(user.Name, (await client.GetJsonAsync("/api/session")).GetProperty("name").GetString());
    }

    [Fact]
    public async Task SignOut_EndsTheSession()
    {
        using var client = await app.SignInAsync(await app.AddUserAsync());

        using var left = await client.DeleteAsync("/api/session", Token);
        using var after = await client.GetAsync("/api/session", Token);

        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        await after.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task SignIn_IsThrottledForTheName_AfterWrongPasswords()
    {
        var user = await app.AddUserAsync();
        using var client = app.Anonymous();

        for (var attempt = 0; attempt < SignInThrottle.AttemptsPerName; attempt++)
        {
            using var wrong = await client.PostAsJsonAsync("/api/session", new { user.Name, Password = "guess" }, Token);
            await wrong.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "wrong-password");
        }
        using var throttled = await client.PostAsJsonAsync("/api/session", new { user.Name, user.Password }, Token);

        await throttled.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "too-many-attempts");
        Assert.InRange(throttled.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), SignInThrottle.Window);
    }

    [Fact]
    public async Task Session_CanOnlyChangeThePassword_WhileItIsAOneTimePassword()
    {
        var user = await app.AddFreshUserAsync();
        using var client = await app.SignInAsync(user);
        using var other = await app.SignInAsync(user);

        using var refused = await client.GetAsync("/api/media", Token);
        await refused.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "password-change-required");
        Assert.True((await client.GetJsonAsync("/api/session")).GetProperty("mustChangePassword").GetBoolean());

        using var tooShort = await ChangeAsync(client, user.Password, "short");
        await tooShort.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "unacceptable-password");
        using var wrong = await ChangeAsync(client, "wrong", "a longer password");
        await wrong.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "wrong-password");
        using var changed = await ChangeAsync(client, user.Password, "a longer password");
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);

        Assert.Empty((await client.GetJsonAsync("/api/media")).Ids());
        using var ended = await other.GetAsync("/api/session", Token);
        await ended.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Token_WorksWhileTheOneTimePasswordStands()
    {
        using var client = await app.WithTokenAsync(await app.AddFreshUserAsync());

        Assert.Empty((await client.GetJsonAsync("/api/media")).Ids());
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Origin", "null")]
    public async Task SignOut_IsRefused_WhenAnotherSiteAsks(string header, string value)
    {
        using var client = await app.SignInAsync(await app.AddUserAsync());
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/session");
        request.Headers.Add(header, value);

        using var refused = await client.SendAsync(request, Token);

        await refused.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "cross-origin");
        await client.GetJsonAsync("/api/session");
    }

    [Fact]
    public async Task SignOut_IsAllowed_WhenTheOwnPageAsks()
    {
        using var client = await app.SignInAsync(await app.AddUserAsync());
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/session");
        request.Headers.Add("Origin", app.Address.GetLeftPart(UriPartial.Authority));

        using var answer = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Fact]
    public async Task Token_IsRefused_WhenExpiredOrRevokedOrUnknown()
    {
        var user = await app.AddUserAsync();
        var tokens = app.Get<TokenDirectory>();
        var expired = await tokens.IssueTokenAsync(
            user.Id, "expired", TokenScopes.All, DateTimeOffset.UtcNow.AddSeconds(-1), Token);
        var revoked = await tokens.IssueTokenAsync(user.Id, "revoked", TokenScopes.All, expiresAt: null, Token);
        await using var database = app.Open();
        var row = await database.ApiTokens.SingleAsync(token => token.UserId == user.Id && token.Name == "revoked", Token);
        await tokens.RevokeTokenAsync(user.Id, row.Id, Token);

        foreach (var token in (string[])[expired, revoked, "rcg_unknown", ""])
        {
            using var client = app.Anonymous();
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            using var answer = await client.GetAsync("/api/media", Token);
            await answer.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
            Assert.Contains("Bearer", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task SignIn_IsABadRequest_WhenTheBodyIsNoJsonOfThatShape()
    {
        using var client = app.Anonymous();

        using var form = await client.PostAsync(
            "/api/session", new FormUrlEncodedContent([new("name", "anna"), new("password", "x")]), Token);
        using var incomplete = await client.PostAsJsonAsync("/api/session", new { Name = "anna" }, Token);
        using var absent = await client.PostAsJsonAsync<object?>("/api/session", null, Token);

        // Nothing takes forms, and what is no route is closed to everybody who is not signed in.
        await form.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        await incomplete.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        await absent.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public void CookieKeys_AreForTheirOwnerOnly()
    {
        var secrets = Path.Combine(app.Home, "secrets");

        Assert.All((string[])[secrets, Path.Combine(secrets, "cookie-keys")], folder => Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            new DirectoryInfo(folder).UnixFileMode));
    }

    private static Task<HttpResponseMessage> ChangeAsync(HttpClient client, string oldPassword, string newPassword) =>
        client.PostAsJsonAsync("/api/session/password", new { oldPassword, newPassword }, Token);
}
