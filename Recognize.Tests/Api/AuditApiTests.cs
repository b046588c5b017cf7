using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Recognize.Models.Accounts;
using Recognize.Models.Auditing;

namespace Recognize.Tests.Api;

public sealed class AuditApiTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_TellsAUserOfTheirSignInsAndOfWhatOthersTriedAndDid()
    {
        var user = await app.AddUserAsync();
        var boss = await app.AddUserAsync(isAdmin: true);
        using var admin = await app.WithTokenAsync(boss);
        using var anonymous = app.Anonymous();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var wrong = await anonymous.PostAsJsonAsync("/api/session", new { user.Name, Password = "guess" }, Token);
        }
        using var session = await app.SignInAsync(user);
        using var made = await admin.PostAsync($"/api/users/{user.Id}/link", null, Token);

        var entries = await ItemsAsync(session, "/api/audit");

        Assert.Equal(
            [AuditActions.LinkMade, AuditActions.SessionOpened, AuditActions.SessionRefused, AuditActions.PasswordChanged, AuditActions.UserMade],
            entries.Select(entry => Text(entry, "action")));
        Assert.Equal(boss.Name, Text(entries[0], "actor"));
        Assert.Null(Text(entries[0], "actorId"));
        Assert.Null(Text(entries[0], "address"));
        Assert.Equal("127.0.0.1", Text(entries[1], "address"));
        Assert.Equal("127.0.0.1", Text(entries[2], "address"));
        Assert.Equal("nobody", Text(entries[2], "actor"));
    }

    [Fact]
    public async Task Log_ShowsOthersNothing_AndAdminsEverything_WithFilters()
    {
        var user = await app.AddUserAsync();
        var other = await app.AddUserAsync();
        using var client = await app.WithTokenAsync(user);
        using var stranger = await app.WithTokenAsync(other);
        using var admin = await app.WithTokenAsync(await app.AddUserAsync(isAdmin: true));
        await client.GetJsonAsync("/api/tags");
        await stranger.GetJsonAsync("/api/tags");
        var began = Uri.EscapeDataString(DateTimeOffset.UtcNow.AddHours(-1).ToString("O"));

        var strangers = await ItemsAsync(stranger, $"/api/audit?user={user.Id}");
        var used = await ItemsAsync(admin, $"/api/audit?user={user.Id}&action={AuditActions.TokenUsed}&from={began}");
        var kinds = await ItemsAsync(admin, $"/api/audit?user={user.Id}&action=token");
        var future = await ItemsAsync(admin, $"/api/audit?to={began}");

        Assert.Empty(strangers);
        Assert.All(await ItemsAsync(stranger, "/api/audit"), entry => Assert.DoesNotContain($"\"{user.Name}\"", entry.GetRawText(), StringComparison.Ordinal));
        Assert.Equal(user.Id.ToString(), Text(Assert.Single(used), "actorId"));
        Assert.Equal([AuditActions.TokenUsed, AuditActions.TokenMade], kinds.Select(entry => Text(entry, "action")));
        Assert.Empty(future);
    }

    [Fact]
    public async Task Log_IsPaged_LatestFirst()
    {
        var user = await app.AddUserAsync();
        for (var i = 0; i < 5; i++)
        {
            using var session = await app.SignInAsync(user);
        }
        using var client = await app.WithTokenAsync(user);

        var ids = await client.AllIdsAsync("/api/audit?limit=2");
        var all = (await client.GetJsonAsync("/api/audit?limit=500")).Ids();

        Assert.Equal(all, ids);
        Assert.True(all.Count >= 7, $"{all.Count} entries");
        Assert.Equal(all.Count, all.Distinct().Count());
    }

    [Fact]
    public async Task Log_KeepsNoNameThatNobodyHas()
    {
        using var anonymous = app.Anonymous();
        using var wrong = await anonymous.PostAsJsonAsync("/api/session", new { Name = "hunter2hunter2", Password = "x" }, Token);
        using var admin = await app.WithTokenAsync(await app.AddUserAsync(isAdmin: true));

        var entries = await ItemsAsync(admin, $"/api/audit?action={AuditActions.SessionRefused}");

        Assert.NotEmpty(entries);
        Assert.DoesNotContain(entries, entry => entry.GetRawText().Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Token_ReadsTheLogWithItsScopeOnly()
    {
        var user = await app.AddUserAsync();
        using var allowed = await app.WithTokenAsync(user, TokenScopes.AuditRead);
        using var refused = await app.WithTokenAsync(user, TokenScopes.MediaRead);

        await allowed.GetJsonAsync("/api/audit");
        using var answer = await refused.GetAsync("/api/audit", Token);

        await answer.ShouldBeProblemAsync(HttpStatusCode.Forbidden);
    }

    private static async Task<List<JsonElement>> ItemsAsync(HttpClient client, string path) =>
        [.. (await client.GetJsonAsync(path)).GetProperty("items").EnumerateArray()];

    private static string? Text(JsonElement entry, string property) => entry.GetProperty(property).GetString();
}
