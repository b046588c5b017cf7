using Microsoft.Extensions.DependencyInjection;
using Recognize.Models;
using Recognize.Models.Inference;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.Music;
using Recognize.Models.Packs;
using Recognize.Models.Persistence.Embedded;
using Recognize.Models.Tags;
using Recognize.Tests.Media;
using Recognize.Tests.Packs.Own;
using Recognize.Tests.Support;
using Recognize.Worker.CommandLine;

namespace Recognize.Tests.Music;

/// <summary>Music recognised by an owner's pack.</summary>
public sealed class OwnMusicTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Recognize_GivesTheTagsOfTheRules_WhenAnOwnPackIsInUse()
    {
        using var folder = new MediaFolder();
        using var pool = new OnnxSessionPool(new InferenceOptions());
        TestFfmpeg.Make("-f", "lavfi", "-i", "sine=frequency=500:duration=2", folder["tone.wav"]);
        TestFfmpeg.Make("-f", "lavfi", "-i", "anullsrc=duration=0.1", "-t", "0.1", folder["void.wav"]);
        var packs = OwnPacks.Open(Path.Combine(folder.Root, "models"), pool);
        var pack = await OwnPacks.InstallLoudnessAsync(packs);
        packs.Use(pack);
        var recognizer = new MusicRecognizerFactory(packs, GenreRules.Default, new AudioDecoder(new MediaOptions())).TryGet()!;

        var tone = Assert.Single(recognizer.Recognize(folder["tone.wav"], TimeSpan.FromSeconds(2), Token));
        var silence = Assert.Single(recognizer.Recognize(folder["void.wav"], null, Token));
        var scores = recognizer.Score(folder["tone.wav"], null, Token);

        Assert.Equal($"{pack.Version}+rules-{GenreRules.Default.Version}", recognizer.PackVersion);
        Assert.Equal(
            ("genre:jazz", "loudness:Jazz", TagSource.MusicModel, TagKind.Music),
            (tone.TagId, tone.RawLabel, tone.Source, tone.Tag.Kind));
        Assert.Equal("sound:silence", silence.TagId);
        Assert.Equal(
            ["genre:jazz", "genre:own:chiptune", "sound:silence"],
            scores.Keys.Select(tag => tag.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Index_HearsAgainAndDoesNothingElse_AfterASwitch()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres);
        TestFfmpeg.Make(
            "-f", "lavfi", "-i", "sine=frequency=500:duration=2", Path.Combine(installation.Folder, "tone.wav"));
        var packs = installation.Get<InstalledPacks>();
        var first = await OwnPacks.InstallLoudnessAsync(packs);
        var second = await OwnPacks.InstallLoudnessAsync(packs, gain: 1);
        packs.Use(first);
        await installation.IndexAsync(cancellationToken: Token);
        await installation.ExecuteAsync("UPDATE analysis SET finished_at = 'epoch'");

        packs.Use(second);
        await using (var restarted = WorkerServices.Build(
            new RecognizeHome(installation.HomeFolder), DatabaseServer.Own(installation.ConnectionString)))
        {
            await restarted.GetRequiredService<IndexRun>().RunAsync(
                installation.Owner.Id, [await installation.AddLibraryAsync()], new IndexProgress(), Token);
        }

        await using var database = installation.Open();
        var redone = database.Analysis.Where(entry => entry.FinishedAt > DateTimeOffset.UnixEpoch).Select(entry => entry.Task);
        Assert.Equal([AnalysisTask.Music], redone);
        var tag = Assert.Single(database.MediaTags, tag => tag.Source == TagSource.MusicModel);
        Assert.Equal(("sound:silence", $"{second.Version}+rules-{GenreRules.Default.Version}"), (tag.TagId, tag.PackVersion));
    }
}
