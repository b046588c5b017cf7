using System.Security.Cryptography;
using System.Text;
using Recognize.Models.Persistence.Embedded;

namespace Recognize.Models.Contacts;

/// <summary>
/// Seals passwords that have to be used again, with AES-256-GCM and a key in a file of the home that only its owner can
/// read: a copy of the database alone opens none of them.
/// </summary>
public sealed class SecretBox(RecognizeHome home)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>Seals a text for one purpose; it opens for no other.</summary>
    public byte[] Seal(string text, string purpose)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var box = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(Key(), TagBytes);
        cipher.Encrypt(
            box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes, plain.Length),
            box.AsSpan(NonceBytes + plain.Length), Encoding.UTF8.GetBytes(purpose));
        return box;
    }

    /// <summary>The text; null when it was sealed with another key or for another purpose.</summary>
    public string? TryOpen(byte[] sealedText, string purpose)
    {
        if (sealedText.Length < NonceBytes + TagBytes)
            return null;
        var plain = new byte[sealedText.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(Key(), TagBytes);
        try
        {
            cipher.Decrypt(
                sealedText.AsSpan(0, NonceBytes), sealedText.AsSpan(NonceBytes, plain.Length),
                sealedText.AsSpan(NonceBytes + plain.Length), plain, Encoding.UTF8.GetBytes(purpose));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        return Encoding.UTF8.GetString(plain);
    }

    private byte[] Key() => Convert.FromHexString(SecretFile.ReadOrCreate(Path.Combine(home.Secrets, "contacts-key")));
}
