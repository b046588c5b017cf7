using System.Globalization;
using Recognize.Models.Media;
using Recognize.Models.Objects;
using Recognize.Worker.Analysis;

namespace Recognize.Worker.Evaluation;

/// <summary>Measures object recognition on a folder of photos, of which a labels file says what they show.</summary>
internal sealed class ObjectsEvaluation(PhotoDecoder decoder, ObjectRecognizer recognizer)
{
    private const int Ranks = 5;

    /// <summary>Looks at every photo that the labels name, or at every photo of the folder when there are no labels.</summary>
    /// <param name="folder">Where the photos are.</param>
    /// <param name="labels">CSV with the columns <c>file</c>, <c>wordnet_id</c> and <c>label</c>, or null.</param>
    /// <param name="cancellationToken">Stops between two photos.</param>
    /// <exception cref="FormatException">The labels cannot be read.</exception>
    public IReadOnlyList<EvaluatedPhoto> Run(string folder, string? labels, CancellationToken cancellationToken)
    {
        var photos = new List<EvaluatedPhoto>();
        foreach (var row in Rows(folder, labels))
        {
            cancellationToken.ThrowIfCancellationRequested();
            photos.Add(LookAt(folder, row[0], row[1].Trim(), row[2], cancellationToken));
        }
        return photos;
    }

    public static ObjectsFigures Sum(IReadOnlyList<EvaluatedPhoto> photos)
    {
        var ranks = photos.Where(photo => photo.Rank is not null).Select(photo => photo.Rank!.Value).ToList();
        return new ObjectsFigures(
            photos.Count,
            Share(ranks.Count(rank => rank == 0), ranks.Count),
            Share(ranks.Count(rank => rank >= 0), ranks.Count),
            Share(photos.Count(photo => photo.Tags.Count > 0), photos.Count),
            Share(photos.Sum(photo => photo.Tags.Count), photos.Count));
    }

    /// <summary>Writes a line for each tag of each photo, and one with an empty tag for a photo without any.</summary>
    public static void WriteTags(IReadOnlyList<EvaluatedPhoto> photos, string path)
    {
        using var writer = new StreamWriter(path);
        writer.WriteLine("file,label,tag,name,parent,score,source,raw_label");
        foreach (var photo in photos)
        {
            if (photo.Tags.Count == 0)
                writer.WriteLine(Row(photo.File, photo.Label, "", "", "", "", "", photo.Problem ?? ""));
            foreach (var tag in photo.Tags)
            {
                writer.WriteLine(Row(
                    photo.File, photo.Label, tag.TagId, tag.Tag.Name, tag.Tag.Parent?.Id ?? "",
                    tag.Score.ToString("F3", CultureInfo.InvariantCulture), tag.Source.ToString(), tag.RawLabel));
            }
        }
    }

    private EvaluatedPhoto LookAt(
        string folder, string file, string synset, string label, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, file);
        var place = ImageNetSynsets.PlaceOf(synset);
        try
        {
            using var photo = decoder.Decode(path, PhotoAnalysis.DecodedEdgePixels, cancellationToken);
            var metadata = PhotoMetadataReader.Read(path);
            var tags = recognizer.Recognize(photo.Image, PhotoOrigin.Of(photo, metadata), cancellationToken).Tags;
            var rank = place < 0 || !recognizer.RanksClasses
                ? (int?)null
                : Array.IndexOf(recognizer.TopClasses(photo.Image, Ranks, cancellationToken), place);
            return new EvaluatedPhoto(file, label, rank, tags);
        }
        catch (Exception error) when (error is UnreadableMediaException or IOException or UnauthorizedAccessException)
        {
            return new EvaluatedPhoto(file, label, place < 0 ? null : -1, [], error.Message);
        }
    }

    private static IEnumerable<string[]> Rows(string folder, string? labels) => labels is not null
        ? LabelFile.Read(labels, "file", "wordnet_id", "label")
        : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => MediaFormats.FromFileName(file)?.Kind == MediaKind.Photo)
            .Order(StringComparer.Ordinal)
            .Select(file => new[] { Path.GetRelativePath(folder, file), "", "" });

    private static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;

    private static string Row(params ReadOnlySpan<string> values)
    {
        var quoted = new List<string>(values.Length);
        foreach (var value in values)
        {
            quoted.Add(value.AsSpan().IndexOfAny(",\"\r\n") < 0
                ? value
                : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        }
        return string.Join(',', quoted);
    }
}
