using Recognize.Models.Packs.Own;

namespace Recognize.Models.Packs;

/// <summary>
/// Says which pack serves a task on this machine, without loading any. An absent pack is an ordinary state. Thread-safe.
/// </summary>
public class PackShelf(ModelCatalogue catalogue, ModelStore store)
{
    private readonly PackChoice _choice = new(store.Folder);

    /// <summary>The packs that the owner added.</summary>
    public OwnPackStore Own { get; } = new(store);

    /// <summary>
    /// The pack that serves a task: the one the owner chose, else the first of the catalogue that is complete on disk.
    /// Null when none is, also when the chosen one is gone or incomplete, or a file of it was found damaged: another's results
    /// would replace its results.
    /// </summary>
    public PackTask? Find(string task) =>
        Candidates(task).FirstOrDefault(IsComplete) is { } pack && !pack.Files.Values.Any(store.IsKnownDamaged) ? pack : null;

    /// <summary>Versions of the packs that serve each task, in the order of <see cref="ModelTasks.All"/>; null where none does.</summary>
    public IReadOnlyList<string?> Serving => [.. ModelTasks.All.Select(task => Find(task)?.Version)];

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
}
