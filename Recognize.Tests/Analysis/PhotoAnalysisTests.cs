using Microsoft.EntityFrameworkCore;
using Microsoft.Win32.SafeHandles;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Tests.Support;
using Recognize.Worker.Analysis;

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

    [Fact]
    public async Task Analyze_DecodesAPhotoOnce_ForAllItsTasks()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres, hasModels: true);
        var path = Path.Combine(installation.Folder, "drawn.jpg");
        SyntheticPhoto.Write(path, 2000, 1500, seed: 1);
        using var decoder = new CountingDecoder();
        var analysis = new PhotoAnalysis(decoder, installation.Get<ThumbnailStore>(), installation.Get<Recognisers>());
        var tasks = TaskPlan.TasksOf(MediaKind.Photo).ToList();

        var outcome = analysis.Analyze(
            new ClaimedMedia(Guid.CreateVersion7(), new ClaimedLibrary(Guid.Empty, installation.Owner.Id, installation.Folder), path, MediaKind.Photo, 1, 1, tasks), Token);

        Assert.Equal(tasks, outcome.Tasks.Select(task => task.Task));
        Assert.Contains(AnalysisTask.Faces, tasks);
        Assert.NotNull(outcome.Basics);
        Assert.Equal(1, decoder.Decoded);
    }

    private sealed class CountingDecoder() : PhotoDecoder(new MediaOptions())
    {
        public int Decoded { get; private set; }

        protected override DecodedPhoto DecodeOpened(
            SafeFileHandle handle, string name, int maxEdgePixels, CancellationToken cancellationToken)
        {
            Decoded++;
            return base.DecodeOpened(handle, name, maxEdgePixels, cancellationToken);
        }
    }
}
