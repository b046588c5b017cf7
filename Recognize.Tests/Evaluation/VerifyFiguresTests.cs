using Recognize.Worker.Evaluation;

namespace Recognize.Tests.Evaluation;

public sealed class VerifyFiguresTests
{
    [Fact]
    public void Measure_JudgesEachFoldByTheOtherFoldsThreshold()
    {
        // Fold a alone would choose a threshold between .2 and .6, fold b one between .7 and .9.
        ComparedPair[] pairs =
        [
            new("a", true, 0.6f), new("a", true, 0.95f), new("a", false, 0.2f), new("a", false, 0.1f),
            new("b", true, 0.9f), new("b", true, 0.92f), new("b", false, 0.7f), new("b", false, 0.1f),
        ];

        var figures = VerifyFigures.Measure(pairs, facesNotFound: 0);

        // With .8, fold a loses its .6; with .4, fold b accepts its .7.
        Assert.Equal((8, 0.75), (figures.Pairs, figures.Accuracy));
    }

    [Fact]
    public void Measure_ChoosesOnTheFoldItself_WhenThereIsOnlyOne()
    {
        ComparedPair[] pairs = [new("0", true, 0.8f), new("0", true, 0.3f), new("0", false, 0.4f), new("0", false, 0.1f)];

        Assert.Equal(0.75, VerifyFigures.Measure(pairs, 0).Accuracy);
    }

    [Fact]
    public void Measure_CountsAPairWithoutFacesAsWrongAndNotAccepted_WhateverItsLabel()
    {
        ComparedPair[] pairs =
        [
            new("0", true, 0.9f), new("0", true, null), new("0", false, 0.1f), new("0", false, null),
        ];

        var figures = VerifyFigures.Measure(pairs, facesNotFound: 2);

        Assert.Equal(0.5, figures.Accuracy);
        Assert.Equal((0.5, 0.5, 2), (figures.TarAtFar001, figures.TarAtFar0001, figures.FacesNotFound));
    }

    [Fact]
    public void Measure_AcceptsExactlyTheAllowedShareOfStrangers()
    {
        // 1,000 pairs of strangers at .000, .001 … .999: ten lie from .990 on, one from .999 on.
        var pairs = Enumerable.Range(0, 1000).Select(i => new ComparedPair("0", false, i / 1000f))
            .Concat([new("0", true, 0.9895f), new("0", true, 0.9901f), new("0", true, 0.9985f), new("0", true, 0.9995f)])
            .ToList();

        var figures = VerifyFigures.Measure(pairs, 0);

        Assert.Equal(1, figures.TarAtFar001);
        Assert.Equal(0.5, figures.TarAtFar0001);
    }

    [Fact]
    public void Measure_LeavesRatesOut_WhenThereAreNoPairsOfBothKinds()
    {
        var figures = VerifyFigures.Measure([new ComparedPair("0", true, 0.5f)], 0);

        Assert.Null(figures.TarAtFar001);
        Assert.Null(figures.TarAtFar0001);
        Assert.Equal(1, figures.Accuracy);
    }

    [Fact]
    public void Measure_Refuses_WhenThereIsNoPair() =>
        Assert.Throws<ArgumentException>(() => VerifyFigures.Measure([], 0));
}
