using Recognize.Models.Music;

namespace Recognize.Tests.Music;

public sealed class MelFilterBankTests
{
    [Fact]
    public void Slaney_AgreesWithTheReference_OnEveryWeight()
    {
        var expected = GoldenMusic.Floats("melfb_96x257.f32");

        var bank = MelFilterBank.Slaney(96, 257, 16_000, 0, 8000);

        var matrix = Matrix(bank, 257);
        Assert.Equal(expected.Length, matrix.Length);
        Assert.All(expected.Zip(matrix), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void Htk_OverlapsToOne_BetweenTheOuterPeaks()
    {
        var bank = MelFilterBank.Htk(64, 257, 16_000, 125, 7500);

        var matrix = Matrix(bank, 257);
        var sums = Enumerable.Range(0, 257).Select(bin => Enumerable.Range(0, 64).Sum(band => matrix[(band * 257) + bin])).ToArray();
        // A bin is 31.25 Hz; the peaks of the outer bands are near 165 and 7,200 Hz.
        Assert.All(sums[6..230], sum => Assert.Equal(1, sum, 1e-5f));
        Assert.All(sums[..5].Concat(sums[240..]), sum => Assert.Equal(0, sum, 1e-5f));
    }

    private static float[] Matrix(MelFilterBank bank, int binCount)
    {
        var matrix = new float[bank.BandCount * binCount];
        var bands = new float[bank.BandCount];
        for (var bin = 0; bin < binCount; bin++)
        {
            var spectrum = new float[binCount];
            spectrum[bin] = 1;
            bank.Apply(spectrum, bands);
            for (var band = 0; band < bands.Length; band++)
                matrix[(band * binCount) + bin] = bands[band];
        }
        return matrix;
    }
}
