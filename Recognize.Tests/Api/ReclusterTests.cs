using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Recognize.Models.People;
using Recognize.Models.People.Reclustering;

namespace Recognize.Tests.Api;

/// <summary>Reclusters over HTTP; what they compute is tested without it.</summary>
public sealed class ReclusterTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Owner_AsksForOne_SeesIt_AndGivesItUp()
    {
        using var client = await app.WithTokenAsync(await app.AddUserAsync());

        var asked = await PostAsync(client, "/api/reclusters", new { threshold = 0.03, minimumSize = 3 });
        using var second = await client.PostAsJsonAsync("/api/reclusters", new { }, Token);
        var list = await client.GetJsonAsync("/api/reclusters");
        using var cancelled = await client.DeleteAsync($"/api/reclusters/{asked.GetProperty("id")}", Token);

        Assert.Equal("requested", asked.GetProperty("state").GetString());
        Assert.Equal(0.03, asked.GetProperty("settings").GetProperty("threshold").GetDouble(), 5);
        Assert.Equal(3, asked.GetProperty("settings").GetProperty("minimumSize").GetInt32());
        await second.ShouldBeProblemAsync(HttpStatusCode.Conflict, "contradiction");
        Assert.Equal([asked.GetProperty("id").GetString()!], list.Ids());
        Assert.Equal("cancelled", (await cancelled.ReadAsync()).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Request_IsRefused_OutOfRange()
    {
        using var client = await app.WithTokenAsync(await app.AddUserAsync());

        using var answer = await client.PostAsJsonAsync("/api/reclusters", new { threshold = 3 }, Token);

        await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad-act");
    }

    [Theory]
    [InlineData(false, HttpStatusCode.NotFound)]
    [InlineData(true, HttpStatusCode.OK)]
    public async Task OthersRuns_AreForAdminsWhoNameTheOwner(bool isAdmin, HttpStatusCode expected)
    {
        var owner = await app.AddUserAsync();
        var run = await AddRunAsync(owner);
        using var client = await app.WithTokenAsync(await app.AddUserAsync(isAdmin));

        using var unnamed = await client.GetAsync($"/api/reclusters/{run}", Token);
        using var one = await client.GetAsync($"/api/reclusters/{run}?user={owner.Name}", Token);
        using var list = await client.GetAsync($"/api/reclusters?user={owner.Name}", Token);
        using var people = await client.GetAsync($"/api/reclusters/{run}/people?user={owner.Name}", Token);
        using var undone = await client.PostAsync($"/api/reclusters/{run}/apply?user={owner.Name}", null, Token);

        await unnamed.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        Assert.All(new[] { one, list, people, undone }, answer => Assert.Equal(expected, answer.StatusCode));
    }

    [Fact]
    public async Task Preview_IsPaged_FilteredAndApplied()
    {
        var owner = await app.AddUserAsync();
        var run = await AddRunAsync(owner);
        using var client = await app.WithTokenAsync(owner);

        var first = await client.GetJsonAsync($"/api/reclusters/{run}/people?limit=1");
        var second = await client.GetJsonAsync($"/api/reclusters/{run}/people?limit=1&cursor={first.GetProperty("next").GetString()}");
        var appearing = await client.GetJsonAsync($"/api/reclusters/{run}/people?change=appears");
        var conflicts = await client.GetJsonAsync($"/api/reclusters/{run}/conflicts");
        var applied = await PostAsync(client, $"/api/reclusters/{run}/apply", new { });
        var undone = await PostAsync(client, $"/api/reclusters/{run}/undo", new { });

        Assert.Equal(["loses", "splits"], Names(first));
        Assert.Equal(["appears"], Names(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Equal(["appears"], Names(appearing));
        Assert.Equal("sameName", conflicts.GetProperty("items")[0].GetProperty("kind").GetString());
        Assert.Equal("applied", applied.GetProperty("state").GetString());
        Assert.Equal("undone", undone.GetProperty("state").GetString());
    }

    private static List<string> Names(JsonElement page) =>
        [.. page.GetProperty("items")[0].GetProperty("changes").EnumerateArray().Select(name => name.GetString()!)];

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.ReadAsync();
    }

    /// <summary>A finished preview as a worker stores it.</summary>
    private async Task<Guid> AddRunAsync(TestUser owner)
    {
        var library = await app.AddLibraryAsync(owner);
        var run = new ReclusterRun
        {
            OwnerId = owner.Id, RequestedByName = owner.Name, State = ReclusterState.Ready, MinimumSize = 2,
            PackVersion = "faces-1", RequestedAt = DateTimeOffset.UtcNow,
        };
        await library.SaveAsync(
            run,
            new FaceVersion { OwnerId = owner.Id, PackVersion = "faces-1", ActivatedAt = DateTimeOffset.UtcNow },
            Change(0, ReclusterChangeKinds.Loses | ReclusterChangeKinds.Splits),
            Change(1, ReclusterChangeKinds.Appears),
            new ReclusterConflict
            {
                RunId = run.Id, Number = 0, Kind = ReclusterConflictKind.SameName, People = [Guid.NewGuid()], Faces = [],
                Message = "Two people are called Mia.", Remedy = "Merge them.",
            });
        return run.Id;

        ReclusterChange Change(int number, ReclusterChangeKinds kinds) => new()
        {
            RunId = run.Id, Number = number, PersonId = Guid.NewGuid(), IsAnchored = false, Kinds = kinds, FacesBefore = 4,
            FacesAfter = 2, Gained = 0, Lost = 2,
            Details = JsonSerializer.Serialize(
                new ReclusterChangeDetails([], [new ReclusterFlow(null, 2)], [], [], []), JsonSerializerOptions.Web),
        };
    }
}
