using System.Globalization;
using System.Text;
using Recognize.Models.Text;

namespace Recognize.Models.People.Acts;

/// <summary>What may be the name of a person.</summary>
public static class PersonNames
{
    /// <summary>In UTF-16 units, as it is given; longer text is no name.</summary>
    public const int MaxLength = 200;

    /// <summary>
    /// The name as it is stored: without blanks and unseen marks around it, and composed, so that two people whose names look
    /// the same are named the same; null for none, also where nothing of it could be seen.
    /// </summary>
    /// <exception cref="ActRefusedException">
    /// It is too long, or holds what would break the line it is shown in: control characters, line breaks, changes of direction.
    /// </exception>
    public static string? Read(string? text)
    {
        if (text is null)
            return null;
        var name = Trim(text);
        if (name.Length > MaxLength)
            throw new ActRefusedException(ActRefusal.Invalid, $"A name has at most {MaxLength} characters.");
        var isSeen = false;
        foreach (var rune in name.EnumerateRunes())
        {
            // The replacement is also what stands for half a surrogate pair, which the database could not store.
            if (rune == Rune.ReplacementChar || IsControl(rune))
                throw new ActRefusedException(
                    ActRefusal.Invalid, "A name holds no control characters, line breaks or changes of direction.");
            isSeen |= IsSeen(rune);
        }
        return isSeen ? UnicodeComposition.Compose(name) : null;
    }

    /// <summary>Address books and phones put marks of direction around what they copy.</summary>
    private static string Trim(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsBlank(text[start]))
            start++;
        while (start < end && IsBlank(text[end - 1]))
            end--;
        return text[start..end];
    }

    private static bool IsBlank(char letter) =>
        char.IsWhiteSpace(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.Format;

    private static bool IsControl(Rune rune) =>
        rune.IsBmp && (ShownText.BreaksLine((char)rune.Value) || ShownText.TurnsDirection((char)rune.Value));

    private static bool IsSeen(Rune rune) =>
        !Rune.IsWhiteSpace(rune)
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark)
        // Blanks that count as letters and symbols: Braille's, and the fillers of Hangul.
        && rune.Value is not (0x2800 or 0x115F or 0x1160 or 0x3164 or 0xFFA0);
}
