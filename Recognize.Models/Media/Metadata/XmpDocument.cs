using System.Text;
using XmpCore;

namespace Recognize.Models.Media.Metadata;

/// <summary>Parses XMP as programs really write it: in any Unicode encoding or Latin-1, padded with zeros.</summary>
internal static class XmpDocument
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <exception cref="XmpException">Not XMP.</exception>
    internal static IXmpMeta Parse(ReadOnlySpan<byte> bytes)
    {
        var text = Decode(bytes).Trim('\0', '\uFEFF', ' ', '\r', '\n', '\t');
        // Entities of a document type could grow a small file into gigabytes; XMP has no use for them.
        if (text.Contains("<!DOCTYPE", StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException("XMP with a document type is refused.");
        return XmpMetaFactory.ParseFromString(text);
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Encoding.Unicode.Preamble) || bytes.StartsWith("<\0"u8))
            return Encoding.Unicode.GetString(bytes);
        if (bytes.StartsWith(Encoding.BigEndianUnicode.Preamble) || bytes.StartsWith("\0<"u8))
            return Encoding.BigEndianUnicode.GetString(bytes);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
