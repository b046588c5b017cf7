using System.Security.Cryptography;
using System.Text;

namespace Recognize.Models.Persistence.Embedded;

/// <summary>A random password kept in a file that only its owner can read.</summary>
internal static class SecretFile
{
    /// <summary>The secret, made on first use: 64 hexadecimal digits, safe in SQL and connection strings.</summary>
    public static string ReadOrCreate(string path)
    {
        if (TryRead(path) is { } existing)
            return existing;

        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        WriteOwnerOnly(path + ".new", secret);
        // Written whole, then named: a process that dies in between leaves no half secret behind.
        File.Move(path + ".new", path, overwrite: true);
        return secret;
    }

    public static string? TryRead(string path)
    {
        if (!File.Exists(path))
            return null;
        var secret = File.ReadAllText(path).Trim();
        return secret.Length > 0 ? secret : null;
    }

    public static void WriteOwnerOnly(string path, string text)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }
}
