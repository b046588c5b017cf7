using System.Diagnostics;
using Recognize.Models.Media;
using Recognize.Models.Music;
using Recognize.Models.Tags;

namespace Recognize.Worker.Evaluation;

/// <summary>
/// Measures how well genres are recognised: for each labelled track the genres of all labels are ranked against each
/// other. Reads the folder as it is and writes nothing. One track at a time, on one core but for the decoder.
/// </summary>
internal sealed class MusicEvaluation(MediaProbe probe, GenreRules rules)
{
    /// <param name="recognizer">What is measured.</param>
    /// <param name="folder">Where the files are.</param>
    /// <param name="labels">CSV with the columns file and genre.</param>
    /// <param name="cancellationToken">Stops between tracks and within one.</param>
    /// <exception cref="FormatException">The labels cannot be read.</exception>
    public MusicFigures Run(MusicRecognizer recognizer, string folder, string labels, CancellationToken cancellationToken)
    {
        var rows = LabelFile.Read(labels, "file", "genre")
            .Select(row => (File: row[0].Trim(), Label: row[1].Trim(), Genre: rules.Find(row[1]))).ToList();
        if (rows.Count == 0)
            throw new FormatException($"'{labels}' labels no track.");
        var candidates = rows.Select(row => row.Genre).OfType<TagDefinition>().ToHashSet();
        recognizer.Load();

        var ranks = new List<(string Label, int? Rank)>();
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        var unreadable = new List<UnreadableTrack>();
        var (listened, clock) = (TimeSpan.Zero, new Stopwatch());
        foreach (var (file, label, genre) in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int? rank = null;
            try
            {
                var path = Path.Combine(folder, file);
                // In a library the facts are read before, with everything else that a file says of itself.
                var duration = probe.Read(path, cancellationToken).Duration;
                clock.Start();
                var scores = recognizer.Score(path, duration, cancellationToken);
                clock.Stop();
                listened += duration ?? TimeSpan.Zero;
                if (genre is not null && scores.ContainsKey(genre))
                    rank = RankOf(genre, candidates, scores);
                else if (genre is not null)
                    missing.Add(label);
            }
            catch (Exception failure) when (failure is UnreadableMediaException or IOException or UnauthorizedAccessException)
            {
                unreadable.Add(new UnreadableTrack(file, failure.Message));
            }
            finally
            {
                clock.Stop();
            }
            ranks.Add((label, rank));
        }
        return MusicFigures.Of(
            ranks,
            [.. rows.Where(row => row.Genre is null).Select(row => row.Label).Distinct(StringComparer.Ordinal)],
            [.. missing],
            unreadable,
            clock.Elapsed > TimeSpan.Zero ? listened / clock.Elapsed : 0);
    }

    // Of equal scores the others count first: a guess is no recognition.
    private static int RankOf(
        TagDefinition genre, HashSet<TagDefinition> candidates, IReadOnlyDictionary<TagDefinition, float> scores) =>
        candidates.Count(other => other != genre && scores.GetValueOrDefault(other) >= scores[genre]);
}
