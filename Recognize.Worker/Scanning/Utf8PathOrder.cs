using System.Text;

namespace Recognize.Worker.Scanning;

/// <summary>
/// Orders paths by their UTF-8 bytes, as Postgres does under collation "C". UTF-16 ordinal order differs from it for
/// characters beyond the basic plane, which would make a scan take known files for new ones.
/// </summary>
internal sealed class Utf8PathOrder : IComparer<string>
{
    public static Utf8PathOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (ReferenceEquals(x, y))
            return 0;
        if (x is null)
            return -1;
        if (y is null)
            return 1;

        var length = Math.Min(x.Length, y.Length);
        var at = x.AsSpan(0, length).CommonPrefixLength(y.AsSpan(0, length));
        if (at == length)
            return x.Length.CompareTo(y.Length);

        // A pair that differs only in its second half is compared as a whole code point.
        if (char.IsLowSurrogate(x[at]) && char.IsLowSurrogate(y[at]))
            at--;
        return CodePoint(x, at).CompareTo(CodePoint(y, at));
    }

    private static int CodePoint(string text, int at) =>
        Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out _) == System.Buffers.OperationStatus.Done
            ? rune.Value
            : text[at];
}
