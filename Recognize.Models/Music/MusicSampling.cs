namespace Recognize.Models.Music;

/// <summary>A stretch of a recording.</summary>
internal readonly record struct Stretch(TimeSpan Start, TimeSpan Length);

/// <summary>
/// Which stretches of a recording are listened to. Up to 45 s all of it; of longer ones short stretches in the middle of
/// equal parts, one for every 40 s but 6 at least and 12 at most. A piece's genre does not change from second to second,
/// while an intro, a solo or the applause differ from it: a few seconds from everywhere tell more than a minute from one
/// place, at a cost that no length of the recording can raise.
/// </summary>
internal static class MusicSampling
{
    private const int FewestStretches = 6;
    private const int MostStretches = 12;

    private static readonly TimeSpan WholeLength = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan PartLength = TimeSpan.FromSeconds(40);

    // Two patches of musicnn (2 x 187 frames of 16 ms) and a little for what seeking loses.
    private static readonly TimeSpan StretchLength = TimeSpan.FromSeconds(6.1);

    /// <summary>The first seconds: what is tried when a recording turns out shorter than it says.</summary>
    public static Stretch Beginning { get; } = new(TimeSpan.Zero, WholeLength);

    /// <summary>In their order in the recording; at most 75 s together.</summary>
    /// <param name="duration">Null when the file does not say: then a stretch of every 40 s, until there is no more.</param>
    public static IReadOnlyList<Stretch> Plan(TimeSpan? duration)
    {
        if (duration <= WholeLength)
            return [Beginning];
        var count = duration is { } known
            ? Math.Clamp((int)Math.Ceiling(known / PartLength), FewestStretches, MostStretches)
            : MostStretches;
        var part = duration / count ?? PartLength;
        var first = duration is null ? TimeSpan.Zero : (part - StretchLength) / 2;
        return [.. Enumerable.Range(0, count).Select(index => new Stretch(first + (part * index), StretchLength))];
    }
}
