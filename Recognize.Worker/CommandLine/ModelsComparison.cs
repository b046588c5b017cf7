using System.Globalization;
using Recognize.Models.Inference;
using Recognize.Models.Classifiers;
using Recognize.Models.Media;
using Recognize.Models.Music;
using Recognize.Models.Objects;
using Recognize.Models.Packs;
using Recognize.Models.Packs.Own;
using Recognize.Models.Tags;

namespace Recognize.Worker.CommandLine;

/// <summary>Shows what a model says of a few photos or recordings beside what the pack in use says.</summary>
internal sealed class ModelsComparison(
    PhotoDecoder decoder, ObjectRecognizerFactory objects, MediaProbe probe, MusicRecognizerFactory music, Output output)
{
    private const int EdgePixels = 1280;
    private const int Shown = 5;

    /// <summary>Scores below it are left out: they say nothing.</summary>
    private const float LeastShown = 0.01f;

    public async Task PrintAsync(OwnPackDraft draft, ModelTrialReport report, CancellationToken cancellationToken)
    {
        var current = Current(draft.Task);
        foreach (var file in report.Files)
        {
            output.Line();
            output.Line(Output.Printable(file.Path));
            output.Line($"  new:     {(file.Problem is { } problem ? $"not read: {problem}" : Describe(draft, file))}");
            if (file.Problem is null && current is not null)
                output.Line($"  in use:  {await Task.Run(() => Ask(current, file.Path, cancellationToken), cancellationToken)}");
        }
        if (report.Files.Count > 0)
            output.Line();
    }

    private static string Describe(OwnPackDraft draft, TriedFile file) => string.Join(", ", file.Best.Where(best => best.Score >= LeastShown).Select(best =>
    {
        var label = draft.Labels!.Names[best.Index];
        // What is below the threshold shows how near it was, and becomes no tag.
        var isTag = best.Score >= draft.Threshold && !draft.Labels.Background.Contains(best.Index);
        return Score(isTag ? label : $"({label})", best.Score);
    }));

    /// <summary>What says the tags of the pack in use; null where nothing is installed or nothing is compared.</summary>
    private Func<string, CancellationToken, IReadOnlyList<RecognizedTag>>? Current(string task)
    {
        if (task == ModelTasks.Objects && objects.TryGet() is { } recognizer)
        {
            return (path, cancellationToken) =>
            {
                using var photo = decoder.Decode(path, EdgePixels, cancellationToken);
                return recognizer.Recognize(photo.Image, cancellationToken);
            };
        }
        if (task == ModelTasks.Music && music.TryGet() is { } listener)
        {
            return (path, cancellationToken) =>
                listener.Recognize(path, probe.Read(path, cancellationToken).Duration, cancellationToken);
        }
        return null;
    }

    private static string Ask(
        Func<string, CancellationToken, IReadOnlyList<RecognizedTag>> current, string path, CancellationToken cancellationToken)
    {
        try
        {
            var tags = current(path, cancellationToken);
            return tags.Count == 0 ? "no tag" : string.Join(", ", tags.Take(Shown).Select(Describe));
        }
        catch (ModelFileException damaged)
        {
            return damaged.Message;
        }
        catch (Exception error) when (error is UnreadableMediaException or IOException or UnauthorizedAccessException)
        {
            return $"not read: {error.Message}";
        }
    }

    private static string Describe(RecognizedTag tag) => Score(tag.Tag.Name, tag.Score);

    private static string Score(string name, float score) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} {100 * score:F0} %");
}
