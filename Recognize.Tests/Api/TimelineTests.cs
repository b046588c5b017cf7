using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Library;
using Recognize.Models.Media;

namespace Recognize.Tests.Api;

public sealed class TimelineTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Timeline_CountsPhotosAndVideosByMonth_NewestFirst()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        await library.AddAsync(sortAt: At("2019-07-31T23:59:59Z"));
        await library.AddAsync("film.mp4", At("2019-07-01T00:00:00Z"), MediaKind.Video, "video/mp4");
        await library.AddAsync(sortAt: At("2019-08-01T00:00:00Z"));
        await library.AddAsync(sortAt: At("1904-01-01T00:00:00Z"));
        await library.AddAsync("song.mp3", At("2019-09-01T00:00:00Z"), MediaKind.Audio, "audio/mpeg");
        await library.RemoveAsync(await library.AddAsync(sortAt: At("2018-01-01T00:00:00Z")));
        using var client = await app.WithTokenAsync(user);

        var answer = await client.GetJsonAsync("/api/timeline");

        Assert.Equal(4, answer.GetProperty("count").GetInt32());
        Assert.Equal(["2019-08 1", "2019-07 2", "1904-01 1"], Months(answer));
    }

    [Fact]
    public async Task Timeline_GoesByTheClockOnTheWall_NotByUtc()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        // Half past midnight in Berlin, still the old year in Greenwich; and the last evening on Hawaii.
        var newYear = await library.AddAsync(sortAt: At("2018-12-31T23:30:00Z"), takenAt: new DateTime(2019, 1, 1, 0, 30, 0));
        var hawaii = await library.AddAsync(sortAt: At("2019-01-01T09:00:00Z"), takenAt: new DateTime(2018, 12, 31, 23, 0, 0));
        using var client = await app.WithTokenAsync(user);

        Assert.Equal(["2019-01 1", "2018-12 1"], Months(await client.GetJsonAsync("/api/timeline")));
        var january = await client.GetJsonAsync("/api/timeline/media?month=2019-01");
        Assert.Equal([newYear.Id.ToString()], january.Ids());
        Assert.Equal("2019-01-01T00:30:00", january.GetProperty("items")[0].GetProperty("localAt").GetString());
        Assert.Equal([hawaii.Id.ToString()], (await client.GetJsonAsync("/api/timeline/media?month=2018-12")).Ids());
        Assert.Equal([newYear.Id.ToString(), hawaii.Id.ToString()], (await client.GetJsonAsync("/api/timeline/media")).Ids());
    }

    [Fact]
    public async Task Timeline_FollowsAFileWhoseTimeIsLearned()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var photo = await library.AddAsync(sortAt: At("2024-05-05T00:00:00Z"));
        using var client = await app.WithTokenAsync(user);
        Assert.Equal(["2024-05 1"], Months(await client.GetJsonAsync("/api/timeline")));

        await using (var database = app.Open())
        {
            await database.Media.Where(item => item.Id == photo.Id).ExecuteUpdateAsync(
                set => set.SetProperty(item => item.TakenAt, new DateTime(2001, 2, 3, 4, 5, 6)), Token);
        }

        Assert.Equal(["2001-02 1"], Months(await client.GetJsonAsync("/api/timeline")));
    }

    [Fact]
    public async Task List_IsCompleteAndInOrder_OverPages()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var first = await library.AddAsync(sortAt: At("2020-02-01T00:00:00Z"));
        await CopyAsync(first, 2300);
        await library.AddAsync(sortAt: At("2020-03-01T00:00:00Z"));
        using var client = await app.WithTokenAsync(user);

        var ids = await client.AllIdsAsync("/api/timeline/media?month=2020-02");

        Assert.Equal(2301, ids.Count);
        Assert.Equal(2301, ids.Distinct().Count());
        Assert.Equal(2302, (await client.AllIdsAsync("/api/timeline/media?")).Distinct().Count());
        var page = await client.GetJsonAsync("/api/timeline/media?month=2020-02");
        var times = page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("localAt").GetDateTime()).ToList();
        Assert.Equal(times.OrderDescending(), times);
    }

    [Fact]
    public async Task Timeline_HasNothingOfOthers_NotEvenOfWhatTheyShare()
    {
        var owner = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(owner);
        await library.AddAsync();
        using var stranger = await app.WithTokenAsync(await app.AddUserAsync());

        Assert.Equal(0, (await stranger.GetJsonAsync("/api/timeline")).GetProperty("count").GetInt32());
        Assert.Empty((await stranger.GetJsonAsync("/api/timeline/media?month=2024-07")).Ids());
        using var its = await app.WithTokenAsync(owner);
        Assert.Single((await its.GetJsonAsync("/api/timeline/media?month=2024-07")).Ids());
    }

    [Theory]
    [InlineData("month=2019")]
    [InlineData("month=2019-13")]
    [InlineData("month=0000-01")]
    [InlineData("month=2019-7")]
    [InlineData("cursor=nonsense")]
    [InlineData("cursor=e30")]
    public async Task List_IsABadRequest_WhenAParameterCannotBeUnderstood(string query)
    {
        using var client = await app.WithTokenAsync(await app.AddUserAsync());

        using var answer = await client.GetAsync($"/api/timeline/media?{query}", Token);

        await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task List_TakesTheFirstAndTheLastMonthOfTheCalendar()
    {
        using var client = await app.WithTokenAsync(await app.AddUserAsync());

        Assert.Empty((await client.GetJsonAsync("/api/timeline/media?month=0001-01")).Ids());
        Assert.Empty((await client.GetJsonAsync("/api/timeline/media?month=9999-12")).Ids());
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static List<string> Months(JsonElement answer) =>
        [.. answer.GetProperty("months").EnumerateArray().Select(month => $"{month.GetProperty("month").GetString()} {month.GetProperty("count")}")];

    private async Task CopyAsync(MediaItem item, int count)
    {
        await using var database = app.Open();
        // Many share a second: the order must not depend on the time alone.
        database.AddRange(Enumerable.Range(0, count).Select(number => new MediaItem
        {
            LibraryId = item.LibraryId, OwnerId = item.OwnerId, RelativePath = $"many/{number}.jpg", Kind = item.Kind,
            MimeType = item.MimeType, SizeBytes = 1, ModifiedTicks = 1, SortAt = item.SortAt.AddSeconds(number / 100),
        }));
        await database.SaveChangesAsync(Token);
    }
}
