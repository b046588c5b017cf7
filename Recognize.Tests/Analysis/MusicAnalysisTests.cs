using Recognize.Models.Library;
using Recognize.Models.Music;
using Recognize.Models.Tags;
using Recognize.Tests.Media;
using Recognize.Tests.Support;

namespace Recognize.Tests.Analysis;

public sealed class MusicAnalysisTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Index_KeepsTheFilesGenreApart_FromWhatIsHeard()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres, hasModels: true);
        SharedData.Require("models/MSD_musicnn.h5");
        TestFfmpeg.Make(
            "-f", "lavfi", "-i", "anoisesrc=duration=4:amplitude=0.3:color=pink:seed=1", "-metadata", "genre=Punk",
            Path.Combine(installation.Folder, "noise.flac"));

        var report = await installation.IndexAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((1, 0), (report.Media.Analysed, report.Media.Failed));
        await using var database = installation.Open();
        var tags = database.MediaTags.OrderBy(tag => tag.TagId).ToList();
        Assert.Equal(
            [("genre:punk", TagSource.FileGenre), ("genre:rock", TagSource.FileGenre)],
            tags.Where(tag => tag.Source == TagSource.FileGenre).Select(tag => (tag.TagId, tag.Source)));
        var heard = tags.Where(tag => tag.Source == TagSource.MusicModel).ToList();
        Assert.Contains("sound:noise", heard.Select(tag => tag.TagId));
        Assert.DoesNotContain(heard, tag => tag.TagId.StartsWith("genre:", StringComparison.Ordinal));
        Assert.All(heard, tag => Assert.Equal($"standard-music-1+rules-{GenreRules.Default.Version}", tag.PackVersion));
        var entry = Assert.Single(database.Analysis, entry => entry.Task == AnalysisTask.Music);
        Assert.Equal(AnalysisState.Done, entry.State);
    }
}
