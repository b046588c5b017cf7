using System.Text;

namespace Recognize.Models.Media.Metadata;

/// <summary>Makes texts of strangers' files fit for a database and a screen.</summary>
internal static class MetadataText
{
    /// <summary>
    /// The text without control characters and broken characters, trimmed and cut to a number of UTF-16 units; null when
    /// nothing is left.
    /// </summary>
    internal static string? Clean(string? text, int maxLength)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var clean = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length == 0 && (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune)))
                continue;
            if (clean.Length + rune.Utf16SequenceLength > maxLength)
                break;
            if (!Rune.IsControl(rune) || rune.Value is '\n' or '\t')
                clean.Append(rune.ToString());
        }
        var result = clean.ToString().TrimEnd();
        return result.Length == 0 ? null : result;
    }
}
