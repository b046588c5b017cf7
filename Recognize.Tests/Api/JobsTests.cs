using Recognize.Api.Jobs;
using Recognize.Models.Jobs;
using Recognize.Models.Library;

namespace Recognize.Tests.Api;

public sealed class JobsTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

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
        await library.SaveAsync(new JobRun { Kind = "purge" });
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
        var runs = jobs.GetProperty("runs").EnumerateArray().ToList();
        Assert.Equal(["purge", "scan"], runs.Select(run => run.GetProperty("kind").GetString()));
        Assert.Equal(7, runs[1].GetProperty("summary").GetProperty("found").GetInt32());
    }

    [Fact]
    public void Rate_IsMeasuredSinceTheFirstRowOfTheWindow()
    {
        LedgerCount[] counts =
        [
            new(AnalysisTask.Basics, AnalysisState.Done, 900, 80, Now.AddSeconds(-20)),
            new(AnalysisTask.Faces, AnalysisState.Done, 900, 20, Now.AddSeconds(-10)),
            new(AnalysisTask.Faces, AnalysisState.Due, 50, 0, null),
        ];

        Assert.Equal(5, JobStatus.Rate(counts, Now));
        Assert.Equal(0, JobStatus.Rate([], Now));
        Assert.Equal(3, JobStatus.Rate([new(AnalysisTask.Basics, AnalysisState.Done, 3, 3, Now)], Now));
    }

    [Theory]
    [InlineData(0, 0, 0L)]
    [InlineData(10, 0, null)]
    [InlineData(10, 4, 3L)]
    public void SecondsLeft_IsUnknown_WhenNothingMoves(long remaining, double rate, long? expected) =>
        Assert.Equal(expected, JobStatus.SecondsLeft(remaining, rate));
}
