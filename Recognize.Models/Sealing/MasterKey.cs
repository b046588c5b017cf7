using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Recognize.Models.Sealing;

/// <summary>The key that the owners' data keys are sealed with. It is never stored in the database.</summary>
public sealed class MasterKey
{
    public const int KeyBytes = 32;

    private readonly byte[] _key;

    private MasterKey(byte[] key)
    {
        _key = key;
        Fingerprint = Convert.ToHexStringLower(HMACSHA256.HashData(key, "recognize master key"u8))[..16];
    }

    /// <summary>Sixteen hexadecimal digits that name the key and do not give it away.</summary>
    public string Fingerprint { get; }

    public static MasterKey Make() => new(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>A key as it stands in its file: 64 hexadecimal digits; null when the text is none.</summary>
    public static MasterKey? TryParse(string text)
    {
        var digits = text.Trim();
        return digits.Length == KeyBytes * 2 && digits.All(char.IsAsciiHexDigit) ? new(Convert.FromHexString(digits)) : null;
    }

    public string ToText() => Convert.ToHexStringLower(_key);

    internal byte[] Seal(ReadOnlySpan<byte> dataKey, Guid ownerId, int number)
    {
        var box = new byte[1 + SealedBytes.NonceBytes + dataKey.Length + SealedBytes.TagBytes];
        box[0] = SealedBytes.Version;
        using var cipher = new AesGcm(_key, SealedBytes.TagBytes);
        SealedBytes.Encrypt(cipher, dataKey, box.AsSpan(1), PlaceOf(ownerId, number));
        return box;
    }

    /// <exception cref="KeysUnavailableException">It is damaged, or another owner's.</exception>
    internal byte[] Open(ReadOnlySpan<byte> box, Guid ownerId, int number)
    {
        var dataKey = new byte[KeyBytes];
        if (box.Length != 1 + SealedBytes.NonceBytes + KeyBytes + SealedBytes.TagBytes || box[0] != SealedBytes.Version)
            throw Damaged(ownerId, number);
        using var cipher = new AesGcm(_key, SealedBytes.TagBytes);
        try
        {
            SealedBytes.Decrypt(cipher, box[1..], dataKey, PlaceOf(ownerId, number));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw Damaged(ownerId, number);
        }
        return dataKey;
    }

    private static KeysUnavailableException Damaged(Guid ownerId, int number) => new(
        $"Data key {number} of the user {ownerId} is damaged in the database: restore it from a backup. Nothing was changed.");

    private static byte[] PlaceOf(Guid ownerId, int number)
    {
        var label = Encoding.UTF8.GetBytes("data key");
        var place = new byte[label.Length + 20];
        label.CopyTo(place, 0);
        ownerId.TryWriteBytes(place.AsSpan(label.Length), bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(place.AsSpan(label.Length + 16), number);
        return place;
    }
}
