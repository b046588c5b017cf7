namespace Recognize.Models.Media.Metadata;

/// <summary>A read-only stream over an open media file; leaves the file open.</summary>
internal sealed class MediaFileStream(MediaFile file) : Stream
{
    private const int BufferLength = 16 << 10;

    private readonly byte[] _buffer = new byte[BufferLength];
    private long _bufferStart;
    private int _buffered;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position { get; set; }

    // Parsers read a byte or two at a time, and jump.
    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length >= BufferLength)
        {
            var direct = file.Read(buffer, Position);
            Position += direct;
            return direct;
        }
        if (Position < _bufferStart || Position >= _bufferStart + _buffered)
        {
            _bufferStart = Position;
            _buffered = file.Read(_buffer, Position);
        }
        var available = _buffer.AsSpan(0, _buffered)[(int)Math.Min(Position - _bufferStart, _buffered)..];
        var part = available[..Math.Min(available.Length, buffer.Length)];
        part.CopyTo(buffer);
        Position += part.Length;
        return part.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 1 ? one[0] : -1;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => Length,
    };

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
