using Recognize.Worker.Evaluation;

namespace Recognize.Tests.Evaluation;

public sealed class MusicFiguresTests
{
    [Fact]
    public void Of_CountsWhatFailedAsWrong()
    {
        var figures = MusicFigures.Of(
            [("jazz", 0), ("jazz", 2), ("jazz", null), ("rock", 3)], ["rock"], ["pop"], [new("a.mp3", "gone")], 123.456);

        Assert.Equal((4, 0.25, 0.5, 123.5), (figures.Tracks, figures.Top1, figures.Top3, figures.RealtimeFactor));
        Assert.Equal(new GenreFigures(3, 0.3333, 0.6667), figures.PerGenre["jazz"]);
        Assert.Equal(new GenreFigures(1, 0, 0), figures.PerGenre["rock"]);
    }
}
