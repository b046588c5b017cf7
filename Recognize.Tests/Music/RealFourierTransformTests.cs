using System.Numerics;
using Recognize.Models.Music;

namespace Recognize.Tests.Music;

public sealed class RealFourierTransformTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(512)]
    public void Power_AgreesWithTheDefinition_OnNoise(int size)
    {
        var random = new Random(size);
        var frame = Enumerable.Range(0, size).Select(_ => (random.NextSingle() * 2) - 1).ToArray();
        var transform = new RealFourierTransform(size);
        var power = new float[transform.BinCount];

        transform.Power(frame, power);

        Assert.Equal((size / 2) + 1, power.Length);
        for (var bin = 0; bin < power.Length; bin++)
            Assert.Equal(PowerByDefinition(frame, bin), power[bin], 1e-4 * size);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(37)]
    [InlineData(256)]
    public void Power_IsInOneBin_ForItsOwnTone(int tone)
    {
        var frame = Enumerable.Range(0, 512).Select(at => (float)Math.Cos(2 * Math.PI * tone * at / 512)).ToArray();
        var power = new float[257];

        new RealFourierTransform(512).Power(frame, power);

        var peak = tone is 0 or 256 ? 512f * 512 : 256f * 256;
        Assert.Equal(peak, power[tone], peak * 1e-5f);
        Assert.All(power.Where((_, bin) => bin != tone), value => Assert.InRange(value, 0, 1e-5f));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(500)]
    [InlineData(8192)]
    public void Constructor_Refuses_OtherSizes(int size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RealFourierTransform(size));

    private static double PowerByDefinition(float[] frame, int bin)
    {
        var sum = Complex.Zero;
        for (var at = 0; at < frame.Length; at++)
            sum += frame[at] * Complex.FromPolarCoordinates(1, -2 * Math.PI * bin * at / frame.Length);
        return (sum.Real * sum.Real) + (sum.Imaginary * sum.Imaginary);
    }
}
