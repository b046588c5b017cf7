namespace Recognize.Worker.Evaluation;

/// <summary>What <see cref="MusicEvaluation"/> measured. Shares are of all tracks: one that fails counts as wrong.</summary>
/// <param name="Tracks">Labelled tracks.</param>
/// <param name="Top1">Share of tracks whose genre had the highest score of all labelled genres.</param>
/// <param name="Top3">Share of tracks whose genre was among the three highest.</param>
/// <param name="PerGenre">The same for each label.</param>
/// <param name="RealtimeFactor">Seconds of recordings per second of decoding and listening.</param>
/// <param name="UnknownLabels">Labels that are no genre of the rules; their tracks count as wrong.</param>
/// <param name="MissingGenres">Labels whose genre the model never gives; their tracks count as wrong.</param>
/// <param name="Unreadable">Tracks that could not be listened to, with the reason.</param>
internal sealed record MusicFigures(
    int Tracks,
    double Top1,
    double Top3,
    IReadOnlyDictionary<string, GenreFigures> PerGenre,
    double RealtimeFactor,
    IReadOnlyList<string> UnknownLabels,
    IReadOnlyList<string> MissingGenres,
    IReadOnlyList<UnreadableTrack> Unreadable)
{
    /// <param name="ranks">Label and rank of each track, from 0; null for a track that counts as wrong.</param>
    /// <param name="unknownLabels">As the property.</param>
    /// <param name="missingGenres">As the property.</param>
    /// <param name="unreadable">As the property.</param>
    /// <param name="realtimeFactor">As the property.</param>
    public static MusicFigures Of(
        IReadOnlyList<(string Label, int? Rank)> ranks, IReadOnlyList<string> unknownLabels,
        IReadOnlyList<string> missingGenres, IReadOnlyList<UnreadableTrack> unreadable, double realtimeFactor)
    {
        var perGenre = ranks.GroupBy(track => track.Label, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => new GenreFigures(
                group.Count(), Share(group, 1), Share(group, 3)));
        return new MusicFigures(
            ranks.Count, Share(ranks, 1), Share(ranks, 3), perGenre,
            Math.Round(realtimeFactor, 1), unknownLabels, missingGenres, unreadable);
    }

    private static double Share(IEnumerable<(string Label, int? Rank)> ranks, int places) =>
        Math.Round(ranks.Average(track => track.Rank < places ? 1.0 : 0.0), 4);
}

/// <summary>The shares of one label.</summary>
internal sealed record GenreFigures(int Tracks, double Top1, double Top3);

/// <summary>A file that could not be listened to.</summary>
internal sealed record UnreadableTrack(string File, string Reason);
