using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Recognize.Worker.Backup;

/// <summary>Sums up the entries of a part as they are written or read.</summary>
internal sealed class PartDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Bytes { get; private set; }

    public long Entries { get; private set; }

    public void Begin(string name, long length)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, length);
        _hash.AppendData(Encoding.UTF8.GetBytes(name));
        _hash.AppendData([0]);
        _hash.AppendData(number);
        Bytes += length;
        Entries++;
    }

    public void Append(ReadOnlySpan<byte> content) => _hash.AppendData(content);

    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();
}
