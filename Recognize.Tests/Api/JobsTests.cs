using Recognize.Models.Jobs;
using Recognize.Models.Library;

namespace Recognize.Tests.Api;

public sealed class JobsTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    [Fact]
    public async Task Get_CountsVisibleWorkAndTellsTheLatestFailures()
    {
        var user = await app.AddUserAsync(isAdmin: true);
        var library = await app.AddLibraryAsync(user);
        var now = DateTimeOffset.UtcNow;
        foreach (var (state, reason, age) in ((AnalysisState, string?, int)[])
            [(AnalysisState.Done, null, 1), (AnalysisState.Failed, "Older.", 20), (AnalysisState.Failed, "Newer.", 10), (AnalysisState.Due, null, 0)])
        {
            await library.AddWorkAsync(
                await library.AddAsync(), AnalysisTask.Basics, state, reason, age == 0 ? null : now.AddSeconds(-age));
        }
        var removed = await library.AddAsync();
        await library.AddWorkAsync(removed, AnalysisTask.Basics, AnalysisState.Due);
        await library.RemoveAsync(removed);
        await library.AddRunAsync("""{"found": 7}""");
        await library.SaveAsync(new JobRun { Kind = "clean-up", State = JobState.Succeeded });
        await library.SaveAsync(new JobRun { Kind = "scan", OwnerId = user.Id, State = JobState.Queued, WorkKey = $"{user.Id}" });
        await library.SaveAsync(new WorkMinute
        {
            Minute = now.AddSeconds(-30), OwnerId = user.Id, Task = AnalysisTask.Basics, WorkerId = Guid.NewGuid(),
            BeganAt = now.AddSeconds(-20), Done = 1, Failed = 2,
        });
        using var client = await app.WithTokenAsync(user);

        var jobs = await client.GetJsonAsync("/api/jobs");

        Assert.Equal(1, jobs.GetProperty("remaining").GetInt64());
        Assert.True(jobs.GetProperty("perSecond").GetDouble() is > 0.05 and < 0.2);
        Assert.InRange(jobs.GetProperty("secondsLeft").GetInt64(), 5, 20);
        var counts = jobs.GetProperty("counts").EnumerateArray()
            .ToDictionary(row => row.GetProperty("state").GetString()!, row => row.GetProperty("count").GetInt64());
        Assert.Equal(new Dictionary<string, long> { ["due"] = 1, ["done"] = 1, ["failed"] = 2 }, counts);
        Assert.Equal(["Newer.", "Older."], jobs.GetProperty("failures").EnumerateArray()
            .Select(failure => failure.GetProperty("reason").GetString()));
        var task = Assert.Single(jobs.GetProperty("tasks").EnumerateArray());
        Assert.Equal(1, task.GetProperty("remaining").GetInt64());
        Assert.Equal("queued", Assert.Single(jobs.GetProperty("jobs").EnumerateArray()).GetProperty("state").GetString());
        var runs = jobs.GetProperty("runs").EnumerateArray().ToList();
        Assert.Equal(["clean-up", "scan"], runs.Select(run => run.GetProperty("kind").GetString()));
        Assert.Equal(7, runs[1].GetProperty("summary").GetProperty("found").GetInt32());
    }
}
