using System.Numerics.Tensors;

namespace Recognize.Worker.Evaluation;

/// <summary>What an evaluation of pairs found.</summary>
/// <param name="Figures">The figures.</param>
/// <param name="Photos">Distinct photos named by the pairs.</param>
/// <param name="Folds">Distinct folds.</param>
/// <param name="WithoutFace">Photos that were read and show no face, as the file of pairs names them.</param>
/// <param name="Unreadable">Photos that could not be read, with the reason.</param>
internal sealed record VerifyReport(
    VerifyFigures Figures, int Photos, int Folds,
    IReadOnlyList<string> WithoutFace, IReadOnlyList<(string File, string Reason)> Unreadable);

/// <summary>
/// Measures whether faces tell people apart: the photos go the way that the pipeline sends them, each once, on all
/// threads, and what that takes is measured, too; of several faces the one nearest to the middle counts. Reads only.
/// </summary>
internal sealed class VerifyEvaluation(FaceReader reader)
{
    /// <param name="images">The folder that the file of pairs names its photos in.</param>
    /// <param name="pairsFile">CSV with the columns fold, file_a, file_b, same (1 or 0).</param>
    /// <param name="cancellationToken">Stops between two photos.</param>
    /// <exception cref="FormatException">The file of pairs cannot be understood; the message says where.</exception>
    public VerifyReport Run(string images, string pairsFile, CancellationToken cancellationToken)
    {
        var pairs = Read(pairsFile);
        var files = pairs.SelectMany(pair => new[] { pair.FileA, pair.FileB })
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var read = reader.ReadAll(images, files, cancellationToken);
        var vectors = read.Photos.Where(photo => photo.Value.Middle is not null)
            .ToDictionary(photo => photo.Key, photo => photo.Value.Middle!.Embedding, StringComparer.Ordinal);

        var compared = pairs.Select(pair => new ComparedPair(pair.Fold, pair.Same, Similarity(pair))).ToList();
        return new VerifyReport(
            VerifyFigures.Measure(compared, files.Count - vectors.Count) with { Reading = read.Cost },
            files.Count,
            pairs.Select(pair => pair.Fold).Distinct(StringComparer.Ordinal).Count(),
            [.. files.Where(file => !vectors.ContainsKey(file) && !read.Unreadable.ContainsKey(file))],
            [.. files.Where(read.Unreadable.ContainsKey).Select(file => (file, read.Unreadable[file]))]);

        float? Similarity(Pair pair) =>
            vectors.TryGetValue(pair.FileA, out var a) && vectors.TryGetValue(pair.FileB, out var b)
                ? TensorPrimitives.Dot<float>(a, b)
                : null;
    }

    private static List<Pair> Read(string path)
    {
        var rows = LabelFile.Read(path, "fold", "file_a", "file_b", "same");
        return rows.Count == 0
            ? throw new FormatException($"'{path}' holds no pair.")
            : [.. rows.Select((row, index) => new Pair(row[0].Trim(), row[1], row[2], row[3].Trim() switch
            {
                "1" => true,
                "0" => false,
                var other => throw new FormatException($"'{path}', pair {index + 1}: 'same' is '{other}', not 1 or 0."),
            }))];
    }

    private sealed record Pair(string Fold, string FileA, string FileB, bool Same);
}
