using System.Text;
using Recognize.Models.Text;

namespace Recognize.Models.Contacts.Cards;

/// <summary>Escapes and structure of the texts of a card.</summary>
internal static class VCardText
{
    /// <summary>Takes the backslashes away: <c>\n</c> is a line break, <c>\,</c> a comma.</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\' || at + 1 == text.Length)
                plain.Append(text[at]);
            else
                plain.Append(text[++at] is 'n' or 'N' ? '\n' : text[at]);
        }
        return plain.ToString();
    }

    /// <summary>The parts of a structured value, each for people.</summary>
    public static List<string> Split(string raw, char separator)
    {
        var parts = new List<string>();
        var start = 0;
        for (var at = 0; at < raw.Length; at++)
        {
            if (raw[at] == '\\')
                at++;
            else if (raw[at] == separator)
            {
                parts.Add(Unescape(raw[start..at]).Trim());
                start = at + 1;
            }
        }
        parts.Add(Unescape(raw[Math.Min(start, raw.Length)..]).Trim());
        return parts;
    }

    /// <summary>"Dr. Anna Maria Berg" from the parts of N: family, given, additional, prefix, suffix.</summary>
    public static string NameOf(string rawParts)
    {
        var parts = Split(rawParts, ';');
        string Part(int index) => index < parts.Count ? parts[index].Replace(',', ' ') : "";
        return OneLine(string.Join(' ', new[] { Part(3), Part(1), Part(2), Part(0), Part(4) }.Where(part => part.Length > 0)));
    }

    /// <summary>Fit to be a name: one line, without control characters and changes of direction, of at most 200 characters.</summary>
    public static string OneLine(string text)
    {
        var words = string.Concat(text
                .Where(letter => !ShownText.TurnsDirection(letter))
                .Select(letter => ShownText.BreaksLine(letter) ? ' ' : letter))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var line = UnicodeComposition.Compose(string.Join(' ', words));
        if (line.Length <= 200)
            return line;
        return char.IsHighSurrogate(line[199]) ? line[..199] : line[..200];
    }
}
