using System.Net;
using System.Net.Http.Json;
using Recognize.Models.Accounts;

namespace Recognize.Tests.Api;

/// <summary>Asking for files without faces, over HTTP. Who sees what is in <see cref="IsolationTests"/>.</summary>
public sealed class CoveredExportApiTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private const string Exports = "/api/exports/without-faces";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_QueuesAJob_AndDeletingCallsItOff()
    {
        var user = await app.AddUserAsync();
        var item = await (await app.AddLibraryAsync(user)).AddAsync();
        using var client = await app.WithTokenAsync(user);

        using var answer = await client.PostAsJsonAsync(Exports, new { Media = new[] { item.Id } }, Token);
        var id = (await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Token)).GetProperty("id").GetGuid();
        var listed = await client.GetJsonAsync($"{Exports}/{id}");
        using var early = await client.GetAsync($"{Exports}/{id}/file", Token);
        using var deleted = await client.DeleteAsync($"{Exports}/{id}", Token);
        using var gone = await client.GetAsync($"{Exports}/{id}", Token);
        var jobs = await client.GetJsonAsync("/api/jobs/queue?kind=export-without-faces");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("queued", listed.GetProperty("state").GetString());
        Assert.Equal(1, listed.GetProperty("total").GetInt32());
        await early.ShouldBeProblemAsync(HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await gone.ShouldBeProblemAsync(HttpStatusCode.NotFound);
        Assert.Equal("cancelled", jobs.GetProperty("items")[0].GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("blurred", 0.05, "% of people still matched")]
    [InlineData("pixelated", 7.5, "was not measured")]
    public async Task Request_IsRefusedWithItsReason_WhenTheCoverIsTooWeak(string method, double strength, string reason)
    {
        var user = await app.AddUserAsync();
        var item = await (await app.AddLibraryAsync(user)).AddAsync();
        using var client = await app.WithTokenAsync(user);

        using var answer = await client.PostAsJsonAsync(
            Exports, new { Media = new[] { item.Id }, Method = method, Strength = strength }, Token);

        await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "not-strong-enough");
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_IsRefused_WhenAFileOrPersonIsNotTheCallers()
    {
        var (user, other) = (await app.AddUserAsync(), await app.AddUserAsync());
        var mine = await (await app.AddLibraryAsync(user)).AddAsync();
        var library = await app.AddLibraryAsync(other);
        var (theirs, person) = (await library.AddAsync(), await library.AddPersonAsync("Mia"));
        using var client = await app.WithTokenAsync(user);

        using var file = await client.PostAsJsonAsync(Exports, new { Media = new[] { mine.Id, theirs.Id } }, Token);
        using var people = await client.PostAsJsonAsync(Exports, new { Media = new[] { mine.Id }, Keep = new[] { person.Id } }, Token);
        using var nothing = await client.PostAsJsonAsync(Exports, new { Media = Array.Empty<Guid>() }, Token);

        await file.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        await people.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        await nothing.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad-request");
    }

    [Fact]
    public async Task Request_NeedsTheScopeForPeople_WhenSomebodyStaysReadable()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var (item, person) = (await library.AddAsync(), await library.AddPersonAsync("Mia"));
        using var client = await app.WithTokenAsync(user, [TokenScopes.MediaRead]);

        using var refused = await client.PostAsJsonAsync(Exports, new { Media = new[] { item.Id }, Keep = new[] { person.Id } }, Token);
        using var allowed = await client.PostAsJsonAsync(Exports, new { Media = new[] { item.Id } }, Token);

        await refused.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "scope-missing");
        Assert.Equal(HttpStatusCode.Accepted, allowed.StatusCode);
    }
}
