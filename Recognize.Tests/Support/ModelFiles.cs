using Recognize.Models.Inference;
using Recognize.Models.Packs;

namespace Recognize.Tests.Support;

/// <summary>Opens the real model files for tests, or skips visibly where they are not on this machine.</summary>
internal static class ModelFiles
{
    /// <summary>A pool with the settings of a fresh installation; the caller disposes it.</summary>
    public static OnnxSessionPool NewPool() => new(new InferenceOptions());

    public static OnnxModel Open(OnnxSessionPool pool, string fileName)
    {
        var path = SharedData.Require($"models/{fileName}");
        return pool.Open(fileName, fileName, () => File.ReadAllBytes(path));
    }

    /// <summary>Imported networks go beside the test assembly: nothing is written to the shared folder.</summary>
    private static string ImportedFolder => Path.Combine(AppContext.BaseDirectory, "imported-models");

    /// <summary>The packs of the shared model folder, which holds all files of "standard".</summary>
    public static InstalledPacks StandardPacks(OnnxSessionPool pool) =>
        new(ModelCatalogue.Default, new ModelStore(SharedData.Require("models"), ImportedFolder), pool);
}
