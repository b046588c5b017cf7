using Recognize.Models.Deidentification.Measurement;

namespace Recognize.Tests.Deidentification;

public sealed class BinomialBoundTests
{
    // By the quantile of the beta distribution, as Clopper and Pearson define it.
    [Theory]
    [InlineData(0, 300, 0.009936)]
    [InlineData(3, 100, 0.075710)]
    [InlineData(10, 10, 1)]
    [InlineData(0, 0, 1)]
    public void Upper_IsTheKnownBound(int seen, int count, double expected) =>
        Assert.Equal(expected, BinomialBound.Upper(seen, count), 1e-4);
}
