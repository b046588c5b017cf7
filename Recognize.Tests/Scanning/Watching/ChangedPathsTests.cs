using Recognize.Worker.Scanning.Watching;

namespace Recognize.Tests.Scanning.Watching;

public sealed class ChangedPathsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ChangedPaths _changes = new(new WatchOptions());

    [Fact]
    public void TryTake_WaitsUntilAllIsQuiet_AndForgetsWhatItGave()
    {
        _changes.Add("a.jpg", Start);
        _changes.Add("b.jpg", At(1.5));

        Assert.False(_changes.TryTake(At(3.4), out _));
        Assert.True(_changes.TryTake(At(3.5), out var extent));

        Assert.Equal(["a.jpg", "b.jpg"], extent.Paths);
        Assert.True(_changes.IsEmpty);
        Assert.False(_changes.TryTake(At(60), out _));
    }

    [Fact]
    public void TryTake_GivesWhatIsAtRest_AfterTheLongestWait_ThoughSomethingGoesOnChanging()
    {
        _changes.Add("done.jpg", Start);
        for (var second = 0.5; second < 30; second += 0.5)
        {
            _changes.Add("growing.mp4", At(second));
            Assert.False(_changes.TryTake(At(second), out _));
        }
        _changes.Add("growing.mp4", At(30));

        Assert.True(_changes.TryTake(At(30), out var first));
        Assert.False(_changes.TryTake(At(31), out _));
        Assert.True(_changes.TryTake(At(32), out var second2));

        Assert.Equal(["done.jpg"], first.Paths);
        Assert.Equal(["growing.mp4"], second2.Paths);
    }

    [Fact]
    public void TryTake_LosesNothing_WhenTheClockIsSetBack()
    {
        _changes.Add("a.jpg", At(100_000));

        Assert.True(_changes.TryTake(Start, out var extent));

        Assert.Equal(["a.jpg"], extent.Paths);
    }

    [Fact]
    public void Add_KeepsFolders_WhenThereAreTooManyPaths()
    {
        for (var i = 0; i < 100_000; i++)
            _changes.Add($"folder/{i % 10}/{i}.jpg", Start);

        Assert.True(_changes.TryTake(At(2), out var extent));

        Assert.All(Enumerable.Range(0, 10), i => Assert.Single(
            extent.Paths, path => path == "folder" || path == $"folder/{i}"));
    }

    private static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);
}
