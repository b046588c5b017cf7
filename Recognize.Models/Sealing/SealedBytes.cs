using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Recognize.Models.Sealing;

/// <summary>
/// The form of a sealed value: version 1, number of the data key (two bytes, big-endian), nonce (12), AES-256-GCM
/// ciphertext, tag (16). A vector in the clear is a whole number of floats long, a sealed one three bytes more than that;
/// all else that is ever stored in the clear begins with another byte.
/// </summary>
public static class SealedBytes
{
    public const byte Version = 1;

    /// <summary>Bytes that a value grows by.</summary>
    public const int Overhead = HeadBytes + NonceBytes + TagBytes;

    internal const int HeadBytes = 3;
    internal const int NonceBytes = 12;
    internal const int TagBytes = 16;

    /// <summary>Whether a stored vector is sealed; an empty one is none.</summary>
    public static bool IsSealedVector(ReadOnlySpan<byte> stored) => stored.Length % sizeof(float) == Overhead % sizeof(float) && IsSealed(stored);

    /// <summary>Whether a stored portrait, index or card file is sealed.</summary>
    public static bool IsSealed(ReadOnlySpan<byte> stored) => stored.Length >= Overhead && stored[0] == Version;

    /// <summary>Which of its owner's data keys a value is sealed with.</summary>
    public static int KeyNumberOf(ReadOnlySpan<byte> stored) => BinaryPrimitives.ReadUInt16BigEndian(stored[1..]);

    /// <summary>What every value begins with that is sealed with a data key of that number.</summary>
    public static byte[] HeadOf(int keyNumber)
    {
        var head = new byte[HeadBytes];
        WriteHead(keyNumber, head);
        return head;
    }

    /// <summary>Writes a fresh nonce, the ciphertext and the tag; <paramref name="box"/> is longer by those two.</summary>
    internal static void Encrypt(AesGcm cipher, ReadOnlySpan<byte> value, Span<byte> box, ReadOnlySpan<byte> place)
    {
        // Random nonces of 96 bits: a key seals far fewer than the 2^32 values that are safe with them.
        RandomNumberGenerator.Fill(box[..NonceBytes]);
        cipher.Encrypt(box[..NonceBytes], value, box[NonceBytes..^TagBytes], box[^TagBytes..], place);
    }

    /// <summary>Reads what <see cref="Encrypt"/> has written.</summary>
    /// <exception cref="AuthenticationTagMismatchException">Another key, another place, or damage.</exception>
    internal static void Decrypt(AesGcm cipher, ReadOnlySpan<byte> box, Span<byte> value, ReadOnlySpan<byte> place) =>
        cipher.Decrypt(box[..NonceBytes], box[NonceBytes..^TagBytes], box[^TagBytes..], value, place);

    internal static void WriteHead(int keyNumber, Span<byte> target)
    {
        target[0] = Version;
        BinaryPrimitives.WriteUInt16BigEndian(target[1..], checked((ushort)keyNumber));
    }
}
