using Recognize.Models.Inference;
using Recognize.Models.Packs;
using Recognize.Models.Packs.Own;

namespace Recognize.Tests.Packs.Own;

/// <summary>Installs small packs of an owner's for tests.</summary>
internal static class OwnPacks
{
    public static readonly OwnInput ColourInput = new(
        8, 8, Interleaved: false, BlueFirst: false, [0, 0, 0], [1 / 255f, 1 / 255f, 1 / 255f], Crop: 1);

    /// <summary>A pack that tells colours apart; another gain is another version.</summary>
    public static async Task<PackTask> InstallColoursAsync(
        InstalledPacks packs, string task = ModelTasks.Objects, float gain = 20, params string[] labels)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, SmallNetworks.Colours(gain));
            using var model = await packs.Own.ReceiveAsync(file, CancellationToken.None);
            return packs.Own.Install(model, Draft(task, labels.Length == 3 ? labels : ["red", "green", "blue"]), DateTimeOffset.UtcNow)
                .Pack;
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>A pack that tells sound (jazz) from silence, by patches of half a second; another gain is another version.</summary>
    public static async Task<PackTask> InstallLoudnessAsync(InstalledPacks packs, float gain = 2000)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, SmallNetworks.Loudness(gain, 1, 8000));
            using var model = await packs.Own.ReceiveAsync(file, CancellationToken.None);
            var draft = Draft(ModelTasks.Music, ["Jazz", "Silence", "Chiptune"]) with
            {
                Name = "loudness",
                Input = null,
                Sound = new OwnSoundInput(SoundForm.Waveform, 16_000, [1, 8000]),
            };
            return packs.Own.Install(model, draft, DateTimeOffset.UtcNow).Pack;
        }
        finally
        {
            File.Delete(file);
        }
    }

    public static OwnPackDraft Draft(string task, IReadOnlyList<string> labels) => new()
    {
        Name = "colours",
        Task = task,
        Licence = "CC0",
        Input = ColourInput,
        Output = new OwnOutput("scores", 3, OwnOutputKind.Softmax),
        Threshold = 0.5f,
        Labels = LabelList.Of(labels),
    };

    /// <summary>An empty store in a folder, with the real catalogue, of which nothing is installed.</summary>
    public static InstalledPacks Open(string folder, OnnxSessionPool pool) =>
        new(ModelCatalogue.Default, new ModelStore(folder), pool);
}
