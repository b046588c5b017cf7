using Recognize.Models.Media.Photos;

namespace Recognize.Tests.Media;

public sealed class RowSumTests
{
    [Theory]
    [InlineData(1, 32, 0)]
    [InlineData(2, 33, 0)]
    [InlineData(3, 95, 7)]
    [InlineData(7, 640, 3)]
    [InlineData(12, 31, 0)]
    [InlineData(64, 100, 0)]
    [InlineData(65, 100, 1)]
    public void Of_AddsUpWeightedRows_ToATenthOfAStep(int taps, int columns, int beside)
    {
        var random = new Random(taps);
        var stride = columns + beside;
        // The last row ends with its last column: nothing beyond may be read.
        var rows = new byte[((taps - 1) * stride) + columns];
        random.NextBytes(rows);
        var weights = Enumerable.Range(0, taps).Select(_ => (float)random.NextDouble() - 0.2f).ToArray();
        var total = weights.Sum();
        weights = Array.ConvertAll(weights, weight => weight / total);
        var sums = new float[columns];

        RowSum.Of(rows, stride, weights, sums);

        for (var column = 0; column < columns; column++)
        {
            var expected = Enumerable.Range(0, taps).Sum(tap => (double)rows[(tap * stride) + column] * weights[tap]);
            Assert.Equal(expected, sums[column], 0.1);
        }
    }

    [Fact]
    public void Of_KeepsFlatAreasExactly_WhateverTheWeights()
    {
        var rows = Enumerable.Repeat((byte)201, 5 * 48).ToArray();
        var sums = new float[48];

        RowSum.Of(rows, 48, [-0.0712f, 0.31234f, 0.54321f, 0.28765f, -0.072f], sums);

        Assert.All(sums, sum => Assert.Equal(201f, sum, 1e-3f));
    }

    [Fact]
    public void Of_RefusesRowsThatAreTooShort() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RowSum.Of(new byte[63], 32, [0.5f, 0.5f], new float[32]));
}
