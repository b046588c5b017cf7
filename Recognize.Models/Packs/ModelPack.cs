using Recognize.Models.Packs.Own;

namespace Recognize.Models.Packs;

/// <summary>A set of model files that serves one or more tasks.</summary>
public sealed record ModelPack(string Name, string Summary, IReadOnlyList<PackTask> Tasks)
{
    /// <summary>All files of all tasks, each once.</summary>
    public IEnumerable<ModelFile> Files => Tasks.SelectMany(task => task.Files.Values).DistinctBy(file => file.Name);
}

/// <summary>What a pack brings for one task.</summary>
/// <param name="Pack">Name of the pack.</param>
/// <param name="Task">One of <see cref="ModelTasks"/>.</param>
/// <param name="Version">Stored with every result; another version makes the task due again.</param>
/// <param name="Files">The files by their role, such as <c>detector</c>.</param>
public sealed record PackTask(string Pack, string Task, string Version, IReadOnlyDictionary<string, ModelFile> Files)
{
    /// <summary>How to use a model that the owner added; null for a pack of the catalogue, which the code knows.</summary>
    public OwnModel? Own { get; init; }

    /// <summary>What <c>docs/accuracy.md</c> says of it, as shares, by the name of the figure; empty where nothing was measured.</summary>
    public IReadOnlyDictionary<string, double> Accuracy { get; init; } = new Dictionary<string, double>();
}

/// <summary>The tasks that packs can serve.</summary>
public static class ModelTasks
{
    public const string Faces = "faces";

    public const string Objects = "objects";

    public const string Music = "music";

    /// <summary>Makes matching against a gallery of reference photos faster; places by coordinates need no pack.</summary>
    public const string Landmarks = "landmarks";

    public static IReadOnlyList<string> All { get; } = [Faces, Objects, Music, Landmarks];
}
