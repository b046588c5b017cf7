using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Recognize.Models.Accounts;

/// <summary>The text of bearer tokens: 256 random bits behind a prefix that secret scanners can recognise.</summary>
public static class TokenSecret
{
    public const string Prefix = "rcg_";

    private const int SecretBytes = 32;

    /// <summary>Characters of a whole token: the prefix and 32 bytes in base64url.</summary>
    private const int TextLength = 4 + 43;

    internal static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    internal static bool IsWellFormed(string text) =>
        text.Length == TextLength && text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>What the database stores: 32 bytes.</summary>
    internal static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
