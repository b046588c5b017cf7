using Recognize.Models.Music;
using Recognize.Models.Packs.Import;
using Recognize.Tests.Support;

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
    public void Htk_AgreesWithTheBankInYamnet_OnEveryWeight()
    {
        var file = SharedData.Require("models/lite-model_yamnet_classification_tflite_1.tflite");
        var constants = ModelImport.ReadSpectrogram("yamnet.tflite", File.ReadAllBytes(file));

        var bank = MelFilterBank.Htk(64, 257, 16_000, 125, 7500);

        var matrix = Matrix(bank, 257);
        Assert.Equal(constants.Mel.Length, matrix.Length);
        Assert.All(constants.Mel.Zip(matrix), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void FromMatrix_KeepsEveryWeight_OfSparseRows()
    {
        float[] matrix = [0, 0, 0, 0, 0, 1, 0, 2, 3, 0, 0, 0];

        var bank = MelFilterBank.FromMatrix(matrix, 3);

        Assert.Equal(matrix, Matrix(bank, 4));
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
