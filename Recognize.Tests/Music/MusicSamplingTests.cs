using Recognize.Models.Music;

namespace Recognize.Tests.Music;

public sealed class MusicSamplingTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(30)]
    [InlineData(45)]
    public void Plan_TakesAll_OfShortRecordings(double seconds)
    {
        var stretch = Assert.Single(MusicSampling.Plan(TimeSpan.FromSeconds(seconds)));

        Assert.Equal(TimeSpan.Zero, stretch.Start);
        Assert.True(stretch.Length.TotalSeconds >= seconds);
    }

    [Theory]
    [InlineData(46, 6)]
    [InlineData(240, 6)]
    [InlineData(400, 10)]
    [InlineData(3600, 12)]
    [InlineData(100_000, 12)]
    public void Plan_SpreadsStretches_OverLongRecordings(double seconds, int count)
    {
        var plan = MusicSampling.Plan(TimeSpan.FromSeconds(seconds));

        Assert.Equal(count, plan.Count);
        Assert.InRange(plan.Sum(stretch => stretch.Length.TotalSeconds), 30, 75);
        Assert.All(plan, stretch => Assert.InRange(stretch.Start.TotalSeconds, 0, seconds - stretch.Length.TotalSeconds));
        var gaps = plan.Zip(plan.Skip(1), (one, next) => (next.Start - one.Start - one.Length).TotalSeconds).ToList();
        Assert.All(gaps, gap => Assert.Equal(gaps[0], gap, 1e-3));
        Assert.True(gaps[0] > 0);
    }

    [Theory]
    [InlineData(61, 30)]
    [InlineData(75, 10)]
    [InlineData(240, 10)]
    [InlineData(4000, 60)]
    public void Plan_HoldsAPatchInEveryStretch_WhenTheNetworkHearsMoreAtOnce(double seconds, double patch)
    {
        var plan = MusicSampling.Plan(TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(patch));

        Assert.All(plan, stretch => Assert.True(stretch.Length.TotalSeconds > patch));
        Assert.All(plan, stretch => Assert.InRange(stretch.Start.TotalSeconds, 0, seconds - patch));
        Assert.InRange(plan.Sum(stretch => stretch.Length.TotalSeconds), patch, Math.Max(75, 2.1 * patch));
    }

    [Fact]
    public void Plan_IsBounded_WhenTheLengthIsNotKnown()
    {
        var plan = MusicSampling.Plan(null);

        Assert.Equal(TimeSpan.Zero, plan[0].Start);
        Assert.InRange(plan.Sum(stretch => stretch.Length.TotalSeconds), 30, 75);
    }
}
