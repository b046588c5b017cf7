using Microsoft.Extensions.Options;
using Recognize.Models.Faces;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Tests.Support;
using Recognize.Worker.Evaluation;

namespace Recognize.Tests.Evaluation;

public sealed class VerifyEvaluationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recognize-verify-").FullName;
    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();
    private readonly PhotoDecoder _decoder = new(new MediaOptions());

    [Fact]
    public void Run_TellsPeopleApartAndNamesWhatIsMissing_OnAFewPairs()
    {
        var images = SharedData.Require("data/faces-lfw");
        var lines = File.ReadLines(Path.Combine(images, "pairs.csv")).ToList();
        var rows = lines.Skip(1).Where((_, index) => index % 40 == 0).ToList();
        var pairs = Write([lines[0], .. rows, "0,absent.jpg,labels.csv,1"]);

        var report = Evaluation().Run(images, pairs, TestContext.Current.CancellationToken);

        Assert.Equal(31, report.Figures.Pairs);
        Assert.Equal(2, report.Figures.FacesNotFound);
        Assert.Equal(["absent.jpg", "labels.csv"], report.Unreadable.Select(photo => photo.File));
        Assert.Empty(report.WithoutFace);
        Assert.InRange(report.Figures.Accuracy, 0.9, 0.98);
    }

    [Theory]
    [InlineData("fold,file_a,file_b", "no column 'same'")]
    [InlineData("fold,file_a,file_b,same", "holds no pair")]
    [InlineData("fold,file_a,file_b,same\n0,a.jpg,b.jpg,maybe", "'maybe'")]
    public void Run_SaysWhatIsWrong_WhenTheFileOfPairsIs(string content, string expected)
    {
        var pairs = Write([content]);

        var refused = Assert.Throws<FormatException>(
            () => Evaluation().Run(_folder, pairs, TestContext.Current.CancellationToken));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _pool.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private VerifyEvaluation Evaluation() => new(new FaceReader(
        _decoder,
        new FaceRecognizerFactory(ModelFiles.StandardPacks(_pool), Options.Create(new FaceOptions())).TryGet()!,
        threads: 2,
        peakRssMiB: () => 1));

    private string Write(IEnumerable<string> lines)
    {
        var path = Path.Combine(_folder, "pairs.csv");
        File.WriteAllLines(path, lines);
        return path;
    }
}
