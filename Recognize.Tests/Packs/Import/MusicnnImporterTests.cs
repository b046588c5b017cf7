using Recognize.Models.Inference;
using Recognize.Models.Packs.Import;
using Recognize.Tests.Support;

namespace Recognize.Tests.Packs.Import;

public sealed class MusicnnImporterTests
{
    [Fact]
    public void Convert_RefusesOtherWeights_AndNamesTheFile()
    {
        var refusal = Assert.Throws<ModelFileException>(() => ModelImport.Convert("other.h5", new byte[3_319_120]));

        Assert.Contains("other.h5", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("musicnn", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_RefusesDamagedWeights()
    {
        var file = File.ReadAllBytes(SharedData.Require("models/MSD_musicnn.h5"));
        file[^1] ^= 1;

        Assert.Throws<ModelFileException>(() => ModelImport.Convert("MSD_musicnn.h5", file));
    }

    [Fact]
    public void Convert_LeavesOutTheDeadFilters()
    {
        var file = File.ReadAllBytes(SharedData.Require("models/MSD_musicnn.h5"));

        var network = ModelImport.Convert("MSD_musicnn.h5", file);

        Assert.InRange(network.Length, 1_000_000, file.Length);
    }
}
