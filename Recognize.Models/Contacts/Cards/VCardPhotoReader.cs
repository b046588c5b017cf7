using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Recognize.Models.Contacts.Cards;

/// <summary>Takes the portrait out of a card's line, in whichever of the usual forms it is there.</summary>
internal static class VCardPhotoReader
{
    /// <summary>The portrait or why it cannot be had; null when the line holds nothing at all.</summary>
    public static ContactPhoto? Read(VCardProperty property, bool isCut, VCardLimits limits)
    {
        var value = property.Value.Span.Trim(" \t"u8);
        if (value.IsEmpty)
            return null;
        if (isCut)
            return TooLarge(limits);
        var isData = StartsWith(value, "data:");
        if (!isData && (property.HasParameter("VALUE", "uri") || property.HasParameter("VALUE", "url") || LooksLikeAddress(value)))
            return ContactPhoto.Missing("The photo is only a link and was not fetched.");
        return isData ? FromDataAddress(value, limits) : FromBase64(value, limits);
    }

    private static bool LooksLikeAddress(ReadOnlySpan<byte> value) => StartsWith(value, "http:") || StartsWith(value, "https:")
        || StartsWith(value, "file:") || StartsWith(value, "cid:") || StartsWith(value, "content:") || StartsWith(value, "ftp:");

    private static bool StartsWith(ReadOnlySpan<byte> value, string start) =>
        value.Length >= start.Length
        && Encoding.Latin1.GetString(value[..start.Length]).Equals(start, StringComparison.OrdinalIgnoreCase);

    /// <summary>RFC 2397; some writers escape its comma and semicolon like those of a text.</summary>
    private static ContactPhoto FromDataAddress(ReadOnlySpan<byte> value, VCardLimits limits)
    {
        var comma = value.IndexOf((byte)',');
        if (comma < 0)
            return ContactPhoto.Missing("The photo is damaged: its data address has no comma.");
        var head = Encoding.Latin1.GetString(value[..comma]).TrimEnd('\\');
        var content = value[(comma + 1)..];
        if (head.EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            return FromBase64(content, limits);
        var bytes = Encoding.Latin1.GetBytes(Uri.UnescapeDataString(Encoding.Latin1.GetString(content)));
        return bytes.Length > limits.PhotoBytes ? TooLarge(limits) : ContactPhoto.Of(bytes);
    }

    private static ContactPhoto FromBase64(ReadOnlySpan<byte> value, VCardLimits limits)
    {
        var letters = new byte[value.Length + 3];
        var count = 0;
        foreach (var letter in value)
        {
            if (letter is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'='))
                letters[count++] = letter is (byte)'-' ? (byte)'+' : letter is (byte)'_' ? (byte)'/' : letter;
        }
        // Some leave the padding out.
        while (count % 4 != 0 && count < letters.Length)
            letters[count++] = (byte)'=';
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(count)];
        if (Base64.DecodeFromUtf8(letters.AsSpan(0, count), bytes, out _, out var written) != OperationStatus.Done || written == 0)
            return ContactPhoto.Missing("The photo is damaged: its text is not valid base64.");
        return written > limits.PhotoBytes ? TooLarge(limits) : ContactPhoto.Of(bytes[..written]);
    }

    private static ContactPhoto TooLarge(VCardLimits limits) =>
        ContactPhoto.Missing($"The photo is larger than {limits.PhotoBytes >> 20} MB.");
}
