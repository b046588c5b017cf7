using System.Collections.Immutable;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.Music;
using Recognize.Models.Tags;

namespace Recognize.Worker.Analysis;

/// <summary>Gives an audio file the genre it carries of itself, and the genres or sounds that are heard in it.</summary>
internal sealed class MusicAnalysis(FileGenreReader fileGenres, Recognisers recognisers)
{
    /// <summary>The file's own word, as tags that come with <see cref="AnalysisTask.Basics"/>; none for a video.</summary>
    public IReadOnlyDictionary<AnalysisTask, IReadOnlyList<RecognizedTag>> ReadFileGenre(
        ClaimedMedia media, MediaFacts facts) => media.Kind == MediaKind.Audio
        ? new Dictionary<AnalysisTask, IReadOnlyList<RecognizedTag>>
        {
            [AnalysisTask.Basics] = fileGenres.Read(facts.Genre),
        }
        : ImmutableDictionary<AnalysisTask, IReadOnlyList<RecognizedTag>>.Empty;

    /// <summary>Adds what is heard to an outcome, for each of the tasks asked for.</summary>
    /// <exception cref="UnreadableMediaException">No sound can be decoded.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public AnalysisOutcome Recognise(
        AnalysisOutcome outcome, MediaFacts facts, IReadOnlyList<AnalysisTask> tasks, CancellationToken cancellationToken)
    {
        var done = new List<TaskOutcome>(outcome.Tasks);
        var tags = outcome.Tags.ToDictionary();
        foreach (var task in tasks)
        {
            if (task != AnalysisTask.Music || recognisers.Music is not { } music)
            {
                done.Add(TaskOutcome.NoModel(task));
                continue;
            }
            if (!facts.HasAudio)
                throw new UnreadableMediaException("The file holds no sound.");
            tags[task] = music.Recognize(outcome.Media.Path, facts.Duration, cancellationToken);
            done.Add(TaskOutcome.Succeeded(task, music.PackVersion));
        }
        return outcome with { Tasks = done, Tags = tags };
    }
}
