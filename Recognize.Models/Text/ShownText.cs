namespace Recognize.Models.Text;

/// <summary>What must not stand in a text that is shown within a line.</summary>
public static class ShownText
{
    /// <summary>Control characters, and Unicode's ends of lines and paragraphs.</summary>
    public static bool BreaksLine(char character) => char.IsControl(character) || character is '\u2028' or '\u2029';

    /// <summary>
    /// Whether a character turns the direction of all that follows in the line: embeddings, overrides and isolates, not the
    /// marks U+200E and U+200F.
    /// </summary>
    public static bool TurnsDirection(char character) => character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
