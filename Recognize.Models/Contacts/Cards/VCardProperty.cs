using System.Text;

namespace Recognize.Models.Contacts.Cards;

/// <summary>One line of a card, taken apart: <c>group.NAME;PARAMETER=value:value</c>.</summary>
internal sealed class VCardProperty
{
    /// <summary>A head longer than this is no head; it keeps a line without a colon from being taken apart for nothing.</summary>
    private const int MaxHead = 8 << 10;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly List<(string Name, string Value)> _parameters = [];

    private VCardProperty(string name, ReadOnlyMemory<byte> value) => (Name, Value) = (name, value);

    /// <summary>In capitals, without a group.</summary>
    public string Name { get; }

    /// <summary>The bytes behind the colon, valid as long as the line is.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    public bool IsQuotedPrintable => HasParameter("ENCODING", "QUOTED-PRINTABLE");

    public bool IsBase64 => HasParameter("ENCODING", "B") || HasParameter("ENCODING", "BASE64");

    /// <summary>Null when the line is none of a card.</summary>
    public static VCardProperty? TryParse(ReadOnlyMemory<byte> line)
    {
        var colon = FindColon(line.Span);
        if (colon <= 0)
            return null;
        var parts = SplitOutsideQuotes(Encoding.UTF8.GetString(line.Span[..colon]), ';');
        var name = parts[0][(parts[0].LastIndexOf('.') + 1)..].Trim().ToUpperInvariant();
        if (name.Length == 0 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
            return null;
        var property = new VCardProperty(name, line[(colon + 1)..]);
        foreach (var part in parts.Skip(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            // vCard 2.1 leaves the names of parameters out: PHOTO;JPEG;BASE64.
            var (key, values) = equals < 0
                ? (part.Trim().ToUpperInvariant() is "BASE64" or "QUOTED-PRINTABLE" or "B" ? "ENCODING" : "TYPE", part)
                : (part[..equals].Trim().ToUpperInvariant(), part[(equals + 1)..]);
            foreach (var value in SplitOutsideQuotes(values, ','))
                property._parameters.Add((key, value.Trim().Trim('"')));
        }
        return property;
    }

    public string? Parameter(string name) =>
        _parameters.Where(parameter => parameter.Name == name).Select(parameter => parameter.Value).FirstOrDefault();

    public bool HasParameter(string name, string value) => _parameters.Any(parameter =>
        parameter.Name == name && parameter.Value.Equals(value, StringComparison.OrdinalIgnoreCase));

    /// <summary>The value as text, with its escapes still in it.</summary>
    /// <param name="note">Told when the text is not in the encoding that it should be in.</param>
    public string RawText(Action<string> note)
    {
        var bytes = IsQuotedPrintable ? QuotedPrintable.Decode(Value.Span) : Value.ToArray();
        if (Parameter("CHARSET") is { } charset && !charset.Equals("UTF-8", StringComparison.OrdinalIgnoreCase))
        {
            if (FindEncoding(charset) is { } encoding)
                return encoding.GetString(bytes);
            note($"The text of {Name} is said to be in {Shorten(charset)}, which is not known; it was read as UTF-8.");
        }
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            note($"The text of {Name} is not in UTF-8; it was read as Western European, so that some letters may be wrong.");
            return (FindEncoding("windows-1252") ?? Encoding.Latin1).GetString(bytes);
        }
    }

    /// <summary>The value as text for people.</summary>
    public string Text(Action<string> note) => VCardText.Unescape(RawText(note));

    private static Encoding? FindEncoding(string name) => CodePagesEncodingProvider.Instance.GetEncoding(name)
        ?? Encoding.GetEncodings().FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.GetEncoding()
        ?? (name.Equals("latin1", StringComparison.OrdinalIgnoreCase) ? Encoding.Latin1 : null);

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static int FindColon(ReadOnlySpan<byte> line)
    {
        var quoted = false;
        for (var at = 0; at < Math.Min(line.Length, MaxHead); at++)
        {
            if (line[at] == '"')
                quoted = !quoted;
            else if (line[at] == ':' && !quoted)
                return at;
        }
        // A quote that nobody closed: the first colon is as good a guess as any.
        return quoted ? line[..Math.Min(line.Length, MaxHead)].IndexOf((byte)':') : -1;
    }

    private static List<string> SplitOutsideQuotes(string text, char separator)
    {
        var parts = new List<string>();
        var (quoted, start) = (false, 0);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '"')
                quoted = !quoted;
            else if (text[at] == separator && !quoted)
            {
                parts.Add(text[start..at]);
                start = at + 1;
            }
        }
        parts.Add(text[start..]);
        return parts;
    }
}
