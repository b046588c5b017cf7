using System.Globalization;
using System.Text;

namespace Recognize.Models.Classifiers;

/// <summary>The part of a tag's id that comes from a label: lower case, words joined by dashes.</summary>
internal static class LabelSlug
{
    public static string Of(string label)
    {
        var slug = new StringBuilder(label.Length);
        foreach (var rune in label.EnumerateRunes())
        {
            // Letters of every script stay, with their accents: taking those off depends on what is installed on a
            // machine, and an id must not.
            var isMark = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            if (Rune.IsLetterOrDigit(rune) || isMark)
                slug.Append(Rune.ToLowerInvariant(rune).ToString());
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }
        return slug.ToString().Trim('-') is { Length: > 0 } name ? name : "unnamed";
    }
}
