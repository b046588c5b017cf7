using System.Reflection;

namespace Recognize.Models.Accounts;

/// <summary>Passwords of at least <see cref="Passwords.MinLength"/> characters that guessers try first.</summary>
internal static class CommonPasswords
{
    private static readonly HashSet<string> Known = Read();

    /// <summary>Without regard to case, and to digits and marks at the end: those are tried as well.</summary>
    public static bool Holds(string password)
    {
        var plain = password.ToLowerInvariant();
        return Known.Contains(plain) || Known.Contains(plain.TrimEnd("0123456789!.?*#$-_".ToCharArray())) || IsRepetition(plain);
    }

    // One to four characters over and over: "aaaaaaaaaa", "abcabcabcabc", "1234123412".
    private static bool IsRepetition(string text) => Enumerable.Range(1, 4).Any(length =>
        text.Length > 2 * length && Enumerable.Range(length, text.Length - length).All(i => text[i] == text[i - length]));

    private static HashSet<string> Read()
    {
        const string Name = "Recognize.Models.Accounts.common-passwords.txt";
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Name)
            ?? throw new InvalidOperationException($"{Name} is not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }
}
