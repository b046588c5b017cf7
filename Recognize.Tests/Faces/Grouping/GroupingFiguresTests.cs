using Recognize.Models.Faces.Grouping;

namespace Recognize.Tests.Faces.Grouping;

public sealed class GroupingFiguresTests
{
    [Fact]
    public void Measure_GivesTheHandComputedFigures_WhenAGroupIsMixedAndFacesAreLeftOut()
    {
        // a1, a2, b1 are together; a3 and b2 are left out. Only person a has three photos.
        var figures = GroupingFigures.Measure(
        [
            new("1", "a", "g"), new("2", "a", "g"), new("3", "a", null), new("4", "b", "g"), new("5", "b", null),
        ]);

        Assert.Equal((5, 2, 1, 1), (figures.Faces, figures.People, figures.Groups, figures.MixedGroups));
        Assert.Equal(((2 / 3.0) + (2 / 3.0) + 1 + (1 / 3.0) + 1) / 5, figures.Precision, 1e-9);
        Assert.Equal(((2 / 3.0) + (2 / 3.0) + (1 / 3.0) + 0.5 + 0.5) / 5, figures.Recall, 1e-9);
        Assert.Equal(2 * figures.Precision * figures.Recall / (figures.Precision + figures.Recall), figures.F1, 1e-9);
        Assert.Equal(2 / 3.0, figures.Purity, 1e-9);
        Assert.Equal(1, figures.Coverage, 1e-9);
        Assert.Equal(2 / 3.0, figures.Completeness, 1e-9);
        Assert.Equal(2 / 3.0, figures.Grouped, 1e-9);
        Assert.Equal(Math.Pow(8 / 27.0, 0.25), figures.Combined, 1e-9);
    }

    [Fact]
    public void Measure_GivesOnesThroughout_WhenGroupsAgreeWithLabels()
    {
        var figures = GroupingFigures.Measure(
        [
            new("1", "a", "x"), new("2", "a", "x"), new("3", "a", "x"), new("1", "b", "y"), new("2", "b", "y"),
            new("3", "stranger", null),
        ]);

        Assert.Equal((1d, 1d, 1d, 1d), (figures.Precision, figures.Recall, figures.F1, figures.Combined));
        Assert.Equal((2, 0), (figures.Groups, figures.MixedGroups));
    }

    [Fact]
    public void Measure_SplitsTheFigures_WhenAPersonHasTwoGroups()
    {
        var figures = GroupingFigures.Measure(
        [
            new("1", "a", "x"), new("2", "a", "x"), new("3", "a", "x"), new("4", "a", "y"), new("5", "a", "y"),
        ]);

        Assert.Equal(1, figures.Precision, 1e-9);
        Assert.Equal(((3 * 0.6) + (2 * 0.4)) / 5, figures.Recall, 1e-9);
        Assert.Equal(0.6, figures.Completeness, 1e-9);
        Assert.Equal(1, figures.Grouped, 1e-9);
    }

    [Fact]
    public void Measure_CountsAGroupOfOneAsNone_AndAPersonWithTwoPhotosAsNoTarget()
    {
        var figures = GroupingFigures.Measure(
        [
            new("1", "a", "alone"), new("1", "a", null), new("2", "a", null),
            new("3", "b", null), new("4", "b", null), new("5", "b", null), new("6", "c", "z"), new("7", "c", "z"),
        ]);

        Assert.Equal(1, figures.Groups);
        Assert.Equal(1, figures.Purity, 1e-9);
        Assert.Equal((0d, 0d, 0d), (figures.Coverage, figures.Completeness, figures.Grouped));
        Assert.Equal(0, figures.Combined);
    }

    [Fact]
    public void Measure_IsPreciseButEmpty_WhenThereAreNoFaces()
    {
        var figures = GroupingFigures.Measure([]);

        Assert.Equal((1d, 1d, 0d), (figures.Precision, figures.Recall, figures.Combined));
    }

    [Fact]
    public void Churn_CountsMovedAndLostFaces_ButNotNewOnes()
    {
        var before = new Dictionary<string, int> { ["stays"] = 1, ["moves"] = 1, ["drops"] = 2, ["stays too"] = 2 };
        var after = new Dictionary<string, int> { ["stays"] = 1, ["moves"] = 2, ["stays too"] = 2, ["new"] = 3 };

        Assert.Equal(0.5, GroupingFigures.Churn(before, after), 1e-9);
        Assert.Equal(0, GroupingFigures.Churn(new Dictionary<string, int>(), after));
    }
}
