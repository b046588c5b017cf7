using Recognize.Models.Landmarks.Features;
using Recognize.Models.Landmarks.Gallery;
using Recognize.Models.Landmarks.Matching;
using Recognize.Models.Media;
using Recognize.Tests.Support;

namespace Recognize.Tests.Landmarks.Matching;

public sealed class SceneMatcherTests
{
    /// <summary>From pixels of the second photo to those of the first, which shows the scene as it is.</summary>
    public static TheoryData<string, double, double, int> Views => new()
    {
        { "the same", 1, 0, 0 },
        { "half the size", 1, 0, 0 },
        { "twice the size", 1, 0, 0 },
        { "tilted by ten degrees", 1, 0, 0 },
        { "from the side", 1, 0, 0 },
        { "dim and flat", 0.4, -0.15, 0 },
        { "out of focus", 1, 0, 2 },
    };

    [Theory]
    [MemberData(nameof(Views))]
    public void Match_RecoversTheMap_WhenTheSameSceneIsSeenFromElsewhere(
        string view, double contrast, double light, int smear)
    {
        var scene = new DrawnScene(seed: 1);
        var toFirst = ViewOf(view);

        var match = Match(scene.Photo(), scene.Photo(toFirst, contrast, light, smear));

        Assert.NotNull(match);
        Assert.True(SceneAgreement.ShowsSamePlace(match), $"{match}");
        foreach (var (x, y) in new[] { (200.0, 150.0), (440.0, 150.0), (200.0, 330.0), (440.0, 330.0) })
        {
            var (firstX, firstY) = toFirst.Apply(x, y);
            var (foundX, foundY) = match.Transform.Apply(firstX, firstY);
            Assert.InRange(Math.Abs(foundX - x), 0, 4);
            Assert.InRange(Math.Abs(foundY - y), 0, 4);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Match_NamesNoPlace_WhenTheScenesDiffer(int otherSeed)
    {
        var match = Match(new DrawnScene(seed: 1).Photo(), new DrawnScene(otherSeed).Photo());

        Assert.False(match is not null && SceneAgreement.ShowsSamePlace(match), $"{match}");
    }

    [Fact]
    public void Match_NamesNoPlace_WhenOnlyTheWindowsAreAlike()
    {
        var match = Match(Facade(seed: 1, column: 40, row: 50).Photo(), Facade(seed: 2, column: 46, row: 44).Photo());

        Assert.False(match is not null && SceneAgreement.ShowsSamePlace(match), $"{match}");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 200)]
    [InlineData(640, 480)]
    public void Match_FindsNothing_WhenThereIsNothingToSee(int width, int height)
    {
        using var flat = DrawnImage.Draw(width, height, (_, _) => (90, 120, 150));

        var match = SceneMatcher.Match(Extract(flat), Extract(new DrawnScene(1).Photo()));

        Assert.Null(match);
    }

    [Fact]
    public void Match_NamesNoPlace_WhenOneCaptionIsOnTwoScenes()
    {
        var caption = new DrawnScene(seed: 9, boxes: 4000);

        var match = Match(
            new DrawnScene(1).Cover(caption, 120, 380, 400, 70).Photo(),
            new DrawnScene(2).Cover(caption, 120, 380, 400, 70).Photo());

        Assert.True(match is { Inliers: >= SceneAgreement.MinInliers }, "the caption itself is found");
        Assert.False(SceneAgreement.ShowsSamePlace(match), $"{match}");
    }

    [Fact]
    public void Match_NamesThePlace_WhenACaptionIsOnOneOfTwoCopies()
    {
        var caption = new DrawnScene(seed: 9, boxes: 4000);

        var match = Match(new DrawnScene(1).Cover(caption, 120, 380, 400, 70).Photo(), new DrawnScene(1).Photo());

        Assert.NotNull(match);
        Assert.True(SceneAgreement.ShowsSamePlace(match), $"{match}");
    }

    [Fact]
    public void Match_GivesTheSameAnswerEachTime()
    {
        var scene = new DrawnScene(seed: 5);
        var (first, second) = (Extract(scene.Photo()), Extract(scene.Photo(ViewOf("from the side"))));

        Assert.Equal(SceneMatcher.Match(first, second), SceneMatcher.Match(first, second));
    }

    private static PlaneTransform ViewOf(string view) => view switch
    {
        "half the size" => PlaneTransform.Enlargement(2, 320, 240, 320, 240),
        "twice the size" => PlaneTransform.Enlargement(0.5, 320, 240, 320, 240),
        "tilted by ten degrees" => Turn(double.DegreesToRadians(10)),
        "from the side" => new PlaneTransform(1.15, 0.05, -60, 0.08, 1.05, -20, 0.0004, 0.0001),
        _ => new PlaneTransform(1, 0, 0, 0, 1, 0),
    };

    private static PlaneTransform Turn(double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        return new PlaneTransform(
            cos, -sin, 320 - (cos * 320) + (sin * 240), sin, cos, 240 - (sin * 320) - (cos * 240));
    }

    private static DrawnScene Facade(int seed, int column, int row)
    {
        var facade = new DrawnScene(seed, boxes: 60);
        for (var y = 100; y < 400; y += row)
        {
            for (var x = 80; x < 560; x += column)
                facade.Fill(x, y, column / 2, row / 2, 0.1f).Fill(x + 3, y + 3, (column / 2) - 6, 4, 0.8f);
        }
        return facade;
    }

    private static SceneMatch? Match(PixelImage first, PixelImage second) =>
        SceneMatcher.Match(Extract(first), Extract(second));

    private static LocalFeatures Extract(PixelImage image)
    {
        using (image)
            return LocalFeatureExtractor.Extract(image, TestContext.Current.CancellationToken);
    }
}
