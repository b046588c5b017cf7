namespace Recognize.Models.Music;

/// <summary>A stretch of a recording.</summary>
internal readonly record struct Stretch(TimeSpan Start, TimeSpan Length);

/// <summary>
/// Which stretches of a recording are listened to. Up to 45 s all of it; of longer ones short stretches in the middle of
/// equal parts, one for every 40 s but 6 at least and 12 at most. A piece's genre does not change from second to second,
/// while an intro, a solo or the applause differ from it: a few seconds from everywhere tell more than a minute from one
/// place, at a cost that no length of the recording can raise. A network of long patches hears fewer and longer stretches.
/// </summary>
internal static class MusicSampling
{
    private const int FewestStretches = 6;
    private const int MostStretches = 12;

    private static readonly TimeSpan WholeLength = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan PartLength = TimeSpan.FromSeconds(40);

    // Two patches of musicnn (2 x 187 frames of 16 ms) and a little for what seeking loses.
    private static readonly TimeSpan StretchLength = TimeSpan.FromSeconds(6.1);
    private static readonly TimeSpan SeekingLoss = TimeSpan.FromSeconds(0.1);

    // But for networks of patches of more than half of it, which hear two of them.
    private static readonly TimeSpan MostListened = TimeSpan.FromSeconds(75);

    /// <summary>The first seconds: what is tried when a recording turns out shorter than it says.</summary>
    public static Stretch Beginning(TimeSpan patch = default) => new(TimeSpan.Zero, Longer(WholeLength, 2 * LengthFor(patch)));

    /// <summary>In their order in the recording; at most 75 s together, or two patches.</summary>
    /// <param name="duration">Null when the file does not say: then a stretch of every 40 s, until there is no more.</param>
    /// <param name="patch">How much the network hears at once, where that is more than 6 s.</param>
    public static IReadOnlyList<Stretch> Plan(TimeSpan? duration, TimeSpan patch = default)
    {
        var beginning = Beginning(patch);
        if (duration <= beginning.Length)
            return [beginning];
        var length = LengthFor(patch);
        var most = Math.Clamp((int)(MostListened / length), 2, MostStretches);
        var count = duration is { } known
            // Short recordings have no room for many long stretches.
            ? Math.Min(
                Math.Clamp((int)Math.Ceiling(known / PartLength), Math.Min(FewestStretches, most), most), (int)(known / length))
            : most;
        var part = duration / count ?? Longer(PartLength, length);
        var first = duration is null ? TimeSpan.Zero : (part - length) / 2;
        return [.. Enumerable.Range(0, count).Select(index => new Stretch(first + (part * index), length))];
    }

    private static TimeSpan LengthFor(TimeSpan patch) => Longer(StretchLength, patch + SeekingLoss);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
