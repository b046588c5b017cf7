using System.Globalization;
using Recognize.Models.Inference;
using Recognize.Models.Classifiers;
using Recognize.Models.Media;
using Recognize.Models.Objects;
using Recognize.Models.Packs;
using Recognize.Models.Packs.Own;
using Recognize.Models.Tags;

namespace Recognize.Worker.CommandLine;

/// <summary>Shows what a model says of a few photos beside what the pack in use says.</summary>
internal sealed class ModelsComparison(PhotoDecoder decoder, ObjectRecognizerFactory objects, Output output)
{
    private const int EdgePixels = 1280;
    private const int Shown = 5;

    /// <summary>Scores below it are left out: they say nothing.</summary>
    private const float LeastShown = 0.01f;

    public async Task PrintAsync(OwnPackDraft draft, ModelTrialReport report, CancellationToken cancellationToken)
    {
        var current = draft.Task == ModelTasks.Objects ? objects.TryGet() : null;
        foreach (var photo in report.Photos)
        {
            output.Line();
            output.Line(Output.Printable(photo.Path));
            output.Line($"  new:     {(photo.Problem is { } problem ? $"not read: {problem}" : Describe(draft, photo))}");
            if (photo.Problem is null && current is not null)
                output.Line($"  in use:  {await Task.Run(() => AskCurrent(current, photo.Path, cancellationToken), cancellationToken)}");
        }
        if (report.Photos.Count > 0)
            output.Line();
    }

    private static string Describe(OwnPackDraft draft, TriedPhoto photo) => string.Join(", ", photo.Best.Where(best => best.Score >= LeastShown).Select(best =>
    {
        var label = draft.Labels!.Names[best.Index];
        // What is below the threshold shows how near it was, and becomes no tag.
        var isTag = best.Score >= draft.Threshold && !draft.Labels.Background.Contains(best.Index);
        return Score(isTag ? label : $"({label})", best.Score);
    }));

    private string AskCurrent(ObjectRecognizer current, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var photo = decoder.Decode(path, EdgePixels, cancellationToken);
            var tags = current.Recognize(photo.Image, cancellationToken);
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
