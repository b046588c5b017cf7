namespace Recognize.Models.Contacts.Cards;

/// <summary>How much is read of a file of cards: one card is in memory at a time, and no card can fill it.</summary>
public sealed record VCardLimits
{
    /// <summary>Bytes of the file that are read; the rest is left, and said so.</summary>
    public long FileBytes { get; init; } = 200L << 20;

    /// <summary>Bytes of one portrait.</summary>
    public int PhotoBytes { get; init; } = 10 << 20;

    /// <summary>Portraits of one card.</summary>
    public int PhotosOfACard { get; init; } = 8;

    /// <summary>Lines of one card that are looked at.</summary>
    public int LinesOfACard { get; init; } = 10_000;

    /// <summary>Bytes of one line that are kept: a portrait in base64 with its head.</summary>
    internal int LineBytes => (int)Math.Min(int.MaxValue / 4, (PhotoBytes / 3L * 4) + (64 << 10));
}
