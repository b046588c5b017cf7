using Recognize.Models.Inference;
using Recognize.Models.Packs.Import;
using Recognize.Models.Packs.Own;

namespace Recognize.Models.Packs;

/// <summary>Says which pack serves a task on this machine. An absent pack is an ordinary state. Thread-safe.</summary>
public sealed class InstalledPacks(ModelCatalogue catalogue, ModelStore store, OnnxSessionPool sessions)
{
    /// <summary>A role of this ending holds the weights of a network whose own file only describes it.</summary>
    private const string WeightsSuffix = "-weights";

    private readonly ImportedModelCache _imported = new(store.ImportedFolder);

    private readonly PackChoice _choice = new(store.Folder);

    /// <summary>The packs that the owner added.</summary>
    public OwnPackStore Own { get; } = new(store);

    /// <summary>
    /// The pack that serves a task: the one the owner chose, else the first of the catalogue that is complete on disk.
    /// Null when none is, also when the chosen one is gone or incomplete: another's results would replace its results.
    /// </summary>
    public PackTask? Find(string task) => Candidates(task).FirstOrDefault(IsComplete);

    /// <summary>The first pack of the catalogue that serves a task and is complete on disk, whatever the owner chose.</summary>
    public PackTask? FindInCatalogue(string task) => InCatalogue(task).FirstOrDefault(IsComplete);

    /// <summary>What the owner chose for a task, whether it is complete or not; null for the catalogue's order.</summary>
    public ChosenPack? Choice(string task) => _choice.Of(task);

    /// <summary>Every pack that serves a task, of the catalogue and the owner's, complete or not.</summary>
    public IEnumerable<PackTask> Known(string task) =>
        InCatalogue(task).Concat(Own.List().Where(pack => pack.Task == task));

    /// <summary>Whether all files of a pack's task are on disk.</summary>
    public bool IsComplete(PackTask task) => task.Files.Values.All(store.IsInstalled);

    /// <summary>Chooses a pack for its task. Results it has not made become due when a worker starts.</summary>
    public void Use(PackTask task) =>
        _choice.Set(
            task.Task, new ChosenPack(task.Pack, task.Own is null ? null : task.Version, DateTimeOffset.UtcNow));

    /// <summary>
    /// When the pack that serves a task was chosen, or its last file was put in place; null when none serves it.
    /// </summary>
    public DateTimeOffset? ServesSince(string task)
    {
        if (Find(task) is not { } pack)
            return null;
        var installed = pack.Files.Values
            .Select(file => new DateTimeOffset(File.GetLastWriteTimeUtc(store.PathOf(file)), TimeSpan.Zero))
            .DefaultIfEmpty(DateTimeOffset.UnixEpoch).Max();
        return _choice.Of(task)?.ChosenAt is { } chosen && chosen > installed ? chosen : installed;
    }

    /// <summary>Leaves a task to the order of the catalogue again.</summary>
    public void UseDefault(string task) => _choice.Set(task, null);

    private IEnumerable<PackTask> Candidates(string task) => _choice.Of(task) is { } chosen
        ? Known(task).Where(pack => pack.Pack == chosen.Pack && (chosen.Version is null || pack.Version == chosen.Version))
        : InCatalogue(task);

    private IEnumerable<PackTask> InCatalogue(string task) =>
        catalogue.Packs.SelectMany(pack => pack.Tasks).Where(candidate => candidate.Task == task);

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
            return sessions.Open(file.Name, file.Sha256, () => store.ReadVerified(file));
        var weights = ModelImport.NeedsWeights(file.Name) ? task.Files[role + WeightsSuffix] : null;
        var source = weights is null ? file.Sha256 : $"{file.Sha256}-{weights.Sha256}";
        return sessions.Open(file.Name, $"{source}.v{ModelImport.Version}", () => ReadImported(file, weights, source));
    }

    /// <summary>The verified text of one role of a task, such as its labels.</summary>
    /// <exception cref="ModelFileException">The file is missing or damaged.</exception>
    internal string ReadText(PackTask task, string role) =>
        System.Text.Encoding.UTF8.GetString(store.ReadVerified(task.Files[role]));

    /// <summary>The labels that the model file of a role carries itself, one for each output.</summary>
    /// <exception cref="ModelFileException">The file is missing or damaged, or carries no such labels.</exception>
    internal IReadOnlyList<string> ReadAttachedLabels(PackTask task, string role, int count)
    {
        var file = task.Files[role];
        return ModelImport.ReadLabels(file.Name, store.ReadVerified(file), count) ?? throw new ModelFileException(
            file.Name, $"The model file {file.Name} carries no list of {count} labels; give one beside it.");
    }

    /// <summary>How the network for sounds of one role wants its patches made.</summary>
    /// <exception cref="ModelFileException">The file is missing or damaged, or has no spectrogram of the known kind.</exception>
    internal SpectrogramConstants ReadSpectrogram(PackTask task, string role)
    {
        var file = task.Files[role];
        return ModelImport.ReadSpectrogram(file.Name, store.ReadVerified(file));
    }

    private byte[] ReadImported(ModelFile file, ModelFile? weights, string source)
    {
        // The source is read and verified each time: a model that was tampered with is not served from the cache.
        var content = store.ReadVerified(file);
        var weightBytes = weights is null ? null : store.ReadVerified(weights);
        return _imported.GetOrAdd(source, () => weightBytes is null
            ? ModelImport.Convert(file.Name, content)
            : ModelImport.Convert(file.Name, content, weightBytes));
    }
}
