using Recognize.Models.Deidentification;
using Recognize.Models.Deidentification.Measurement;
using Recognize.Models.Inference;
using Recognize.Tests.Support;
using Recognize.Worker.Evaluation;

namespace Recognize.Tests.Deidentification;

/// <summary>The measurement that decides which strengths are allowed, on fewer faces than the figures in the repository.</summary>
public sealed class CoverMeasurementTests : IDisposable
{
    private const int Photos = 80;

    /// <summary>
    /// Where 1 % of people are found, more than five of eighty are seen in one of 5,000 measurements: then it is more.
    /// </summary>
    private const int MostByChance = 5;

    private readonly CoveredFaces _faces = new();
    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();

    public void Dispose()
    {
        _faces.Dispose();
        _pool.Dispose();
    }

    [Fact]
    public void Run_FindsNobodyBehindTheWeakestAllowedCovers_AndManyBehindAWeakOne()
    {
        var folder = SharedData.Require("data/faces-lfw");
        var allowed = MeasuredStrengths.Default.Allowed.GroupBy(choice => choice.Method).Select(method => method.First()).ToList();
        var weak = new CoverChoice(CoverMethod.Pixelated, 24);

        var report = Measure(folder, [.. allowed, weak]);

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(
            "; ", report.After.Select(figures => $"{figures.Choice}: {figures.MostFound} of {figures.Probes}")));
        Assert.InRange(report.Probes, Photos - 5, Photos);
        Assert.True(report.Before[0].Found >= report.Probes * 0.9);
        foreach (var figures in report.After.SkipLast(1))
            Assert.True(figures.MostFound <= MostByChance, $"{figures.Choice}: {figures.MostFound} of {figures.Probes}");
        Assert.True(report.After[^1].MostFound > report.Probes / 3);
        Assert.False(MeasuredStrengths.Default.Judge(weak).IsAllowed);
    }

    [Fact]
    public void Read_TakesPeopleFromFolders_OnlyWhenNoPairContradicts()
    {
        var folder = Directory.CreateTempSubdirectory("recognize-labelled-").FullName;
        try
        {
            var good = Path.Combine(folder, "good.csv");
            var bad = Path.Combine(folder, "bad.csv");
            File.WriteAllText(good, "file_a,file_b,same\nanna/1.jpg,anna/2.jpg,1\nanna/1.jpg,ben/1.jpg,0\nben/1.jpg,ben/2.jpg,1\n");
            File.WriteAllText(bad, "file_a,file_b,same\nall/1.jpg,all/2.jpg,1\nall/1.jpg,all/3.jpg,0\n");

            var read = LabelledFaces.Read(folder, good, null, most: 10);

            Assert.Equal(["anna", "anna", "ben", "ben"], read.Select(face => face.Person).Order());
            Assert.Throws<FormatException>(() => LabelledFaces.Read(folder, bad, null, most: 10));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private CoverMeasurementReport Measure(string folder, IReadOnlyList<CoverChoice> choices) =>
        new CoverMeasurement(
            _faces.Decoder, _faces.Recognizer, MeasuringRecogniser.Installed(ModelFiles.StandardPacks(_pool)), threads: 2).Run(
            LabelledFaces.Read(folder, Path.Combine(folder, "pairs.csv"), null, Photos), choices, _ => { },
            TestContext.Current.CancellationToken);
}
