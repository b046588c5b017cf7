using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Jobs;

namespace Recognize.Tests.Api;

public sealed class ErasureApiTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Erase_WaitsForAWorker_ForEachKindOfOnesOwnData()
    {
        var (user, library, person) = await OwnerAsync();
        using var client = await app.SignInAsync(user);

        foreach (var (kind, id) in new (string, Guid?)[] { ("faces", null), ("library", library), ("person", person), ("user", null) })
        {
            using var answer = await client.PostAsJsonAsync("/api/erasures", new { kind, id }, Token);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            var asked = (await answer.ReadAsync()).GetProperty("id").GetGuid();
            var shown = await client.GetJsonAsync($"/api/erasures/{asked}");
            Assert.Equal((kind, "queued"), (shown.GetProperty("kind").GetString(), shown.GetProperty("state").GetString()));
            Assert.Equal(id ?? user.Id, shown.GetProperty("targetId").GetGuid());
        }

        Assert.Equal(4, (await client.GetJsonAsync("/api/erasures")).GetProperty("items").GetArrayLength());
        await using var database = app.Open();
        Assert.Equal(4, await database.AuditEntries.CountAsync(entry => entry.AboutId == user.Id && entry.Action == "erasure.asked", Token));
        var subjects = await database.JobRuns.Where(run => run.AboutId == user.Id).Select(run => run.Subject).ToListAsync(Token);
        Assert.Contains($"person:{person}:{user.Id}", subjects);
        // Jobs of the owner would be cancelled by the erasure, and go with the user.
        Assert.True(await database.JobRuns.AllAsync(run => run.AboutId != user.Id || run.OwnerId == null, Token));
    }

    [Fact]
    public async Task Erase_NeedsThePassword_WhenTheSessionIsNotFresh()
    {
        var (user, _, _) = await OwnerAsync();
        using var client = await app.SignInAsync(user);
        await using (var database = app.Open())
        {
            await database.UserSessions.Where(session => session.UserId == user.Id).ExecuteUpdateAsync(
                row => row.SetProperty(session => session.OpenedAt, DateTimeOffset.UtcNow.AddMinutes(-6)), Token);
        }

        using var without = await client.PostAsJsonAsync("/api/erasures", new { Kind = "user" }, Token);
        using var wrong = await client.PostAsJsonAsync("/api/erasures", new { Kind = "user", Password = "not this one" }, Token);
        using var right = await client.PostAsJsonAsync("/api/erasures", new { Kind = "user", user.Password }, Token);

        await without.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "sign-in-again");
        await wrong.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "wrong-password");
        Assert.Equal(HttpStatusCode.Accepted, right.StatusCode);
    }

    [Fact]
    public async Task Erase_IsThrottled_LikeSigningIn()
    {
        var (user, _, _) = await OwnerAsync();
        using var client = await app.SignInAsync(user);
        var codes = new List<HttpStatusCode>();
        for (var attempt = 0; attempt < 7; attempt++)
        {
            using var answer = await client.PostAsJsonAsync("/api/erasures", new { Kind = "user", Password = $"guess {attempt}" }, Token);
            codes.Add(answer.StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, codes);
        Assert.Equal(0, await ErasuresAsync(user.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Erase_FindsNothingOfAnotherUser(bool asAdmin)
    {
        var (owner, library, person) = await OwnerAsync();
        using var stranger = await app.SignInAsync(await app.AddUserAsync(asAdmin));

        foreach (var (kind, id) in new (string, Guid)[] { ("faces", owner.Id), ("library", library), ("person", person) })
        {
            using var answer = await stranger.PostAsJsonAsync("/api/erasures", new { kind, id }, Token);
            await answer.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        }
        using var user = await stranger.PostAsJsonAsync("/api/erasures", new { Kind = "user", owner.Id }, Token);
        if (asAdmin)
            await user.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "not-confirmed");
        else
            await user.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        using var everything = await stranger.PostAsJsonAsync("/api/erasures", new { Kind = "everything" }, Token);
        if (asAdmin)
            await everything.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "not-confirmed");
        else
            await everything.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "admins-only");
        Assert.Equal(0, await ErasuresAsync(owner.Id));
    }

    [Fact]
    public async Task Erase_IsForAdmins_WithTheNameOfAnotherUser_AndTheWordsForEverything()
    {
        var (owner, _, _) = await OwnerAsync();
        using var admin = await app.SignInAsync(await app.AddUserAsync(isAdmin: true));

        using var user = await admin.PostAsJsonAsync("/api/erasures", new { Kind = "user", owner.Id, Confirmation = owner.Name }, Token);
        using var everything = await admin.PostAsJsonAsync("/api/erasures", new { Kind = "everything", Confirmation = "erase everything" }, Token);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (user.StatusCode, everything.StatusCode));
        Assert.Equal(1, await ErasuresAsync(owner.Id));
        Assert.Contains("anew", (await everything.ReadAsync()).GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erase_IsRefused_ForTheLastAdminWhoMaySignIn()
    {
        await using (var database = app.Open())
            await database.Users.ExecuteUpdateAsync(row => row.SetProperty(user => user.IsAdmin, false), Token);
        var last = await app.AddUserAsync(isAdmin: true);
        using var client = await app.SignInAsync(last);

        using var answer = await client.PostAsJsonAsync("/api/erasures", new { Kind = "user" }, Token);

        await answer.ShouldBeProblemAsync(HttpStatusCode.Conflict, "last-admin");
        Assert.Equal(0, await ErasuresAsync(last.Id));
    }

    [Fact]
    public async Task Get_ShowsTheReport_ToTheOneConcerned_AndToAdmins_WithoutNames()
    {
        var (owner, _, person) = await OwnerAsync();
        using var client = await app.SignInAsync(owner);
        using var asked = await client.PostAsJsonAsync("/api/erasures", new { Kind = "person", Id = person }, Token);
        var id = (await asked.ReadAsync()).GetProperty("id").GetGuid();
        await using (var database = app.Open())
        {
            await database.JobRuns.Where(run => run.Id == id).ExecuteUpdateAsync(
                row => row.SetProperty(run => run.State, JobState.Running), Token);
            await database.JobRuns.Where(run => run.Id == id).ExecuteUpdateAsync(
                row => row.SetProperty(run => run.State, JobState.Succeeded).SetProperty(run => run.Summary, """{"faces": 3}"""), Token);
        }
        using var admin = await app.SignInAsync(await app.AddUserAsync(isAdmin: true));
        using var stranger = await app.SignInAsync(await app.AddUserAsync());

        foreach (var reader in new[] { client, admin })
        {
            var shown = await reader.GetJsonAsync($"/api/erasures/{id}");
            Assert.Equal(3, shown.GetProperty("report").GetProperty("faces").GetInt32());
            Assert.DoesNotContain(owner.Name, shown.ToString(), StringComparison.Ordinal);
        }
        using var refused = await stranger.GetAsync($"/api/erasures/{id}", Token);
        await refused.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    private async Task<(TestUser User, Guid Library, Guid Person)> OwnerAsync()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var person = await library.AddPersonAsync("Mia");
        await library.AddFaceAsync(await library.AddAsync(), person);
        return (user, library.Id, person.Id);
    }

    private async Task<int> ErasuresAsync(Guid about)
    {
        await using var database = app.Open();
        return await database.JobRuns.CountAsync(run => run.AboutId == about && run.Kind == JobKinds.Erase, Token);
    }
}
