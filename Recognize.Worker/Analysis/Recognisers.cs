using Recognize.Models.Faces;
using Recognize.Models.Inference;
using Recognize.Models.Landmarks;
using Recognize.Models.Library;
using Recognize.Models.Music;
using Recognize.Models.Objects;

namespace Recognize.Worker.Analysis;

/// <summary>The recognisers that the installed packs give; null where no installed pack does the task.</summary>
internal sealed record Recognisers(
    FaceRecognizer? Faces, ObjectRecognizer? Objects, MusicRecognizer? Music, LandmarkRecognizer? Landmarks)
{
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

    /// <summary>Loads all networks, so that a damaged file stops the run and not one photo after the other.</summary>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public void Load()
    {
        Faces?.Load();
        Objects?.Load();
        Music?.Load();
        Landmarks?.Load();
    }
}
