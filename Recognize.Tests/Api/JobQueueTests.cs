using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Recognize.Models.Jobs;
using Recognize.Models.Library;

namespace Recognize.Tests.Api;

/// <summary>Asking for jobs, pausing, retrying and limiting, over HTTP.</summary>
public sealed class JobQueueTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_QueuesOneScanForEachLibrary_AndNamesAWaitingOneAgain()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        await app.AddLibraryAsync(user);
        using var client = await app.WithTokenAsync(user);

        var all = await AskAsync(client, new { Kind = "scan" });
        var one = await AskAsync(client, new { Kind = "scan", LibraryId = library.Id });
        var part = await AskAsync(client, new { Kind = "scan", LibraryId = library.Id, Path = "2024" });

        Assert.Equal(2, all.Count);
        Assert.Contains(Assert.Single(one), all);
        Assert.DoesNotContain(Assert.Single(part), all);
        var listed = await client.GetJsonAsync("/api/jobs/queue?state=queued&kind=scan");
        Assert.Equal(3, listed.GetProperty("items").GetArrayLength());
        Assert.All(
            listed.GetProperty("items").EnumerateArray(),
            job => Assert.Equal(user.Name, job.GetProperty("requestedBy").GetString()));
    }

    [Fact]
    public async Task Request_IsRefused_WhenItMakesNoSenseOrIsNotTheCallers()
    {
        var user = await app.AddUserAsync();
        using var client = await app.WithTokenAsync(user);

        using var unknown = await client.PostAsJsonAsync("/api/jobs/queue", new { Kind = "brew" }, Token);
        using var loosePath = await client.PostAsJsonAsync("/api/jobs/queue", new { Kind = "scan", Path = "a" }, Token);
        using var admins = await client.PostAsJsonAsync("/api/jobs/queue", new { Kind = "clean-up" }, Token);
        using var everybody = await client.PutAsJsonAsync("/api/jobs/pauses", new { Everybody = true }, Token);

        await unknown.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad-kind");
        await loosePath.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad-request");
        await admins.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "admins-only");
        await everybody.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "admins-only");
    }

    [Fact]
    public async Task Cancel_EndsAWaitingJob_AndSaysSoWhenItHasEnded()
    {
        var user = await app.AddUserAsync();
        using var client = await app.WithTokenAsync(user);
        var id = Assert.Single(await AskAsync(client, new { Kind = "export" }));

        using var first = await client.DeleteAsync($"/api/jobs/queue/{id}", Token);
        using var second = await client.DeleteAsync($"/api/jobs/queue/{id}", Token);

        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        await second.ShouldBeProblemAsync(HttpStatusCode.Conflict, "ended");
    }

    [Fact]
    public async Task Pause_IsOfTheCallersWork_UntilItIsResumed()
    {
        var user = await app.AddUserAsync();
        using var client = await app.WithTokenAsync(user);

        using var paused = await client.PutAsJsonAsync("/api/jobs/pauses", new { Kind = "faces" }, Token);
        var pause = Assert.Single((await client.GetJsonAsync("/api/jobs/pauses")).EnumerateArray());
        using var resumed = await client.DeleteAsync("/api/jobs/pauses?kind=faces", Token);
        var none = await client.GetJsonAsync("/api/jobs/pauses");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (paused.StatusCode, resumed.StatusCode));
        Assert.Equal("faces", pause.GetProperty("kind").GetString());
        Assert.False(pause.GetProperty("isEverybody").GetBoolean());
        Assert.Empty(none.EnumerateArray());
    }

    [Fact]
    public async Task Failures_AreListedWithAdvice_AndRetriedByKind()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        foreach (var name in (string[])["a.jpg", "b.jpg", "c.jpg"])
        {
            await library.AddWorkAsync(
                await library.AddAsync(name), AnalysisTask.Basics, AnalysisState.Failed, "It is not a photo.", DateTimeOffset.UtcNow);
        }
        using var client = await app.WithTokenAsync(user);

        var page = await client.GetJsonAsync("/api/jobs/failures?limit=2");
        var rest = await client.GetJsonAsync($"/api/jobs/failures?limit=2&cursor={page.GetProperty("next").GetString()}");
        using var others = await client.PostAsJsonAsync("/api/jobs/retry", new { Task = "faces" }, Token);
        using var retried = await client.PostAsJsonAsync("/api/jobs/retry", new { Task = "basics" }, Token);

        Assert.Equal(2, page.GetProperty("items").GetArrayLength());
        Assert.Equal(1, rest.GetProperty("items").GetArrayLength());
        var failure = page.GetProperty("items")[0];
        Assert.Equal("It is not a photo.", failure.GetProperty("reason").GetString());
        Assert.NotEqual("", failure.GetProperty("advice").GetString());
        Assert.Equal(0, (await others.ReadAsync()).GetProperty("due").GetInt32());
        Assert.Equal(3, (await retried.ReadAsync()).GetProperty("due").GetInt32());
    }

    [Fact]
    public async Task Media_GoesFirst_WhenItIsLookedAt()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var item = await library.AddAsync("a.jpg");
        await library.AddWorkAsync(item, AnalysisTask.Basics, AnalysisState.Due);
        using var client = await app.WithTokenAsync(user);

        await client.GetJsonAsync($"/api/media/{item.Id}");

        await using var database = app.Open();
        Assert.Equal(AnalysisPriorities.LookedAt, database.Analysis.Single(entry => entry.MediaId == item.Id).Priority);
    }

    [Fact]
    public async Task Limits_AreSetByAdmins_AndRefusedWithASentence()
    {
        var admin = await app.AddUserAsync(isAdmin: true);
        using var client = await app.WithTokenAsync(admin);

        using var set = await client.PutAsJsonAsync(
            "/api/jobs/limits", new { Cores = 1.5, QuietHours = new[] { "Mon-Fri 22:00-06:00" }, Niceness = "idle" }, Token);
        using var wrong = await client.PutAsJsonAsync("/api/jobs/limits", new { Cores = 0.1 }, Token);
        var limits = await client.GetJsonAsync("/api/jobs/limits");

        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        var problem = await wrong.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad-limits");
        Assert.Contains("cores", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(1.5, limits.GetProperty("cores").GetDouble());
        Assert.Equal("idle", limits.GetProperty("niceness").GetString());
    }

    [Fact]
    public async Task Workers_AreShownToAdmins_AsLostWithoutAHeartbeat()
    {
        var admin = await app.AddUserAsync(isAdmin: true);
        var now = DateTimeOffset.UtcNow;
        await using (var database = app.Open())
        {
            database.Workers.AddRange(Worker("alive:1", now, WorkerStatus.Idle), Worker("lost:2", now.AddMinutes(-2), WorkerStatus.Working));
            await database.SaveChangesAsync(Token);
        }
        using var client = await app.WithTokenAsync(admin);

        var workers = (await client.GetJsonAsync("/api/jobs/workers")).EnumerateArray()
            .ToDictionary(worker => worker.GetProperty("name").GetString()!, worker => worker.GetProperty("status").GetString());
        var metrics = await client.GetStringAsync("/metrics", Token);

        Assert.Equal(("idle", "lost"), (workers["alive:1"], workers["lost:2"]));
        Assert.Contains("recognize_workers{status=\"idle\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("recognize_worker_resident_bytes{worker=\"alive:1\"} 104857600\n", metrics, StringComparison.Ordinal);
        Assert.All(
            metrics.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Matches(@"^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[^}]*\})? -?[0-9.E+-]+)$", line));
    }

    [Fact]
    public async Task Events_TellTheStateAtOnce_AndEachChange()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        using var client = await app.WithTokenAsync(user);
        using var answer = await client.GetAsync("/api/jobs/events?seconds=30", HttpCompletionOption.ResponseHeadersRead, Token);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Token));

        var first = await NextAsync(lines);
        await library.AddWorkAsync(await library.AddAsync("a.jpg"), AnalysisTask.Basics, AnalysisState.Due);
        var second = await NextAsync(lines);

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(0, first.GetProperty("remaining").GetInt64());
        Assert.Equal(1, second.GetProperty("remaining").GetInt64());
    }

    private static async Task<JsonElement> NextAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync(Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                return JsonElement.Parse(line["data: ".Length..]);
        }
        throw new EndOfStreamException("The stream ended.");
    }

    private static async Task<List<string>> AskAsync(HttpClient client, object request)
    {
        using var answer = await client.PostAsJsonAsync("/api/jobs/queue", request, Token);
        return [.. (await answer.ReadAsync()).GetProperty("ids").EnumerateArray().Select(id => id.GetString()!)];
    }

    private static WorkerRecord Worker(string name, DateTimeOffset seenAt, WorkerStatus status) => new()
    {
        Id = Guid.NewGuid(), Name = name, Version = "1.0.0", SchemaVersion = "1", Packs = "{}", Cores = 2, Threads = 2,
        Status = status, ResidentMib = 100, StartedAt = seenAt, SeenAt = seenAt,
    };
}
