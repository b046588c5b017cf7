using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Models.Accounts;

namespace Recognize.Tests.Api;

public sealed class UserApiTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private const string Password = "a password of one's own";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Invitation_LetsInOnce_AndOpensASession()
    {
        using var admin = await AdminAsync();
        var name = $"guest {Guid.NewGuid():N}";
        var invited = await InviteAsync(admin, name);
        var secret = SecretOf(invited);
        using var guest = app.Anonymous();
        using var second = app.Anonymous();

        using var weak = await UseAsync(guest, secret, "password123");
        using var used = await UseAsync(guest, secret, Password);
        using var again = await UseAsync(second, secret, Password);

        await weak.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "unacceptable-password");
        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        Assert.Equal(name, (await guest.GetJsonAsync("/api/session")).GetProperty("name").GetString());
        Assert.Empty((await guest.GetJsonAsync("/api/media")).Ids());
        await again.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad-link");
        Assert.StartsWith("/#link=rcl_", invited.GetProperty("link").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_IsThrottled_WhenGuessed()
    {
        using var client = app.Anonymous();
        var statuses = new List<HttpStatusCode>();

        for (var attempt = 0; attempt <= SignInThrottle.AttemptsPerName; attempt++)
        {
            using var answer = await UseAsync(client, $"rcl_{attempt}", Password);
            statuses.Add(answer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
        // All tests of the class come from the same address.
        app.Get<SignInThrottle>().Succeeded(":link", IPAddress.Loopback);
    }

    [Fact]
    public async Task Reset_EndsSessionsAndTheOldPassword_OnceItIsUsed()
    {
        var user = await app.AddUserAsync();
        using var session = await app.SignInAsync(user);
        using var admin = await AdminAsync();
        using var made = await admin.PostAsync($"/api/users/{user.Id}/link", null, Token);
        await session.GetJsonAsync("/api/session");

        using var client = app.Anonymous();
        using var used = await UseAsync(client, SecretOf(await made.ReadAsync()), "another password of mine");

        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        using var ended = await session.GetAsync("/api/session", Token);
        await ended.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        using var old = await client.PostAsJsonAsync("/api/session", new { user.Name, user.Password }, Token);
        await old.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "wrong-password");
    }

    [Fact]
    public async Task Disabling_EndsSessionsTokensAndSignIn_UntilEnabledAgain()
    {
        var user = await app.AddUserAsync();
        using var session = await app.SignInAsync(user);
        using var token = await app.WithTokenAsync(user);
        using var admin = await AdminAsync();
        using var anonymous = app.Anonymous();

        using var disabled = await ChangeAsync(admin, user.Id, new { IsDisabled = true });

        Assert.Equal(HttpStatusCode.NoContent, disabled.StatusCode);
        foreach (var client in (HttpClient[])[session, token])
        {
            using var refused = await client.GetAsync("/api/session", Token);
            await refused.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        }
        using var signIn = await anonymous.PostAsJsonAsync("/api/session", new { user.Name, user.Password }, Token);
        await signIn.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "wrong-password");
        using var link = await admin.PostAsync($"/api/users/{user.Id}/link", null, Token);
        await link.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");

        using var enabled = await ChangeAsync(admin, user.Id, new { IsDisabled = false });
        await token.GetJsonAsync("/api/session");
        using var back = await app.SignInAsync(user);
        using var still = await session.GetAsync("/api/session", Token);
        await still.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task LastAdmin_CanNeitherStepBackNorBeDisabled()
    {
        var user = await app.AddUserAsync(isAdmin: true);
        using var admin = await app.WithTokenAsync(user);
        await using (var database = app.Open())
        {
            await database.Users.Where(other => other.Id != user.Id)
                .ExecuteUpdateAsync(row => row.SetProperty(other => other.IsAdmin, false), Token);
        }

        using var back = await ChangeAsync(admin, user.Id, new { IsAdmin = false });
        using var disabled = await ChangeAsync(admin, user.Id, new { IsDisabled = true });

        await back.ShouldBeProblemAsync(HttpStatusCode.Conflict, "last-admin");
        await disabled.ShouldBeProblemAsync(HttpStatusCode.Conflict, "last-admin");
        await admin.GetJsonAsync("/api/users");
    }

    [Fact]
    public async Task List_ShowsEveryUserOnce_PageByPage()
    {
        using var admin = await AdminAsync();
        var name = $"Paged {Guid.NewGuid():N}";
        await InviteAsync(admin, name);

        var ids = await admin.AllIdsAsync("/api/users?limit=2");
        var all = (await admin.GetJsonAsync("/api/users?limit=500")).GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal(all.Count, ids.Count);
        var invited = Assert.Single(all, user => user.GetProperty("name").GetString() == name);
        Assert.Equal(JsonValueKind.String, invited.GetProperty("linkExpiresAt").ValueKind);
        Assert.Equal(JsonValueKind.Null, invited.GetProperty("disabledAt").ValueKind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two\nlines")]
    public async Task Invitation_IsRefused_WhenTheNameBreaksARule(string name)
    {
        using var admin = await AdminAsync();

        using var answer = await admin.PostAsJsonAsync("/api/users", new { Name = name }, Token);

        await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad-name");
    }

    [Fact]
    public async Task OwnToken_IsMadeUsedListedAndRevoked()
    {
        using var session = await app.SignInAsync(await app.AddUserAsync());

        using var made = await session.PostAsJsonAsync(
            "/api/tokens", new { Name = "phone", Scopes = new[] { TokenScopes.TagsRead }, ExpiresAt = DateTimeOffset.UtcNow.AddDays(1) }, Token);
        var text = (await made.ReadAsync()).GetProperty("token").GetString();
        using var phone = app.Anonymous();
        phone.DefaultRequestHeaders.Authorization = new("Bearer", text);
        await phone.GetJsonAsync("/api/tags");
        var row = Assert.Single((await session.GetJsonAsync("/api/tokens")).EnumerateArray());
        using var revoked = await session.DeleteAsync($"/api/tokens/{row.GetProperty("id").GetString()}", Token);

        Assert.Equal("phone", row.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.String, row.GetProperty("lastUsedAt").ValueKind);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        using var after = await phone.GetAsync("/api/tags", Token);
        await after.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        Assert.Empty((await session.GetJsonAsync("/api/tokens")).EnumerateArray());
    }

    [Theory]
    [InlineData("", "tags:read", 1)]
    [InlineData("x", "everything", 1)]
    [InlineData("x", "tags:read", -1)]
    public async Task OwnToken_IsRefused_WhenItMakesNoSense(string name, string scope, int days)
    {
        using var session = await app.SignInAsync(await app.AddUserAsync());

        using var answer = await session.PostAsJsonAsync(
            "/api/tokens", new { Name = name, Scopes = new[] { scope }, ExpiresAt = DateTimeOffset.UtcNow.AddDays(days) }, Token);

        await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad-token");
    }

    [Fact]
    public async Task OwnSession_CanBeEndedFromAnother()
    {
        var user = await app.AddUserAsync();
        using var phone = await app.SignInAsync(user);
        using var desk = await app.SignInAsync(user);

        var open = (await desk.GetJsonAsync("/api/sessions")).EnumerateArray().ToList();
        var other = Assert.Single(open, session => !session.GetProperty("isThis").GetBoolean());
        using var ended = await desk.DeleteAsync($"/api/sessions/{other.GetProperty("id").GetString()}", Token);

        Assert.Equal(2, open.Count);
        Assert.Equal("127.0.0.1", other.GetProperty("address").GetString());
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        using var refused = await phone.GetAsync("/api/session", Token);
        await refused.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        await desk.GetJsonAsync("/api/session");
    }

    [Fact]
    public async Task SignOut_MakesACopyOfTheCookieWorthless()
    {
        var user = await app.AddUserAsync();
        using var client = app.Anonymous();
        using var signedIn = await client.PostAsJsonAsync("/api/session", new { user.Name, user.Password }, Token);
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie")).Split(';')[0];
        using var left = await client.DeleteAsync("/api/session", Token);

        using var thief = app.Anonymous();
        thief.DefaultRequestHeaders.Add("Cookie", cookie);
        using var refused = await thief.GetAsync("/api/session", Token);

        await refused.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
    }

    private async Task<HttpClient> AdminAsync() => await app.WithTokenAsync(await app.AddUserAsync(isAdmin: true));

    private static async Task<JsonElement> InviteAsync(HttpClient admin, string name)
    {
        using var answer = await admin.PostAsJsonAsync("/api/users", new { Name = name }, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.ReadAsync();
    }

    private static string SecretOf(JsonElement made) => made.GetProperty("link").GetString()!.Split("#link=")[1];

    private static Task<HttpResponseMessage> UseAsync(HttpClient client, string secret, string newPassword) =>
        client.PostAsJsonAsync("/api/session/link", new { secret, newPassword }, Token);

    private static Task<HttpResponseMessage> ChangeAsync(HttpClient admin, Guid user, object change) =>
        admin.PatchAsJsonAsync($"/api/users/{user}", change, Token);
}
