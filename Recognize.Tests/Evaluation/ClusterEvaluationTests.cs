using Microsoft.Extensions.Options;
using Recognize.Models.Faces;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Tests.Faces.Grouping;
using Recognize.Tests.Support;
using Recognize.Worker.CommandLine;
using Recognize.Worker.Evaluation;

namespace Recognize.Tests.Evaluation;

public sealed class ClusterEvaluationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recognize-cluster-").FullName;
    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();
    private readonly PhotoDecoder _decoder = new(new MediaOptions());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Run_GroupsPeopleAndCountsLostPhotosAsAlone_OnAFewPhotos()
    {
        var images = SharedData.Require("data/faces-lfw");
        var rows = File.ReadLines(Path.Combine(images, "labels.csv")).Skip(1)
            .GroupBy(row => row.Split(',')[1], StringComparer.Ordinal)
            .Where(person => person.Count() is >= 4 and <= 6).Take(6).SelectMany(person => person).ToList();
        var absent = $"absent.jpg,{rows[0].Split(',')[1]}";
        // Once more the same, and one of whom nobody says who it is.
        var labels = Write(["file,person", .. rows, absent, rows[0], "unknown.jpg,"]);

        var report = Evaluation(new GroupingOptions()).Run(images, labels, Token);

        var figures = report.Figures;
        Assert.Equal(rows.Count + 1, figures.Images);
        Assert.True(figures.Faces >= rows.Count, $"{figures.Faces} faces");
        Assert.Equal(6, report.OneRun.People);
        Assert.InRange(figures.Groups, 6, 8);
        Assert.Equal(1, figures.BcubedPrecision);
        Assert.Equal(1, figures.Purity);
        Assert.Equal(1, figures.Coverage);
        // The absent photo is alone: its person is neither whole nor wholly grouped.
        Assert.InRange(figures.BcubedRecall, 0.85, 0.98);
        Assert.True(report.OneRun.Grouped < 1);
        Assert.Equal(0, figures.Churn);
        Assert.InRange(report.Agreement, 0.8, 1);
        Assert.Equal(["absent.jpg"], report.Unreadable.Select(photo => photo.File));
        Assert.Equal(1, report.Unlabelled);
        Assert.Empty(report.WithoutFace);
        var json = EvaluateCommand.ToJson(figures);
        foreach (var name in (string[])
            ["images", "faces", "groups", "bcubedPrecision", "bcubedRecall", "bcubedF1", "purity", "coverage", "combinedScore",
             "churn", "seconds", "peakRssMiB"])
            Assert.Contains($"\"{name}\":", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file", "no column 'person'")]
    [InlineData("file,person", "names no photo")]
    [InlineData("file,person\na.jpg,", "names no photo")]
    [InlineData("file,person\na.jpg,Ada\na.jpg,Bob", "twice, of 'Ada' and of 'Bob'")]
    [InlineData("file,person\na.jpg,Ada\nb.jpg,Bob", "None of the 2 files")]
    public void Run_SaysWhatIsWrong_WhenTheLabelsAre(string content, string expected)
    {
        var labels = Write([content]);

        var refused = Assert.Throws<FormatException>(() => Evaluation(new GroupingOptions()).Run(_folder, labels, Token));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Agreement_IsTheBCubedF1OfTwoPartitions()
    {
        var faces = Enumerable.Range(0, 4).Select(i => SyntheticFaces.Face(
            $"f{i}", SyntheticFaces.Vector((i, 1)))).ToArray();
        var whole = faces.ToDictionary(face => face.Id, _ => Guid.Empty);
        var halves = faces.Index().ToDictionary(face => face.Item.Id, face => faces[face.Index / 2].Id);

        Assert.Equal(1, ClusterGrowth.Agreement(faces, whole, whole), 1e-9);
        Assert.Equal(2 * 0.5 / 1.5, ClusterGrowth.Agreement(faces, whole, halves), 1e-9);
        Assert.Equal(1, ClusterGrowth.Agreement(faces, new Dictionary<Guid, Guid>(), new Dictionary<Guid, Guid>()), 1e-9);
        Assert.Equal(2 * 0.25 / 1.25, ClusterGrowth.Agreement(faces, whole, new Dictionary<Guid, Guid>()), 1e-9);
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _pool.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private ClusterEvaluation Evaluation(GroupingOptions options)
    {
        var recognizer =
            new FaceRecognizerFactory(ModelFiles.StandardPacks(_pool), Options.Create(new FaceOptions())).TryGet()!;
        var reader = new FaceReader(_decoder, recognizer, threads: 2, peakRssMiB: () => 1);
        return new ClusterEvaluation(reader, options, recognizer.SimilarityLimits, peakRssMiB: () => 1);
    }

    private string Write(IEnumerable<string> lines)
    {
        var path = Path.Combine(_folder, "labels.csv");
        File.WriteAllLines(path, lines);
        return path;
    }
}
