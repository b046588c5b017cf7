using System.Globalization;
using System.Text;

namespace Recognize.Models.Classifiers;

/// <summary>The part of a tag's id that comes from a label: lower case, without accents, words joined by dashes.</summary>
internal static class LabelSlug
{
    public static string Of(string label)
    {
        var slug = new StringBuilder(label.Length);
        foreach (var rune in label.Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            // Letters of every script stay: a slug without them would make one tag of all labels of a language.
            if (Rune.IsLetterOrDigit(rune))
                slug.Append(Rune.ToLower(rune, CultureInfo.InvariantCulture).ToString());
            else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }
        return slug.ToString().Trim('-').Normalize(NormalizationForm.FormC) is { Length: > 0 } name ? name : "unnamed";
    }
}
