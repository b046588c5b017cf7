using Microsoft.EntityFrameworkCore;
using Recognize.Tests.Support;

namespace Recognize.Tests.Analysis;

public sealed class PhotoAnalysisTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Index_StoresHowManyPeopleAPhotoShows_AndWhere()
    {
        var photo = Path.Combine(SharedData.Require("data/faces-cast"), "bbt4.jpg");
        await using var installation = await TestInstallation.CreateAsync(postgres, hasModels: true);
        installation.Write("cast.jpg", await File.ReadAllBytesAsync(photo, Token));

        var report = await installation.IndexAsync(cancellationToken: Token);

        Assert.Equal((1, 0), (report.Media.Analysed, report.Media.Failed));
        await using var database = installation.Open();
        var people = await database.ObjectCounts.SingleAsync(count => count.TagId == "person", Token);
        Assert.InRange(people.Count, 3, 12);
        Assert.Equal((people.Count, people.Count * 4), (people.Scores.Length, people.Boxes.Length));
        Assert.Equal(people.Scores.OrderDescending(), people.Scores);
        Assert.All(people.Boxes.Chunk(4), box =>
        {
            Assert.InRange(box[0] + box[2], box[0], 1.0001f);
            Assert.InRange(box[1] + box[3], box[1], 1.0001f);
        });
    }
}
