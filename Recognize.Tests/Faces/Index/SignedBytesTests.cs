using Recognize.Models.Faces.Index;

namespace Recognize.Tests.Faces.Index;

public sealed class SignedBytesTests
{
    [Theory]
    [InlineData(128)]
    [InlineData(512)]
    [InlineData(1024)]
    public void Quantise_KeepsSimilaritiesToAHundredth(int dimensions)
    {
        var random = new Random(21);
        var vectors = Enumerable.Range(0, 40).Select(_ => UnitVectorSamples.Next(random, dimensions)).ToArray();
        var near = vectors.Select(vector => UnitVectorSamples.Near(random, vector, 0.6)).ToArray();
        var (left, right) = (new sbyte[dimensions], new sbyte[dimensions]);

        foreach (var (first, second) in vectors.Zip(near))
        {
            var scale = SignedBytes.Quantise(first, left) * SignedBytes.Quantise(second, right);

            var similarity = scale * SignedBytes.Dot(left, Array.ConvertAll(right, value => (short)value));

            Assert.Equal(UnitVectorSamples.Dot(first, second), similarity, 0.01);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(200)]
    public void Dot_IsExact_WhateverTheLength(int length)
    {
        // The extremes: sums of products would leave a short if more than two were added in one.
        var row = Enumerable.Range(0, length).Select(i => (sbyte)(i % 2 == 0 ? 127 : -127)).ToArray();
        var query = Array.ConvertAll(row, value => (short)value);

        var product = SignedBytes.Dot(row, query);
        var portable = SignedBytes.DotPortable(ref row[0], ref query[0], length, out var done);

        Assert.Equal(127 * 127 * length, product);
        Assert.Equal(127 * 127 * done, portable);
    }

    [Fact]
    public void Quantise_GivesZeros_WhenTheVectorIsZero()
    {
        sbyte[] bytes = [1, 2, 3];

        Assert.Equal(0, SignedBytes.Quantise(new float[3], bytes));
        Assert.Equal([0, 0, 0], bytes);
    }
}
