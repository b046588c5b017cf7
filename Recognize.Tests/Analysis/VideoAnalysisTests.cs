using Microsoft.EntityFrameworkCore;
using Recognize.Models.Library;
using Recognize.Models.Tags;
using Recognize.Tests.Media;
using Recognize.Tests.Support;
using Recognize.Worker.Evaluation;

namespace Recognize.Tests.Analysis;

public sealed class VideoAnalysisTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Index_FindsThePeopleOfAVideo_OnceEachAndWithTheirTime()
    {
        var photos = SharedData.Require("data/faces-cast");
        await using var installation = await TestInstallation.CreateAsync(postgres, hasModels: true);
        await installation.AgreeToFacesAsync();
        MakeSlides(Path.Combine(installation.Folder, "slides.mp4"), photos, ["bbt1.jpg", "bbt2.jpg", "bbt1.jpg"]);

        var report = await installation.IndexAsync(cancellationToken: Token);

        Assert.Equal((1, 0), (report.Media.Analysed, report.Media.Failed));
        await using var database = installation.Open();
        var faces = await database.Faces.ToListAsync(Token);
        Assert.InRange(faces.Count, 4, 14);
        Assert.All(faces, face => Assert.InRange(face.TimeSeconds ?? -1, 0, 6));
        Assert.Empty(await database.ObjectCounts.ToListAsync(Token));
        // The first picture comes again at the end: nobody may count twice for it.
        Assert.DoesNotContain(faces, face => face.TimeSeconds >= 4);
        Assert.Equal(0, await installation.ScalarAsync<int>(
            "SELECT count(*) FROM (SELECT 1 FROM faces WHERE person_id IS NOT NULL GROUP BY person_id, time_seconds HAVING count(*) > 1) t"));
    }

    [Fact]
    public async Task Index_KeepsTheFacesAndTheirPeople_WhenAVideoIsAnalysedAgain()
    {
        var photos = SharedData.Require("data/faces-cast");
        await using var installation = await TestInstallation.CreateAsync(postgres, hasModels: true);
        await installation.AgreeToFacesAsync();
        MakeSlides(Path.Combine(installation.Folder, "slides.mp4"), photos, ["bbt1.jpg", "bbt5.jpg"]);
        await installation.IndexAsync(cancellationToken: Token);
        const string rows = "SELECT string_agg(id || ' ' || time_seconds, ',' ORDER BY id) FROM faces";
        var before = await installation.ScalarAsync<string>(rows);
        await installation.ExecuteAsync("UPDATE analysis SET state = 0");

        await installation.IndexAsync(cancellationToken: Token);

        Assert.Equal(before, await installation.ScalarAsync<string>(rows));
    }

    [Fact]
    public async Task Index_TagsWhatAVideoShows_WithTheTimeItIsSeen()
    {
        var photos = SharedData.Require("data/objects-imagenet");
        await using var installation = await TestInstallation.CreateAsync(postgres, hasModels: true);
        // Three photos, whatever they show: their own tags are what the video should have.
        var names = LabelFile.Read(Path.Combine(photos, "labels.csv"), "file").Select(row => row[0]).Take(3).ToArray();
        foreach (var name in names)
            File.Copy(Path.Combine(photos, name), Path.Combine(installation.Folder, name));
        MakeSlides(Path.Combine(installation.Folder, "slides.mp4"), photos, names);

        await installation.IndexAsync(cancellationToken: Token);

        await using var database = installation.Open();
        var tags = await database.MediaTags.Where(tag => tag.Source == TagSource.Recogniser)
            .Join(database.Media, tag => tag.MediaId, media => media.Id, (tag, media) => new { tag, media.RelativePath })
            .ToListAsync(Token);
        var ofVideo = tags.Where(row => row.RelativePath == "slides.mp4").ToList();
        var ofPhotos = tags.Where(row => row.RelativePath != "slides.mp4").ToLookup(row => row.tag.TagId, row => row.RelativePath);
        Assert.NotEmpty(ofVideo);
        Assert.All(ofPhotos.SelectMany(paths => paths), _ => Assert.Null(tags.First(row => row.RelativePath != "slides.mp4").tag.TimeSeconds));
        // Scaling and compression cost a tag here and there, but most are those of the photo on screen at that time.
        var right = ofVideo.Count(row => ofPhotos[row.tag.TagId].Contains(names[(int)(row.tag.TimeSeconds!.Value / 2)]));
        Assert.True(right * 2 > ofVideo.Count, $"{right} of {ofVideo.Count}");
    }

    [Fact]
    public async Task Index_RecordsWhyAVideoCannotBeSeen_AndKeepsWhatItSaysOfItself()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres, hasModels: true);
        TestFfmpeg.MakeVideo(Path.Combine(installation.Folder, "film.mp4"));
        installation.Write("cut.mp4", File.ReadAllBytes(Path.Combine(installation.Folder, "film.mp4")).AsSpan(0, 600));

        var report = await installation.IndexAsync(cancellationToken: Token);

        Assert.Equal((1, 1), (report.Media.Analysed, report.Media.Failed));
        await using var database = installation.Open();
        var failed = await database.Analysis.Where(entry => entry.State == AnalysisState.Failed).ToListAsync(Token);
        Assert.NotEmpty(failed);
        Assert.All(failed, entry => Assert.Contains("damaged or incomplete", entry.Reason, StringComparison.Ordinal));
    }

    /// <summary>Two seconds of each photo, letterboxed.</summary>
    private static void MakeSlides(string path, string folder, string[] names)
    {
        var inputs = names.SelectMany(name => new[] { "-loop", "1", "-t", "2", "-i", Path.Combine(folder, name) });
        var scaled = string.Concat(names.Select((_, i) =>
            $"[{i}]scale=1280:720:force_original_aspect_ratio=decrease,pad=1280:720:-1:-1,setsar=1,fps=10[s{i}];"));
        var joined = string.Concat(names.Select((_, i) => $"[s{i}]"));
        TestFfmpeg.Make(
        [
            .. inputs, "-filter_complex", $"{scaled}{joined}concat=n={names.Length}:v=1[v]", "-map", "[v]",
            "-c:v", "mpeg4", "-q:v", "2", "-g", "10", path,
        ]);
    }
}
