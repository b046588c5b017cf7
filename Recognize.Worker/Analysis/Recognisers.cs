using Recognize.Models.Faces;
using Recognize.Models.Inference;
using Recognize.Models.Landmarks;
using Recognize.Models.Library;
using Recognize.Models.Music;
using Recognize.Models.Objects;
using Recognize.Models.Packs;

namespace Recognize.Worker.Analysis;

/// <summary>The recognisers that the installed packs give; null where no installed pack does the task.</summary>
internal sealed record Recognisers(
    FaceRecognizer? Faces, ObjectRecognizer? Objects, MusicRecognizer? Music, LandmarkRecognizer? Landmarks)
{
    private static readonly Dictionary<AnalysisTask, string> PackTasks = new()
    {
        [AnalysisTask.Faces] = ModelTasks.Faces,
        [AnalysisTask.Objects] = ModelTasks.Objects,
        [AnalysisTask.Music] = ModelTasks.Music,
        [AnalysisTask.Landmarks] = ModelTasks.Landmarks,
    };

    /// <summary>What is installed for each task; a task that nothing does is absent.</summary>
    public IReadOnlyDictionary<AnalysisTask, string> Versions { get; } =
        new (AnalysisTask Task, string? Version)[]
        {
            (AnalysisTask.Faces, Faces?.PackVersion),
            (AnalysisTask.Objects, Objects?.PackVersion),
            (AnalysisTask.Music, Music?.PackVersion),
            (AnalysisTask.Landmarks, Landmarks?.Version),
        }
        .Where(entry => entry.Version is not null)
        .ToDictionary(entry => entry.Task, entry => entry.Version!);

    /// <summary>
    /// Opens the networks of these tasks, so that a damaged file stops the run and not one photo after the other.
    /// </summary>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public void Load(IReadOnlyCollection<AnalysisTask> tasks)
    {
        if (tasks.Contains(AnalysisTask.Faces))
            Faces?.Load();
        if (tasks.Contains(AnalysisTask.Objects))
            Objects?.Load();
        if (tasks.Contains(AnalysisTask.Music))
            Music?.Load();
        if (tasks.Contains(AnalysisTask.Landmarks))
            Landmarks?.Load();
    }

    /// <summary>What packs call these tasks.</summary>
    public static IReadOnlyCollection<string> NamesOf(IEnumerable<AnalysisTask> tasks) =>
        [.. tasks.Where(PackTasks.ContainsKey).Select(task => PackTasks[task])];
}
