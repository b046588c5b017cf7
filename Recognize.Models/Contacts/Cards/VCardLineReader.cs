using System.Buffers;

namespace Recognize.Models.Contacts.Cards;

/// <summary>
/// Puts the lines of a file of cards together again: writers fold long lines, and each generation of them does it in its
/// own way. Memory is bounded by the two longest lines that are kept; what is beyond is read and dropped.
/// </summary>
internal sealed class VCardLineReader(Stream stream, long maxBytes, int maxLineBytes)
{
    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    private readonly byte[] _buffer = new byte[64 << 10];
    private byte? _lineEnd;
    private ArrayBufferWriter<byte> _current = new();
    private ArrayBufferWriter<byte> _next = new();
    private int _position;
    private int _filled;
    private long _read;
    private bool _hasNext;
    private bool _nextIsCut;
    private int _physicalLines;

    /// <summary>Number of the physical line that the last line began with, from 1.</summary>
    public int LineNumber { get; private set; }

    /// <summary>Whether the last line was longer than what is kept of one.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Whether the file is longer than what is read of one.</summary>
    public bool IsFileCut { get; private set; }

    /// <summary>The last line, valid until the next call of <see cref="Read"/>.</summary>
    public ReadOnlyMemory<byte> Line => _current.WrittenMemory;

    /// <summary>Takes the next unfolded line; false at the end of the file.</summary>
    public bool Read()
    {
        if (!_hasNext && !Advance())
            return false;
        (_current, _next) = (_next, _current);
        (_hasNext, IsCut, LineNumber) = (false, _nextIsCut, _physicalLines);
        var form = LineForm.Unknown;
        while (Advance())
        {
            var next = _next.WrittenSpan;
            if (form == LineForm.Unknown)
                form = FormOf(_current.WrittenSpan);
            if (form == LineForm.QuotedPrintable && _current.WrittenSpan.EndsWith("="u8))
            {
                // The break stays behind its sign: what follows would be read as the digits of a code.
                Append("\n"u8);
                Append(next);
            }
            else if (next.Length > 0 && next[0] is (byte)' ' or (byte)'\t')
                Append(next[1..]);
            // Old phones do not indent what follows of a photo; base64 has no colon, every other line has one.
            else if (form == LineForm.Base64 && next.Length > 0 && !next.Contains((byte)':'))
                Append(next);
            else
                break;
        }
        return true;
    }

    private enum LineForm
    {
        Unknown,
        Plain,
        QuotedPrintable,
        Base64,
    }

    private static LineForm FormOf(ReadOnlySpan<byte> line)
    {
        const int MostHead = 8 << 10;
        var colon = line[..Math.Min(line.Length, MostHead)].IndexOf((byte)':');
        // A fold may lie in the head.
        if (colon < 0)
            return line.Length < MostHead ? LineForm.Unknown : LineForm.Plain;
        var head = System.Text.Encoding.Latin1.GetString(line[..colon]);
        if (head.Contains("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase))
            return LineForm.QuotedPrintable;
        return head.Contains("BASE64", StringComparison.OrdinalIgnoreCase)
            || head.Contains("ENCODING=B", StringComparison.OrdinalIgnoreCase)
                ? LineForm.Base64
                : LineForm.Plain;
    }

    private void Append(ReadOnlySpan<byte> more)
    {
        var kept = more[..Math.Min(more.Length, maxLineBytes - Math.Min(maxLineBytes, _current.WrittenCount))];
        _current.Write(kept);
        IsCut |= _nextIsCut || kept.Length < more.Length;
    }

    /// <summary>Reads the next physical line without its end.</summary>
    private bool Advance()
    {
        _next.ResetWrittenCount();
        _nextIsCut = false;
        var any = false;
        while (_position < _filled || Fill())
        {
            any = true;
            var rest = _buffer.AsSpan(_position, _filled - _position);
            var end = rest.IndexOf(_lineEnd ??= FindLineEnd());
            var part = end < 0 ? rest : rest[..end];
            var kept = part[..Math.Min(part.Length, maxLineBytes - _next.WrittenCount)];
            _next.Write(kept);
            _nextIsCut |= kept.Length < part.Length;
            _position += part.Length + (end < 0 ? 0 : 1);
            if (end >= 0)
                break;
        }
        _hasNext = any;
        if (!any)
            return false;
        _physicalLines++;
        var text = _next.WrittenSpan.TrimEnd((byte)'\r');
        // Files that were put together have one in their middle.
        if (text.StartsWith(Mark))
            text = text[Mark.Length..];
        if (text.Length < _next.WrittenCount)
        {
            var kept = text.ToArray();
            _next.ResetWrittenCount();
            _next.Write(kept);
        }
        return true;
    }

    /// <summary>What ends a line: old address books of Apple wrote a carriage return alone.</summary>
    private byte FindLineEnd()
    {
        var first = _buffer.AsSpan(0, _filled);
        return first.Contains((byte)'\r') && !first.Contains((byte)'\n') ? (byte)'\r' : (byte)'\n';
    }

    private bool Fill()
    {
        var wanted = (int)Math.Min(_buffer.Length, maxBytes - _read);
        if (wanted <= 0)
        {
            IsFileCut |= stream.Read(_buffer, 0, 1) > 0;
            return false;
        }
        (_position, _filled) = (0, stream.ReadAtLeast(_buffer.AsSpan(0, wanted), wanted, throwOnEndOfStream: false));
        _read += _filled;
        return _filled > 0;
    }
}
