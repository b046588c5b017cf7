using System.Net;
using System.Text;
using System.Text.Json;
using Recognize.Models.Accounts;
using Recognize.Models.Erasure;

namespace Recognize.Tests.Api;

/// <summary>Walks every operation that asks for a session: what <see cref="IsolationTests"/> cannot reach with tokens.</summary>
public sealed class SessionIsolationTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operations_AreTheKnownOnes() => Assert.Equal(
        [
            "DELETE /api/session", "DELETE /api/session/provider", "DELETE /api/sessions/{id}", "DELETE /api/tokens/{id}", "GET /api/erasures",
            "GET /api/erasures/{id}", "GET /api/session", "GET /api/sessions", "GET /api/tokens", "POST /api/erasures",
            "POST /api/session/password", "POST /api/tokens", "PUT /api/consent",
        ],
        (await OperationsAsync()).Select(operation => $"{operation.Method} {operation.Path}").Order(StringComparer.Ordinal));

    [Fact]
    public async Task EveryOperation_IsForbiddenToATokenWithAllScopes_ButToSayWhoAsks()
    {
        using var client = await app.WithTokenAsync(await app.AddUserAsync(isAdmin: true));

        foreach (var (method, path) in (await OperationsAsync()).Where(operation => operation is not ("GET", "/api/session")))
        {
            using var answer = await SendAsync(client, method, path, Guid.NewGuid());
            await answer.ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EveryOperation_ShowsNothingOfAnotherUser(bool asAdmin)
    {
        var owner = await app.AddUserAsync();
        using var theirs = await app.SignInAsync(owner);
        using var theirToken = await app.WithTokenAsync(owner, TokenScopes.TagsRead);
        var session = (await theirs.GetJsonAsync("/api/sessions")).EnumerateArray().Single().GetProperty("id").GetGuid();
        var token = (await theirs.GetJsonAsync("/api/tokens")).EnumerateArray().Single().GetProperty("id").GetGuid();
        var erasure = (await app.Get<ErasureRequests>().AskAsync(ErasureKind.Faces, owner.Id, owner.Id, owner.Name, Token)).JobId!.Value;
        using var stranger = await app.SignInAsync(await app.AddUserAsync(asAdmin));

        foreach (var (method, path) in await OperationsAsync())
        {
            if (path.Contains("{id}", StringComparison.Ordinal))
            {
                var isErasure = path.Contains("erasures", StringComparison.Ordinal);
                using var refused = await SendAsync(
                    stranger, method, path, isErasure ? erasure : path.Contains("tokens", StringComparison.Ordinal) ? token : session);
                if (isErasure && asAdmin)
                {
                    // Admins answer for erasures; these tell no name.
                    Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
                    Assert.DoesNotContain(owner.Name + "\"", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
                    continue;
                }
                await refused.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
            }
            else if (method == "GET")
            {
                using var shown = await SendAsync(stranger, method, path, default);
                var text = await shown.Content.ReadAsStringAsync(Token);
                Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
                Assert.DoesNotContain(session.ToString(), text, StringComparison.Ordinal);
                Assert.DoesNotContain(token.ToString(), text, StringComparison.Ordinal);
                Assert.DoesNotContain(owner.Name + "\"", text, StringComparison.Ordinal);
                Assert.True(asAdmin || !text.Contains(erasure.ToString(), StringComparison.Ordinal), text);
            }
        }
        await theirs.GetJsonAsync("/api/session");
        await theirToken.GetJsonAsync("/api/tags");
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path, Guid id)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("{id}", id.ToString(), StringComparison.Ordinal));
        if (method == "POST")
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        return await client.SendAsync(request, Token);
    }

    private async Task<List<(string Method, string Path)>> OperationsAsync()
    {
        using var client = app.Anonymous();
        var document = await client.GetJsonAsync("/openapi/v1.json");
        return
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               where IsForSessions(operation.Value)
               select (operation.Name.ToUpperInvariant(), path.Name.TrimEnd('/')),
        ];
    }

    private static bool IsForSessions(JsonElement operation) =>
        operation.TryGetProperty("security", out var security)
        && security.GetArrayLength() > 0
        && !security.EnumerateArray().Any(requirement => requirement.TryGetProperty("token", out _));
}
