using Recognize.Models.Landmarks;
using Recognize.Models.Media;
using Recognize.Models.Tags;

namespace Recognize.Worker.Evaluation;

/// <summary>How many photos were named, and how many of the names are right.</summary>
/// <param name="Photos">All that were looked at; those that cannot be read are among them and stay unnamed.</param>
/// <param name="Named">Photos that got a landmark.</param>
/// <param name="Right">Of these, photos of which one landmark is the labelled one.</param>
/// <param name="Wrong">The other named photos.</param>
/// <param name="Unreadable">Photos that cannot be read.</param>
internal sealed record LandmarksFigures(int Photos, int Named, int Right, int Wrong, int Unreadable);

/// <summary>What came of one photo.</summary>
/// <param name="File">As the labels name it.</param>
/// <param name="Label">What it shows; null when it shows no known place.</param>
/// <param name="Landmarks">The landmarks it got; cities and countries are not among them.</param>
/// <param name="IsRight">Whether one of them is the labelled one.</param>
/// <param name="Problem">Why it cannot be read, or null.</param>
internal sealed record EvaluatedLandmarkPhoto(
    string File, string? Label, IReadOnlyList<RecognizedTag> Landmarks, bool IsRight, string? Problem);

/// <summary>Measures landmark recognition on a folder of photos. Reads only.</summary>
/// <param name="decoder">Decodes the photos.</param>
/// <param name="recognizer">What is measured.</param>
/// <param name="tags">Says which tag a label means.</param>
/// <param name="leaveOneOut">A photo whose content is a reference of the gallery is compared with the others only.</param>
/// <param name="threads">Photos at the same time.</param>
internal sealed class LandmarksEvaluation(
    PhotoDecoder decoder, LandmarkRecognizer recognizer, LandmarkTagIndex tags, bool leaveOneOut, int threads)
{
    private const int DecodedEdgePixels = 1280;

    /// <param name="folder">Where the photos are.</param>
    /// <param name="labels">
    /// CSV with the columns <c>file</c> and <c>label</c>; null for every photo of the folder, none of which shows a known place.
    /// </param>
    /// <param name="cancellationToken">Stops between two photos.</param>
    /// <exception cref="FormatException">The labels cannot be read.</exception>
    public IReadOnlyList<EvaluatedLandmarkPhoto> Run(string folder, string? labels, CancellationToken cancellationToken)
    {
        var rows = Rows(folder, labels);
        var photos = new EvaluatedLandmarkPhoto[rows.Count];
        recognizer.Load();
        Parallel.For(
            0,
            rows.Count,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            i => photos[i] = LookAt(folder, rows[i].File, rows[i].Label, cancellationToken));
        return photos;
    }

    public static LandmarksFigures Sum(IReadOnlyList<EvaluatedLandmarkPhoto> photos)
    {
        var named = photos.Count(photo => photo.Landmarks.Count > 0);
        var right = photos.Count(photo => photo.IsRight);
        return new LandmarksFigures(
            photos.Count, named, right, named - right, photos.Count(photo => photo.Problem is not null));
    }

    private EvaluatedLandmarkPhoto LookAt(
        string folder, string file, string? label, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, file);
        try
        {
            using var photo = decoder.Decode(path, DecodedEdgePixels, cancellationToken);
            var except = leaveOneOut ? Convert.ToHexStringLower(ContentHasher.Hash(path, cancellationToken)) : null;
            var landmarks = recognizer
                .Recognize(photo.Image, TakenAtPlace.Of(PhotoMetadataReader.Read(path)), except, cancellationToken)
                .Where(tag => tag.Tag.Kind == TagKind.Landmark)
                .ToList();
            var isRight = label is not null && landmarks.Exists(landmark => Means(label, landmark.Tag));
            return new EvaluatedLandmarkPhoto(file, label, landmarks, isRight, Problem: null);
        }
        catch (UnreadableMediaException unreadable)
        {
            return new EvaluatedLandmarkPhoto(file, label, [], IsRight: false, unreadable.Message);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new EvaluatedLandmarkPhoto(file, label, [], IsRight: false, "The file cannot be read.");
        }
    }

    /// <summary>Whether a label names a tag: in any language, by any alias, however it is spelt.</summary>
    private bool Means(string label, TagDefinition tag)
    {
        var name = LandmarkNames.Fold(label);
        return tags.TagOf(label) == tag || tag.Names.Values.Any(other => LandmarkNames.Fold(other) == name);
    }

    private static List<(string File, string? Label)> Rows(string folder, string? labels)
    {
        if (labels is not null)
        {
            return [.. LabelFile.Read(labels, "file", "label")
                .Select(row => (row[0].Trim(), LandmarkNames.Fold(row[1]).Length > 0 ? row[1].Trim() : null))];
        }
        return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => MediaFormats.FromFileName(path)?.Kind == MediaKind.Photo)
            .Select(path => (File: Path.GetRelativePath(folder, path), Label: (string?)null))
            .OrderBy(row => row.File, StringComparer.Ordinal)];
    }
}
