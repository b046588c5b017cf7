using Recognize.Models.Library;
using Recognize.Tests.Support;

namespace Recognize.Tests.Library;

public sealed class WorkRatesTests(ScannedDatabase database) : IClassFixture<ScannedDatabase>
{
    private readonly LedgerRows _rows = new(database);
    private readonly WorkRates _rates = new(database.Source);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_MeasuresSinceTheFirstWorkOfTheWindow_OfAllWorkers()
    {
        var owner = await database.AddUserAsync();
        await AddAsync(owner, "2 minutes", done: 50, failed: 10);
        await AddAsync(owner, "1 minute", done: 60);
        await AddAsync(owner, "20 minutes", done: 1000);
        await AddAsync(await database.AddUserAsync(), "1 minute", done: 1000);

        var rate = Assert.Single(await _rates.ReadAsync(owner, TimeSpan.FromMinutes(5), Token));

        Assert.Equal((AnalysisTask.Objects, 110, 10), (rate.Task, rate.Done, rate.Failed));
        Assert.Equal(1.0, rate.PerSecond, 0.1);
    }

    [Fact]
    public async Task ReadChart_SumsStretches()
    {
        var owner = await database.AddUserAsync();
        await AddAsync(owner, "70 minutes", done: 1);
        await AddAsync(owner, "80 minutes", done: 2);
        await AddAsync(owner, "10 minutes", done: 4);
        var now = DateTimeOffset.UtcNow;

        var chart = await _rates.ReadChartAsync(owner, now.AddMinutes(-100), now, TimeSpan.FromMinutes(50), Token);

        Assert.Equal([3L, 4L], chart.Select(point => point.Done));
    }

    [Fact]
    public async Task Trim_MakesHoursOfOldMinutes_AndForgetsOldHours()
    {
        var owner = await database.AddUserAsync();
        foreach (var minute in (string[])["5", "6", "7"])
            await AddAtAsync(owner, $"date_trunc('hour', now()) - interval '3 days' + interval '{minute} minutes'", done: 2);
        await AddAsync(owner, "500 days", done: 1);
        await AddAsync(owner, "1 minute", done: 8);

        var gone = await _rates.TrimAsync(Token);
        var again = await _rates.TrimAsync(Token);

        Assert.Equal((3, 0), (gone, again));
        Assert.Equal("6,8", await _rows.ScalarAsync<string>(
            "SELECT string_agg(done::text, ',' ORDER BY minute) FROM work_minutes WHERE owner_id = $1", owner));
    }

    [Fact]
    public void TimeLeft_IsUnknown_WhileNothingIsDone()
    {
        Assert.Equal(TimeSpan.Zero, WorkRates.TimeLeft(0, 0));
        Assert.Null(WorkRates.TimeLeft(5, 0));
        Assert.Null(WorkRates.TimeLeft(long.MaxValue, 1e-9));
        Assert.Equal(TimeSpan.FromSeconds(3), WorkRates.TimeLeft(5, 2));
    }

    private Task AddAsync(Guid owner, string ago, int done, int failed = 0) =>
        AddAtAsync(owner, $"now() - interval '{ago}'", done, failed);

    private Task AddAtAsync(Guid owner, string at, int done, int failed = 0) => _rows.ExecuteAsync(
        $"""
        INSERT INTO work_minutes (minute, owner_id, task, worker_id, began_at, done, failed)
        VALUES (date_trunc('minute', {at}), $1, 2, gen_random_uuid(), {at}, $2, $3)
        """,
        owner, done, failed);
}
