using System.Net;
using Microsoft.EntityFrameworkCore;

namespace Recognize.Tests.Api;

public sealed class PersonSummaryTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    [Fact]
    public async Task Summary_CountsFilesByYearPlaceAndCompany_EachOnce()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var (mia, ben, hidden) = (await library.AddPersonAsync("Mia"), await library.AddPersonAsync("Ben"), await library.AddPersonAsync("Zoe", isHidden: true));
        var old = await library.AddAsync(sortAt: new DateTimeOffset(2019, 3, 1, 0, 0, 0, TimeSpan.Zero));
        var first = await library.AddAsync();
        var second = await library.AddAsync();
        var alone = await library.AddAsync(sortAt: new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero));
        foreach (var item in (Models.Library.MediaItem[])[old, first, first, second])
            await library.AddFaceAsync(item, mia);
        foreach (var item in (Models.Library.MediaItem[])[first, second, alone])
            await library.AddFaceAsync(item, ben);
        await library.AddFaceAsync(first, hidden);
        var removed = await library.AddAsync(sortAt: new DateTimeOffset(1999, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await library.AddFaceAsync(removed, mia);
        await library.RemoveAsync(removed);
        var place = $"place:{Guid.NewGuid():N}";
        await library.AddTagAsync(first, place);
        await library.AddTagAsync(alone, place);
        await library.AddTagAsync(first, "keyword:beach");
        await MakePlaceAsync(place);
        using var client = await app.WithTokenAsync(user);

        var summary = await client.GetJsonAsync($"/api/people/{mia.Id}/summary");

        Assert.Equal(
            [(2024, 2), (2019, 1)],
            summary.GetProperty("years").EnumerateArray().Select(year => (year.GetProperty("year").GetInt32(), year.GetProperty("mediaCount").GetInt32())));
        var where = Assert.Single(summary.GetProperty("places").EnumerateArray().ToList());
        Assert.Equal((place, 1), (where.GetProperty("tagId").GetString(), where.GetProperty("mediaCount").GetInt32()));
        var with = Assert.Single(summary.GetProperty("with").EnumerateArray().ToList());
        Assert.Equal((ben.Id, 2), (with.GetProperty("person").GetProperty("id").GetGuid(), with.GetProperty("mediaCount").GetInt32()));
    }

    [Fact]
    public async Task Summary_OfSomebodyElsesPerson_IsNotFound()
    {
        var library = await app.AddLibraryAsync(await app.AddUserAsync());
        var person = await library.AddPersonAsync("Mia");
        using var client = await app.WithTokenAsync(await app.AddUserAsync());

        using var answer = await client.GetAsync($"/api/people/{person.Id}/summary", TestContext.Current.CancellationToken);

        await answer.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ListPeople_ShowsOnlyThoseWithOrWithoutAName_WhenAsked(bool named)
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var photo = await library.AddAsync();
        var (mia, unnamed) = (await library.AddPersonAsync("Mia"), await library.AddPersonAsync());
        await library.AddFaceAsync(photo, mia);
        await library.AddFaceAsync(photo, unnamed);
        using var client = await app.WithTokenAsync(user);

        var ids = (await client.GetJsonAsync($"/api/people?named={(named ? "true" : "false")}")).Ids();

        Assert.Equal([(named ? mia : unnamed).Id.ToString()], ids);
    }

    private async Task MakePlaceAsync(string tag)
    {
        await using var database = app.Open();
        await database.Database.ExecuteSqlAsync($"UPDATE tags SET kind = 2 WHERE id = {tag}", TestContext.Current.CancellationToken);
    }
}
