using System.Security.Cryptography;
using System.Text;
using Recognize.Models.Persistence.Embedded;
using Recognize.Models.Sealing;

namespace Recognize.Models.Contacts;

/// <summary>
/// Seals passwords that have to be used again, with AES-256-GCM and a key in a file of the home that only its owner can
/// read: a copy of the database alone opens none of them.
/// </summary>
public sealed class SecretBox(RecognizeHome home)
{
    /// <summary>Seals a text for one purpose; it opens for no other.</summary>
    public byte[] Seal(string text, string purpose)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var box = new byte[SealedBytes.NonceBytes + plain.Length + SealedBytes.TagBytes];
        using var cipher = new AesGcm(Key(), SealedBytes.TagBytes);
        SealedBytes.Encrypt(cipher, plain, box, Encoding.UTF8.GetBytes(purpose));
        return box;
    }

    /// <summary>The text; null when it was sealed with another key or for another purpose.</summary>
    public string? TryOpen(byte[] sealedText, string purpose)
    {
        if (sealedText.Length < SealedBytes.NonceBytes + SealedBytes.TagBytes)
            return null;
        var plain = new byte[sealedText.Length - SealedBytes.NonceBytes - SealedBytes.TagBytes];
        using var cipher = new AesGcm(Key(), SealedBytes.TagBytes);
        try
        {
            SealedBytes.Decrypt(cipher, sealedText, plain, Encoding.UTF8.GetBytes(purpose));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        return Encoding.UTF8.GetString(plain);
    }

    private byte[] Key() => Convert.FromHexString(SecretFile.ReadOrCreate(Path.Combine(home.Secrets, "contacts-key")));
}
