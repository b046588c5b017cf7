using Recognize.Models.Inference;
using Recognize.Models.Packs.Import;

namespace Recognize.Models.Packs;

/// <summary>Opens what the packs of this machine consist of. Thread-safe.</summary>
public sealed class InstalledPacks(ModelCatalogue catalogue, ModelStore store, OnnxSessionPool sessions)
    : PackShelf(catalogue, store)
{
    /// <summary>A role of this ending holds the weights of a network whose own file only describes it.</summary>
    private const string WeightsSuffix = "-weights";

    private readonly ImportedModelCache _imported = new(store.ImportedFolder);

    private readonly ModelStore _store = store;

    /// <summary>
    /// The network of one role of a task, loaded and verified on first use. A file that is not ONNX is imported: see
    /// <see cref="TfliteImporter"/> and <see cref="TfjsImporter"/> for the names and shapes of its input and output then.
    /// </summary>
    /// <exception cref="ModelFileException">The file is missing, damaged, not a network or holds what is not supported.</exception>
    internal OnnxModel OpenModel(PackTask task, string role)
    {
        var file = task.Files[role];
        if (task.Own is { } own && NeverInferred.Rules.Find(own.Output.Name) is { } kind)
        {
            throw new ModelFileException(
                file.Name, $"The output \"{own.Output.Name}\" of the pack \"{task.Pack}\" infers {kind} from people: this program never does.");
        }
        if (!ModelImport.Applies(file.Name))
            return sessions.Open(file.Name, file.Sha256, () => _store.ReadVerified(file), task.Task);
        var weights = ModelImport.NeedsWeights(file.Name) ? task.Files[role + WeightsSuffix] : null;
        var source = weights is null ? file.Sha256 : $"{file.Sha256}-{weights.Sha256}";
        return sessions.Open(
            file.Name, $"{source}.v{ModelImport.Version}", () => ReadImported(file, weights, source), task.Task);
    }

    /// <summary>The verified text of one role of a task, such as its labels.</summary>
    /// <exception cref="ModelFileException">The file is missing or damaged.</exception>
    internal string ReadText(PackTask task, string role) =>
        System.Text.Encoding.UTF8.GetString(_store.ReadVerified(task.Files[role]));

    /// <summary>The labels that the model file of a role carries itself, one for each output.</summary>
    /// <exception cref="ModelFileException">The file is missing or damaged, or carries no such labels.</exception>
    internal IReadOnlyList<string> ReadAttachedLabels(PackTask task, string role, int count)
    {
        var file = task.Files[role];
        return ModelImport.ReadLabels(file.Name, _store.ReadVerified(file), count) ?? throw new ModelFileException(
            file.Name, $"The model file {file.Name} carries no list of {count} labels; give one beside it.");
    }

    /// <summary>How the network for sounds of one role wants its patches made.</summary>
    /// <exception cref="ModelFileException">The file is missing or damaged, or has no spectrogram of the known kind.</exception>
    internal SpectrogramConstants ReadSpectrogram(PackTask task, string role)
    {
        var file = task.Files[role];
        return ModelImport.ReadSpectrogram(file.Name, _store.ReadVerified(file));
    }

    private byte[] ReadImported(ModelFile file, ModelFile? weights, string source)
    {
        // The source is read and verified each time: a model that was tampered with is not served from the cache.
        var content = _store.ReadVerified(file);
        var weightBytes = weights is null ? null : _store.ReadVerified(weights);
        return _imported.GetOrAdd(source, () => weightBytes is null
            ? ModelImport.Convert(file.Name, content)
            : ModelImport.Convert(file.Name, content, weightBytes));
    }
}
