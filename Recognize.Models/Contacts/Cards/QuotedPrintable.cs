namespace Recognize.Models.Contacts.Cards;

/// <summary>Takes the encoding quoted-printable (RFC 2045) away, which phones write vCard 2.1 in.</summary>
internal static class QuotedPrintable
{
    /// <summary>The bytes meant; what is no code stays as it is, and an equals sign at the end only folded the line.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> text)
    {
        var bytes = new List<byte>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '=')
            {
                bytes.Add(text[at]);
                continue;
            }
            // The line reader leaves sign and break where it joined two lines.
            if (at + 1 < text.Length && text[at + 1] == '\n')
                at++;
            else if (at + 2 < text.Length && Digit(text[at + 1]) is { } high and >= 0 && Digit(text[at + 2]) is { } low and >= 0)
            {
                bytes.Add((byte)((high << 4) | low));
                at += 2;
            }
        }
        return [.. bytes];
    }

    private static int Digit(byte character) => char.IsAsciiHexDigit((char)character)
        ? Convert.ToInt32(((char)character).ToString(), 16)
        : -1;
}
