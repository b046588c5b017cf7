using Microsoft.Extensions.Options;
using Recognize.Models.Faces;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Tests.Support;
using Recognize.Worker.Evaluation;

namespace Recognize.Tests.Evaluation;

public sealed class ContactsEvaluationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recognize-contacts-").FullName;
    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();
    private readonly PhotoDecoder _decoder = new(new MediaOptions());

    [Fact]
    public void Measure_CountsClaimsPairsAndPhotosOfStrangers()
    {
        var labels = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal)
        {
            ["1"] = new HashSet<string> { "anna", "berta" }, ["2"] = new HashSet<string> { "anna", "zoe" },
            ["3"] = new HashSet<string> { "zoe" }, ["4"] = new HashSet<string>(),
        };

        var figures = ContactsFigures.Measure(
            new HashSet<string> { "anna", "berta" }, labels, [("1", "anna"), ("2", "berta"), ("3", "anna"), ("3", "berta")], suggested: 7);

        Assert.Equal(new ContactsFigures(2, 4, Precision: 0.25, Recall: 1 / 3.0, FalseAcceptRate: 0.5, Suggested: 7), figures);
        Assert.Null(ContactsFigures.Measure(new HashSet<string>(), labels, [], 0).Precision);
    }

    [Fact]
    public void Run_FindsEveryContactOfAFolder_AndNobodyElse()
    {
        var data = SharedData.Require("data/faces-contacts");
        var strangers = SharedData.Require("data/faces-lfw");
        var rows = File.ReadLines(Path.Combine(strangers, "labels.csv")).Skip(1).Where((_, index) => index % 10 == 0)
            .Select(row => $"faces-lfw/{row}");
        var labels = Path.Combine(_folder, "labels.csv");
        File.WriteAllLines(labels,
        [
            "file,person", .. rows, "faces-contacts/test/alex_lacamoire1.jpg,alex_lacamoire", "faces-contacts/test/johnsnow_test1.jpg,",
            "faces-contacts/test/kit_with_rose.jpg,rose_leslie", "faces-contacts/test/obama1.jpg,obama",
            "faces-contacts/test/obama_and_biden.jpg,obama", "faces-contacts/test/obama_and_biden.jpg,biden",
        ]);

        var report = Evaluation().Run(
            Path.Combine(data, "train"), Path.GetDirectoryName(data)!, labels, TestContext.Current.CancellationToken);

        Assert.Equal(new ContactsFigures(4, 256, 1, 1, 0, report.Figures.Suggested), report.Figures);
        Assert.Empty(report.Portraits);
    }

    [Fact]
    public void Run_KnowsContactsByTheirNames_WrittenInAnotherWay()
    {
        var data = SharedData.Require("data/faces-contacts");
        var contacts = Directory.CreateDirectory(Path.Combine(_folder, "contacts")).FullName;
        // Letters with accents come apart on some systems.
        var folder = Directory.CreateDirectory(Path.Combine(contacts, "Bárack Obama".Normalize(System.Text.NormalizationForm.FormD)));
        foreach (var photo in Directory.GetFiles(Path.Combine(data, "train", "obama")))
            File.Copy(photo, Path.Combine(folder.FullName, Path.GetFileName(photo)));
        File.WriteAllText(
            Path.Combine(contacts, "lists.vcf"), "BEGIN:VCARD\nVERSION:4.0\nKIND:group\nFN:Family\nEND:VCARD\n");
        var labels = Path.Combine(_folder, "labels.csv");
        File.WriteAllText(labels, "Person;File\r\nbárack OBAMA;test\\obama1.jpg\r\n;test\\johnsnow_test1.jpg\r\n");

        var report = Evaluation().Run(contacts, data, labels, TestContext.Current.CancellationToken);

        Assert.Equal(new ContactsFigures(1, 2, 1, 1, 0, 0), report.Figures);
        Assert.True(Assert.Single(report.Claims).IsRight);
        Assert.Empty(report.Missed);
    }

    [Theory]
    [InlineData("file", "no column 'person'")]
    [InlineData("file,person", "holds no photo")]
    [InlineData("file,person\na.jpg,anna", "There is no contact in")]
    public void Run_SaysWhatIsWrong_WhenTheInputIs(string content, string expected)
    {
        var labels = Path.Combine(_folder, "labels.csv");
        File.WriteAllText(labels, content);

        var refused = Assert.Throws<FormatException>(
            () => Evaluation().Run(_folder, _folder, labels, TestContext.Current.CancellationToken));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _pool.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private ContactsEvaluation Evaluation() => new(
        _decoder,
        new FaceRecognizerFactory(ModelFiles.StandardPacks(_pool), Options.Create(new FaceOptions())).TryGet()!,
        new GroupingOptions(), threads: 2);
}
