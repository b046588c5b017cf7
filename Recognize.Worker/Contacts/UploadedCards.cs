using Npgsql;

namespace Recognize.Worker.Contacts;

/// <summary>A file of cards that was handed over, read part by part from the database.</summary>
internal sealed class UploadedCards(NpgsqlDataSource database, Guid uploadId) : Stream
{
    private byte[] _part = [];
    private int _position;
    private int _number;

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
        if (_position == _part.Length)
        {
            if (Next() is not { } next)
                return 0;
            (_part, _position) = (next, 0);
        }
        var taken = Math.Min(count, _part.Length - _position);
        _part.AsSpan(_position, taken).CopyTo(buffer.AsSpan(offset));
        _position += taken;
        return taken;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private byte[]? Next()
    {
        using var command = database.CreateCommand(
            "SELECT content FROM contact_upload_parts WHERE upload_id = $1 AND number = $2");
        command.Parameters.Add(new() { Value = uploadId });
        command.Parameters.Add(new() { Value = _number++ });
        return (byte[]?)command.ExecuteScalar();
    }
}
