using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Recognize.Models.Media;

/// <summary>
/// The identity of a file's content, 32 bytes. Up to 64 MiB: SHA-256 of the file. Above: SHA-256 of a marker text, the
/// length (8 bytes, little-endian) and the first, middle and last 4 MiB, since reading whole videos would take longer
/// than all other work on them. The marker keeps the two kinds apart: no file hashes to another kind's value but by a
/// collision of SHA-256. Two large files of one length that differ only between those parts count as the same.
/// </summary>
public static class ContentHasher
{
    /// <summary>Longest file that is hashed whole, in bytes.</summary>
    public const long MaxWholeLength = 64L << 20;

    private const int SampleLength = 4 << 20;
    private const int BufferLength = 256 << 10;

    private static ReadOnlySpan<byte> SampledMarker => "recognize:content-hash:sampled:1\0"u8;

    /// <exception cref="IOException">Cannot be read now, or changed its length meanwhile.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    /// <exception cref="UnreadableMediaException">No regular file.</exception>
    public static byte[] Hash(string path, CancellationToken cancellationToken)
    {
        using var file = MediaFile.OpenEvenEmpty(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (file.Length <= MaxWholeLength)
        {
            Append(hash, file, 0, file.Length, cancellationToken);
        }
        else
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, file.Length);
            hash.AppendData(SampledMarker);
            hash.AppendData(length);
            Append(hash, file, 0, SampleLength, cancellationToken);
            Append(hash, file, (file.Length - SampleLength) / 2, SampleLength, cancellationToken);
            Append(hash, file, file.Length - SampleLength, SampleLength, cancellationToken);
        }
        return hash.GetHashAndReset();
    }

    /// <summary>As <see cref="Hash"/>, on a thread of the pool.</summary>
    public static Task<byte[]> HashAsync(string path, CancellationToken cancellationToken) =>
        Task.Run(() => Hash(path, cancellationToken), cancellationToken);

    private static void Append(
        IncrementalHash hash, MediaFile file, long offset, long length, CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)Math.Min(BufferLength, Math.Max(1, length))];
        for (var end = offset + length; offset < end;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - offset));
            if (file.Read(part, offset) != part.Length)
                throw new IOException("The file became shorter while it was read.");
            hash.AppendData(part);
            offset += part.Length;
        }
    }
}
