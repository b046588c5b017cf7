using System.Text;

namespace Recognize.Models.Contacts.Cards;

/// <summary>
/// Reads the contacts of a file, one after the other: vCard 2.1 as phones write it, 3.0 (RFC 2426) and 4.0 (RFC 6350).
/// A broken card gives a reason and the rest go on.
/// </summary>
public static class VCardReader
{
    /// <summary>The cards in the order of the file, each read when it is asked for.</summary>
    /// <param name="stream">The file; UTF-8 or UTF-16, with a byte order mark or without. Left open.</param>
    /// <param name="limits">How much is read; null takes the defaults.</param>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static IEnumerable<VCardReading> Read(Stream stream, VCardLimits? limits = null)
    {
        limits ??= new VCardLimits();
        var lines = new VCardLineReader(WithoutMark(stream), limits.FileBytes, limits.LineBytes);
        VCardDraft? draft = null;
        var any = false;
        while (lines.Read())
        {
            if (lines.Line.Span.Trim(" \t"u8).IsEmpty)
                continue;
            var property = VCardProperty.TryParse(lines.Line);
            var isBegin = property?.Name == "BEGIN" && IsVCard(property);
            if (draft is null)
            {
                if (isBegin)
                    (draft, any) = (new VCardDraft(lines.LineNumber, limits), true);
                continue;
            }
            if (isBegin && draft.ExpectsInnerCard)
                draft.EnterInnerCard();
            else if (isBegin)
            {
                yield return draft.Broken("The card has no end; the next one begins in its middle.");
                draft = new VCardDraft(lines.LineNumber, limits);
            }
            else if (property?.Name == "END" && IsVCard(property))
            {
                if (draft.LeaveInnerCard())
                    continue;
                yield return draft.Finish();
                draft = null;
            }
            else
                draft.Take(property, lines.IsCut);
        }
        if (lines.IsFileCut)
        {
            var problem = $"The file is larger than {limits.FileBytes >> 20} MB; the rest of it was not read.";
            yield return (draft?.Broken(problem) ?? new VCardReading(lines.LineNumber, null, null, problem)) with { IsFileBroken = true };
        }
        else if (draft is not null)
            yield return draft.Broken("The card has no end: the file stops in its middle.") with { IsFileBroken = true };
        else if (!any)
            yield return new VCardReading(1, null, null, "The file holds no contact (no line BEGIN:VCARD).") { IsFileBroken = true };
    }

    private static bool IsVCard(VCardProperty property) =>
        Encoding.Latin1.GetString(property.Value.Span[..Math.Min(property.Value.Length, 20)]).Trim()
            .Equals("VCARD", StringComparison.OrdinalIgnoreCase);

    /// <summary>The text as UTF-8 from behind the byte order mark, if there is one.</summary>
    private static Stream WithoutMark(Stream stream)
    {
        var head = new byte[3];
        var count = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (count == 3 && head.AsSpan().SequenceEqual<byte>([0xEF, 0xBB, 0xBF]))
            return stream;
        if (count >= 2 && (head[0], head[1]) is (0xFF, 0xFE) or (0xFE, 0xFF))
            return Transcoded(head[2..count], stream, head[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode);
        // A card begins with letters, each of which has an empty byte beside it there.
        if (count >= 2 && head[0] == 0 != (head[1] == 0))
            return Transcoded(head[..count], stream, head[1] == 0 ? Encoding.Unicode : Encoding.BigEndianUnicode);
        return new PrefixedStream(head[..count], stream);
    }

    private static Stream Transcoded(byte[] head, Stream rest, Encoding encoding) => Encoding.CreateTranscodingStream(
        new PrefixedStream(head, rest), encoding, new UTF8Encoding(false), leaveOpen: true);

    /// <summary>Some bytes that were read already, and then the rest of a stream.</summary>
    private sealed class PrefixedStream(byte[] prefix, Stream rest) : Stream
    {
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_position == prefix.Length)
                return rest.Read(buffer, offset, count);
            var taken = Math.Min(count, prefix.Length - _position);
            prefix.AsSpan(_position, taken).CopyTo(buffer.AsSpan(offset));
            _position += taken;
            return taken;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
