using System.Numerics.Tensors;
using Recognize.Worker.Evaluation;

namespace Recognize.Tests.Evaluation;

public sealed class ScaleEvaluationTests
{
    [Fact]
    public void Make_ResemblesMeasuredFaces()
    {
        var library = new ScaleModel(dimensions: 128, seed: 7).Make(2500);
        var (same, different) = (new List<double>(), new List<double>());
        for (var i = 0; i < library.Faces.Length; i++)
            for (var j = i + 1; j < library.Faces.Length; j++)
                if (library.Faces[i].Quality >= 0.22f && library.Faces[j].Quality >= 0.22f)
                    (library.People[i] == library.People[j] ? same : different).Add(
                        TensorPrimitives.Dot<float>(library.Faces[i].Embedding, library.Faces[j].Embedding));

        // Measured on labelled photos: .639 ± .119 and .011 ± .102, one in 10,000 strangers above .407.
        Assert.InRange(same.Average(), 0.60, 0.68);
        Assert.InRange(Deviation(same), 0.09, 0.14);
        Assert.InRange(different.Average(), -0.01, 0.03);
        Assert.InRange(Deviation(different), 0.09, 0.12);
        Assert.InRange(different.Order().ElementAt((int)(different.Count * 0.9999)), 0.38, 0.44);
    }

    [Fact]
    public void Make_PutsNoPersonTwiceIntoAPhoto()
    {
        var library = new ScaleModel(dimensions: 16, seed: 8).Make(5000);

        var photos = library.Faces.Zip(library.People).GroupBy(face => face.First.MediaId, face => face.Second).ToList();

        Assert.All(photos, photo => Assert.Equal(photo.Count(), photo.Distinct().Count()));
        Assert.Contains(photos, photo => photo.Count() >= 3);
        Assert.InRange(library.Faces.Count(face => face.Quality < 0.22f), 500, 750);
        Assert.InRange(library.People.CountBy(person => person).Count(person => person.Value == 1), 1250, 1500);
    }

    [Fact]
    public void Make_GivesHalfOfTheFacesToTheHousehold()
    {
        var library = new ScaleModel(dimensions: 16, seed: 8).Make(8000, household: 4);

        var counts = library.People.CountBy(person => person).OrderByDescending(person => person.Value).ToList();

        Assert.Equal([1000, 1000, 1000, 1000], counts.Take(4).Select(person => person.Value));
        Assert.InRange(counts[4].Value, 30, 150);
        Assert.InRange(counts.Count(person => person.Value == 1), 2000, 2300);
    }

    [Fact]
    public void Make_GivesTheSameFaces_WhenTheSeedIsTheSame()
    {
        var model = new ScaleModel(dimensions: 32, seed: 9);

        var (first, second) = (model.Make(400), new ScaleModel(dimensions: 32, seed: 9).Make(400));

        Assert.Equal(first.People, second.People);
        Assert.All(first.Faces.Zip(second.Faces), pair =>
        {
            Assert.Equal(pair.First.Id, pair.Second.Id);
            Assert.Equal(pair.First.Embedding, pair.Second.Embedding);
        });
    }

    [Fact]
    public void Run_GroupsMadePeopleAndAddsFaces()
    {
        var report = new ScaleEvaluation(() => 42).Run(3000, 128, household: 0, TestContext.Current.CancellationToken);

        Assert.Equal((3000, 42.0), (report.Figures.Faces, report.Figures.PeakRssMiB));
        Assert.InRange(report.Quality.Precision, 0.98, 1);
        Assert.InRange(report.Quality.Recall, 0.8, 1);
        Assert.InRange(report.Joined, 240, report.Added);
        Assert.True(report.Figures.Seconds > 0 && report.Figures.AddOneMs > 0 && report.AddOneP95Ms >= report.Figures.AddOneMs);
    }

    private static double Deviation(List<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}
