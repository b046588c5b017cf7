using Recognize.Models.Inference;

namespace Recognize.Models.Packs;

/// <summary>Says which pack serves a task on this machine. An absent pack is an ordinary state. Thread-safe.</summary>
public sealed class InstalledPacks(ModelCatalogue catalogue, ModelStore store, OnnxSessionPool sessions)
{
    /// <summary>The first pack of the catalogue that serves the task and is complete on disk, or null.</summary>
    public PackTask? Find(string task) => catalogue.Packs
        .SelectMany(pack => pack.Tasks)
        .FirstOrDefault(candidate => candidate.Task == task && candidate.Files.Values.All(store.IsInstalled));

    /// <summary>The network of one role of a task, loaded and verified on first use.</summary>
    /// <exception cref="ModelFileException">The file is missing, damaged or not a network.</exception>
    internal OnnxModel OpenModel(PackTask task, string role)
    {
        var file = task.Files[role];
        return sessions.Open(file.Name, file.Sha256, () => store.ReadVerified(file));
    }

    /// <summary>The verified text of one role of a task, such as its labels.</summary>
    /// <exception cref="ModelFileException">The file is missing or damaged.</exception>
    internal string ReadText(PackTask task, string role) =>
        System.Text.Encoding.UTF8.GetString(store.ReadVerified(task.Files[role]));
}
