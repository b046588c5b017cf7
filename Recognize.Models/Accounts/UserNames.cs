using System.Globalization;
using System.Text;
using Recognize.Models.Text;

namespace Recognize.Models.Accounts;

/// <summary>What a sign-in name may look like, and the form in which two names are compared.</summary>
public static class UserNames
{
    /// <summary>In UTF-16 units.</summary>
    public const int MaxLength = 64;

    private const string AllowedPunctuation = " .-_@'+";

    /// <summary>Why a name is refused, as a sentence for whoever typed it, or null when it is fine.</summary>
    public static string? Problem(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return "A user name must not be empty.";
        if (name.Length > MaxLength)
            return $"A user name must not be longer than {MaxLength} characters.";
        if (name.Trim().Length != name.Length)
            return "A user name must not begin or end with a space.";
        if (!name.EnumerateRunes().All(IsAllowed))
            return "A user name may hold letters, digits, spaces and the characters . - _ @ ' + only.";
        return name.EnumerateRunes().Any(Rune.IsLetterOrDigit)
            ? null
            : "A user name needs at least one letter or digit.";
    }

    /// <summary>The form that look-ups and the unique index use.</summary>
    public static string Normalize(string name) => UnicodeComposition.Compose(name).ToLowerInvariant();

    // Marks belong to letters in many scripts; invisible and direction-changing characters would let two names look alike.
    private static bool IsAllowed(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        || (rune.IsAscii && AllowedPunctuation.Contains((char)rune.Value, StringComparison.Ordinal));
}
