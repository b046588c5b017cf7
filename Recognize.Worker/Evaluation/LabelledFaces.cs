using Recognize.Models.Deidentification.Measurement;

namespace Recognize.Worker.Evaluation;

/// <summary>
/// Photos by person for a measurement that compares strangers by the million: pairs alone name too few of them, so the
/// people come from a file of labels, or from the photos' folders when no pair contradicts these.
/// </summary>
internal static class LabelledFaces
{
    /// <summary>Photos of people with two or more each: those that pairs name first.</summary>
    /// <param name="images">The folder that both files name their photos in.</param>
    /// <param name="pairsFile">CSV with the columns file_a, file_b, same.</param>
    /// <param name="labelsFile">CSV with the columns file, person; null for the one beside the pairs, if there is one.</param>
    /// <param name="most">Photos at most.</param>
    /// <exception cref="FormatException">A file cannot be understood, or the people cannot be told.</exception>
    public static IReadOnlyList<LabelledFace> Read(string images, string pairsFile, string? labelsFile, int most)
    {
        var pairs = LabelFile.Read(pairsFile, "file_a", "file_b", "same");
        labelsFile ??= Path.Combine(Path.GetDirectoryName(pairsFile)!, "labels.csv");
        var people = File.Exists(labelsFile)
            ? LabelFile.Read(labelsFile, "file", "person").ToDictionary(row => row[0], row => row[1], StringComparer.Ordinal)
            : FromFolders(pairs, pairsFile);
        var named = pairs.SelectMany(pair => new[] { pair[0], pair[1] }).ToHashSet(StringComparer.Ordinal);
        var chosen = new List<LabelledFace>();
        foreach (var person in people.GroupBy(entry => entry.Value, entry => entry.Key, StringComparer.Ordinal)
            .Where(person => person.Count() > 1)
            .OrderByDescending(person => person.Count(named.Contains)).ThenBy(person => person.Key, StringComparer.Ordinal))
        {
            // A person with hundreds of photos would make the figures that person's.
            var photos = person.OrderByDescending(named.Contains).ThenBy(file => file, StringComparer.Ordinal).Take(8).ToList();
            if (chosen.Count + photos.Count > most)
                break;
            chosen.AddRange(photos.Select(file => new LabelledFace(Path.Combine(images, file), person.Key)));
        }
        return chosen;
    }

    private static Dictionary<string, string> FromFolders(IReadOnlyList<string[]> pairs, string pairsFile)
    {
        var people = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var (first, second) = (Path.GetDirectoryName(pair[0])!, Path.GetDirectoryName(pair[1])!);
            if ((first == second) != (pair[2].Trim() == "1") || first.Length == 0)
            {
                throw new FormatException(
                    $"'{pairsFile}' does not tell who all the people are, and there is no labels.csv beside it: give one with --labels.");
            }
            (people[pair[0]], people[pair[1]]) = (first, second);
        }
        return people;
    }
}
