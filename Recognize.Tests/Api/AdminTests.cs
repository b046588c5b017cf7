using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Models.Media;

namespace Recognize.Tests.Api;

/// <summary>What admins see of the whole house, over HTTP, on a database of its own.</summary>
public sealed class AdminTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Overview_CountsEverybodysFiles_AndTellsWhatNeedsAttention()
    {
        var (one, two) = (await app.AddUserAsync(), await app.AddUserAsync());
        var (photos, music) = (await app.AddLibraryAsync(one), await app.AddLibraryAsync(two));
        using var admin = await AdminAsync();
        var before = await admin.GetJsonAsync("/api/admin/overview");
        var photo = await photos.AddAsync();
        await photos.AddWorkAsync(photo, AnalysisTask.Basics, AnalysisState.Done);
        await photos.AddWorkAsync(photo, AnalysisTask.Objects, AnalysisState.Failed, "It is cut off.", DateTimeOffset.UtcNow);
        await music.AddWorkAsync(await music.AddAsync("a.mp3", kind: MediaKind.Audio), AnalysisTask.Music, AnalysisState.Due);
        await photos.AddFaceAsync(photo, await photos.AddPersonAsync("Mia"));
        await using (var database = app.Open())
        {
            await database.Libraries.Where(library => library.Id == music.Id).ExecuteUpdateAsync(
                row => row.SetProperty(library => library.SuspendedReason, "The folder is empty."), Token);
        }

        var after = await admin.GetJsonAsync("/api/admin/overview");

        long Grown(string name) => after.GetProperty(name).GetInt64() - before.GetProperty(name).GetInt64();
        Assert.Equal((1, 1, 1), (Grown("files"), Grown("pictures"), Grown("recordings")));
        Assert.Equal((1, 1, 1), (Grown("people"), Grown("namedPeople"), Grown("groupedFaces")));
        Assert.Equal(1, Grown("remaining"));
        var suspended = Attention(after, "librarySuspended").GetProperty("items")[0];
        Assert.Equal((music.Root, two.Name, "The folder is empty."),
            (Text(suspended, "subject"), Text(suspended, "user"), Text(suspended, "reason")));
        Assert.True(Attention(after, "failures").GetProperty("count").GetInt64() >= 1);
        Assert.Empty(Attention(after, "failures").GetProperty("items").EnumerateArray());
        Assert.DoesNotContain("Mia", after.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overview_TellsOfBlockedAndLostWorkers_AndOfAJobThatFailedLast()
    {
        var user = await app.AddUserAsync();
        var now = DateTimeOffset.UtcNow;
        await using (var database = app.Open())
        {
            database.Workers.AddRange(
                Worker("full:1", now, WorkerStatus.Blocked, "The disk is full."),
                Worker("gone:2", now.AddMinutes(-5), WorkerStatus.Working, null));
            database.JobRuns.AddRange(
                Ended(user, "export", now.AddHours(-2), JobState.Failed), Ended(user, "export", now.AddHours(-1), JobState.Succeeded),
                Ended(user, "group", now.AddHours(-2), JobState.Succeeded), Ended(user, "group", now.AddHours(-1), JobState.Failed));
            await database.SaveChangesAsync(Token);
        }
        using var admin = await AdminAsync();

        var overview = await admin.GetJsonAsync("/api/admin/overview");

        Assert.Equal("The disk is full.", Text(Attention(overview, "workerBlocked").GetProperty("items")[0], "reason"));
        Assert.Equal("gone:2", Text(Attention(overview, "workerLost").GetProperty("items")[0], "subject"));
        var failed = Attention(overview, "jobFailed").GetProperty("items").EnumerateArray().Where(item => Text(item, "user") == user.Name);
        Assert.Equal("group", Text(Assert.Single(failed), "subject"));
    }

    [Theory]
    [InlineData("hour", 60, 60)]
    [InlineData("day", 48, 1800)]
    [InlineData("week", 42, 14_400)]
    [InlineData("month", 30, 86_400)]
    public async Task Work_IsSummedInSteps_OfTheWholeHouse(string period, int steps, int seconds)
    {
        var user = await app.AddUserAsync();
        var minute = DateTimeOffset.UtcNow.AddMinutes(-1);
        minute = new DateTimeOffset(minute.Ticks - (minute.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        using var admin = await AdminAsync();
        var before = await admin.GetJsonAsync($"/api/admin/work?period={period}");
        await using (var database = app.Open())
        {
            database.Add(new WorkMinute
            {
                Minute = minute, OwnerId = user.Id, Task = AnalysisTask.Objects, WorkerId = Guid.NewGuid(), BeganAt = minute,
                Done = 7, Failed = 2,
            });
            await database.SaveChangesAsync(Token);
        }

        var after = await admin.GetJsonAsync($"/api/admin/work?period={period}");

        var (from, to) = (after.GetProperty("from").GetDateTimeOffset(), after.GetProperty("to").GetDateTimeOffset());
        Assert.Equal(seconds, after.GetProperty("stepSeconds").GetInt32());
        Assert.Equal(steps, (to - from).TotalSeconds / seconds);
        Assert.Equal((7, 2), (Sum(after, "done") - Sum(before, "done"), Sum(after, "failed") - Sum(before, "failed")));
        Assert.All(after.GetProperty("points").EnumerateArray(), point =>
            Assert.Equal(0, (point.GetProperty("from").GetDateTimeOffset() - from).TotalSeconds % seconds));

        static long Sum(JsonElement chart, string name) =>
            chart.GetProperty("points").EnumerateArray().Sum(point => point.GetProperty(name).GetInt64());
    }

    [Fact]
    public async Task FaceQuality_CountsGroupedAndWaitingFaces_ByTheirQuality()
    {
        var library = await app.AddLibraryAsync(await app.AddUserAsync());
        using var admin = await AdminAsync();
        var before = await admin.GetJsonAsync("/api/admin/face-quality");
        await library.AddFaceAsync(await library.AddAsync(), await library.AddPersonAsync(), 0.82f);
        await library.AddFaceAsync(await library.AddAsync(), null, 1f);

        var after = await admin.GetJsonAsync("/api/admin/face-quality");

        long Grown(int bin, string name) =>
            after.GetProperty("bins")[bin].GetProperty(name).GetInt64() - before.GetProperty("bins")[bin].GetProperty(name).GetInt64();
        Assert.Equal(20, after.GetProperty("bins").GetArrayLength());
        Assert.False(after.GetProperty("isSample").GetBoolean());
        Assert.Equal((1, 0), (Grown(16, "grouped"), Grown(16, "waiting")));
        Assert.Equal((0, 1), (Grown(19, "grouped"), Grown(19, "waiting")));
    }

    [Fact]
    public async Task Libraries_AreEverybodys_AndScannedForTheirOwner()
    {
        var owner = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(owner);
        await library.AddWorkAsync(await library.AddAsync(), AnalysisTask.Basics, AnalysisState.Due);
        using var admin = await AdminAsync();

        using var asked = await admin.PostAsync($"/api/admin/libraries/{library.Id}/scan", null, Token);
        using var none = await admin.PostAsync($"/api/admin/libraries/{Guid.NewGuid()}/scan", null, Token);
        var listed = (await admin.GetJsonAsync("/api/admin/libraries")).EnumerateArray()
            .Single(row => row.GetProperty("id").GetGuid() == library.Id);

        await none.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        Assert.Equal((library.Root, owner.Name), (Text(listed, "path"), Text(listed, "owner")));
        Assert.Equal((1, 1), (listed.GetProperty("files").GetInt64(), listed.GetProperty("remaining").GetInt64()));
        Assert.True(listed.GetProperty("isScanning").GetBoolean());
        var job = (await asked.ReadAsync()).GetProperty("id").GetGuid();
        await using var database = app.Open();
        Assert.Equal((owner.Id, "scan"), database.JobRuns.Where(run => run.Id == job).Select(run => new ValueTuple<Guid?, string>(run.OwnerId, run.Kind)).Single());
    }

    [Fact]
    public async Task FailureGroups_AreTheCallers_AndEverybodysForAdminsOnly()
    {
        var reason = $"It is cut off ({Guid.NewGuid():N}).";
        var (one, two) = (await app.AddUserAsync(), await app.AddUserAsync());
        foreach (var user in (TestUser[])[one, one, two])
        {
            var library = await app.AddLibraryAsync(user);
            await library.AddWorkAsync(await library.AddAsync(), AnalysisTask.Faces, AnalysisState.Failed, reason, DateTimeOffset.UtcNow);
        }
        using var client = await app.WithTokenAsync(one);
        using var admin = await AdminAsync();

        var own = (await client.GetJsonAsync("/api/jobs/failures/groups")).EnumerateArray().Single();
        using var refused = await client.GetAsync("/api/jobs/failures/groups?everybody=true", Token);
        using var refusedRetry = await client.PostAsJsonAsync("/api/jobs/retry", new { Everybody = true }, Token);
        var all = (await admin.GetJsonAsync("/api/jobs/failures/groups?everybody=true")).EnumerateArray().Single(group => Text(group, "reason") == reason);
        var files = await client.GetJsonAsync($"/api/jobs/failures?reason={Uri.EscapeDataString(reason)}");
        var others = await client.GetJsonAsync("/api/jobs/failures?reason=else");
        using var retried = await admin.PostAsJsonAsync("/api/jobs/retry", new { Everybody = true, Task = "faces" }, Token);

        Assert.Equal((2, 3), (own.GetProperty("count").GetInt64(), all.GetProperty("count").GetInt64()));
        Assert.NotEqual("", Text(own, "advice"));
        await refused.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "admins-only");
        await refusedRetry.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "admins-only");
        Assert.Equal(2, files.GetProperty("items").GetArrayLength());
        Assert.Empty(others.GetProperty("items").EnumerateArray());
        Assert.Equal(HttpStatusCode.OK, retried.StatusCode);
    }

    [Fact]
    public async Task Pause_OfAnotherUser_IsForAdmins_AndNamesTheUser()
    {
        var user = await app.AddUserAsync();
        using var stranger = await app.WithTokenAsync(await app.AddUserAsync());
        using var admin = await AdminAsync();

        using var refused = await stranger.PutAsJsonAsync("/api/jobs/pauses", new { UserId = user.Id }, Token);
        using var paused = await admin.PutAsJsonAsync("/api/jobs/pauses", new { UserId = user.Id, Kind = "objects" }, Token);
        var seenByStranger = await stranger.GetJsonAsync("/api/jobs/pauses");
        var pause = (await admin.GetJsonAsync("/api/jobs/pauses")).EnumerateArray().Single(row => Text(row, "user") == user.Name);
        using var resumed = await admin.DeleteAsync($"/api/jobs/pauses?kind=objects&userId={user.Id}", Token);
        var rest = (await admin.GetJsonAsync("/api/jobs/pauses")).EnumerateArray().Where(row => Text(row, "user") == user.Name);

        await refused.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (paused.StatusCode, resumed.StatusCode));
        Assert.Equal((user.Id, false), (pause.GetProperty("userId").GetGuid(), pause.GetProperty("isEverybody").GetBoolean()));
        Assert.Empty(seenByStranger.EnumerateArray());
        Assert.Empty(rest);
    }

    private async Task<HttpClient> AdminAsync() => await app.WithTokenAsync(await app.AddUserAsync(isAdmin: true));

    private static JsonElement Attention(JsonElement overview, string kind) =>
        overview.GetProperty("attention").EnumerateArray().Single(entry => Text(entry, "kind") == kind);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static JobRun Ended(TestUser user, string kind, DateTimeOffset at, JobState state) => new()
    {
        Kind = kind, OwnerId = user.Id, State = state, WorkKey = $"{kind}|{user.Id}", RequestedAt = at, StartedAt = at, FinishedAt = at,
    };

    private static WorkerRecord Worker(string name, DateTimeOffset seenAt, WorkerStatus status, string? reason) => new()
    {
        Id = Guid.NewGuid(), Name = name, Version = "1.0.0", SchemaVersion = "1", Packs = "{}", Cores = 2, Threads = 2,
        Status = status, StatusReason = reason, ResidentMib = 100, StartedAt = seenAt, SeenAt = seenAt,
    };
}
