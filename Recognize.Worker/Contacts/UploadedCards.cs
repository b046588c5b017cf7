using Npgsql;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Contacts;

/// <summary>A file of cards that was handed over, read part by part from the database.</summary>
/// <param name="database">Where it lies.</param>
/// <param name="seal">Opens the parts; disposed with the stream.</param>
/// <param name="uploadId">The file.</param>
internal sealed class UploadedCards(NpgsqlDataSource database, OwnerSeal seal, Guid uploadId) : Stream
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

    protected override void Dispose(bool disposing)
    {
        seal.Dispose();
        base.Dispose(disposing);
    }

    private byte[]? Next()
    {
        using var command = database.CreateCommand(
            "SELECT content FROM contact_upload_parts WHERE upload_id = $1 AND number = $2");
        command.Parameters.Add(new() { Value = uploadId });
        command.Parameters.Add(new() { Value = _number });
        return command.ExecuteScalar() is byte[] part ? seal.Open(part, SealedRow.CardFile(uploadId, _number++)) : null;
    }
}
