using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Recognize.Models.Faces;
using Recognize.Models.Faces.Grouping;

namespace Recognize.Worker.Evaluation;

/// <summary>
/// Measures how faces are grouped into people: the photos go the way that the pipeline sends them, all faces are grouped,
/// and of each photo the face nearest to the middle is compared with the label. Reads only.
/// </summary>
internal sealed class ClusterEvaluation(
    FaceReader reader, GroupingOptions options, SimilarityLimits limits, Func<double> peakRssMiB)
{
    private const int Batches = 10;
    private const int Seed = 1;

    /// <param name="images">The folder that the labels name their photos in.</param>
    /// <param name="labelsFile">CSV with the columns file and person.</param>
    /// <param name="cancellationToken">Stops between two photos.</param>
    /// <exception cref="FormatException">The labels cannot be understood; the message says where.</exception>
    public ClusterReport Run(string images, string labelsFile, CancellationToken cancellationToken)
    {
        var labels = ReadLabels(labelsFile, out var nobody);
        LabelFile.RequireAny(images, labels.Keys, labelsFile);
        var clock = Stopwatch.StartNew();
        var read = reader.ReadAll(images, labels.Keys, cancellationToken);
        var faces = read.Photos.OrderBy(photo => photo.Key, StringComparer.Ordinal)
            .SelectMany(photo => photo.Value.Faces.Select((face, index) => ToGroup(photo.Key, index, face)))
            .ToList();
        var middle = read.Photos.Where(photo => photo.Value.Middle is not null).ToDictionary(
            photo => photo.Key,
            photo => FaceId(photo.Key, photo.Value.Faces.Index().First(face => face.Item == photo.Value.Middle).Index),
            StringComparer.Ordinal);

        var growth = new ClusterGrowth(options, limits);
        var reading = clock.Elapsed;
        var (groups, _) = growth.Run(faces, batches: 1, seed: null, cancellationToken);
        var seconds = clock.Elapsed;
        var (grown, churn) = growth.Run(faces, Batches, Seed, cancellationToken);

        var oneRun = Measure(groups);
        return new ClusterReport(
            new ClusterFigures(
                labels.Count, faces.Count, groups.Values.Distinct().Count(), oneRun.Precision, oneRun.Recall, oneRun.F1,
                oneRun.Purity, oneRun.Coverage, oneRun.Combined, churn, Math.Round(seconds.TotalSeconds, 2),
                Math.Round(peakRssMiB(), 1)),
            oneRun,
            Measure(grown),
            ClusterGrowth.Agreement(faces, groups, grown),
            (seconds - reading).TotalSeconds,
            [.. labels.Keys.Where(file => !middle.ContainsKey(file) && !read.Unreadable.ContainsKey(file))],
            [.. labels.Keys.Where(read.Unreadable.ContainsKey).Select(file => (file, read.Unreadable[file]))],
            nobody);

        // A photo without a face stays in as a group of its own: what detection misses, grouping has lost.
        GroupingFigures Measure(IReadOnlyDictionary<Guid, Guid> placed) => GroupingFigures.Measure([.. labels.Select(
            label => new LabelledFace(
                label.Key,
                label.Value,
                middle.TryGetValue(label.Key, out var face) && placed.TryGetValue(face, out var group)
                    ? group.ToString()
                    : null))]);
    }

    /// <param name="path">The file of labels.</param>
    /// <param name="nobody">Rows that name no person: the same labels may serve a measurement in which that means something.</param>
    private static SortedDictionary<string, string> ReadLabels(string path, out int nobody)
    {
        nobody = 0;
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in LabelFile.Read(path, "file", "person"))
        {
            if (row[1].Length == 0)
                nobody++;
            else if (!labels.TryAdd(row[0], row[1]) && labels[row[0]] != row[1])
                throw new FormatException($"'{path}' names the photo '{row[0]}' twice, of '{labels[row[0]]}' and of '{row[1]}'.");
        }
        return labels.Count > 0 ? labels : throw new FormatException($"'{path}' names no photo.");
    }

    private static GroupingFace ToGroup(string file, int index, DetectedFace face) => new(
        FaceId(file, index), IdOf(file), face.Embedding, face.Quality, FormattableString.Invariant($"{file}:{index:D4}"));

    private static Guid FaceId(string file, int index) => IdOf(FormattableString.Invariant($"{file}:{index:D4}"));

    private static Guid IdOf(string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
}
