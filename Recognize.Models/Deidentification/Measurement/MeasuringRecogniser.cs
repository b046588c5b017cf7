using Recognize.Models.Faces;
using Recognize.Models.Packs;

namespace Recognize.Models.Deidentification.Measurement;

/// <summary>A network for faces that attacks covered ones in a measurement.</summary>
public sealed class MeasuringRecogniser
{
    private MeasuringRecogniser(string pack, string file, FaceEmbedder embedder) =>
        (Pack, File, Embedder) = (pack, file, embedder);

    /// <summary>The model pack it comes from.</summary>
    public string Pack { get; }

    /// <summary>The model file, which names the network.</summary>
    public string File { get; }

    internal FaceEmbedder Embedder { get; }

    /// <summary>All those of the catalogue that are installed, whichever of them this installation uses.</summary>
    /// <exception cref="Recognize.Models.Inference.ModelFileException">A model file is damaged.</exception>
    public static IReadOnlyList<MeasuringRecogniser> Installed(InstalledPacks packs) =>
    [
        .. packs.Known(ModelTasks.Faces).Where(task => task.Own is null && packs.IsComplete(task))
            .Select(task => new MeasuringRecogniser(
                task.Pack, task.Files["embedder"].Name,
                new FaceEmbedder(
                    packs.OpenModel(task, "embedder"),
                    task.Files.ContainsKey("landmarks") ? FaceEmbedderKind.FrFeature : FaceEmbedderKind.MobileFaceNet))),
    ];
}
