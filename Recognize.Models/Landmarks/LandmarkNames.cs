using System.Text;

namespace Recognize.Models.Landmarks;

/// <summary>
/// Compares names of places as people write them: without case, accents, punctuation and what stands in brackets.
/// </summary>
public static class LandmarkNames
{
    // Base letters of the Latin letters from U+00C0 to U+017F; '-' where there are two, written out below. The framework
    // takes letters apart only with the data of all cultures, which this program does without.
    private const string LatinFrom00C0 =
        "aaaaaa-ceeeeiiiidnooooo-ouuuuy--aaaaaa-ceeeeiiiidnooooo-ouuuuy-y"
        + "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii--jjkkklllllll"
        + "lllnnnnnnnnnoooooo--rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

    /// <summary>The form in which equal names are equal; empty when nothing is left.</summary>
    public static string Fold(string name)
    {
        var folded = new StringBuilder(name.Length);
        var depth = 0;
        foreach (var letter in name)
        {
            if (letter is '(' or '[' or '{')
                depth++;
            else if (letter is ')' or ']' or '}' && depth > 0)
                depth--;
            else if (depth == 0)
                Append(folded, letter);
        }
        return folded.ToString().TrimEnd();
    }

    /// <summary>A part of a stable id: <c>torres-del-paine</c>; letters of other scripts stay as they are.</summary>
    public static string Slug(string name) => Fold(name).Replace(' ', '-');

    private static void Append(StringBuilder folded, char letter)
    {
        switch (letter)
        {
            case >= '\u0300' and <= '\u036F' or '\'' or '\u2019' or '`':
                // Accents of their own, and apostrophes: Saint Mary's is Saint Marys.
                break;
            case 'Æ' or 'æ':
                folded.Append("ae");
                break;
            case 'Œ' or 'œ':
                folded.Append("oe");
                break;
            case 'Þ' or 'þ':
                folded.Append("th");
                break;
            case 'ß':
                folded.Append("ss");
                break;
            case 'Ĳ' or 'ĳ':
                folded.Append("ij");
                break;
            case >= '\u00C0' and <= '\u017F' when char.IsLetter(letter):
                folded.Append(LatinFrom00C0[letter - '\u00C0']);
                break;
            default:
                if (char.IsLetterOrDigit(letter) || char.IsSurrogate(letter))
                    folded.Append(char.ToLowerInvariant(letter));
                else if (folded.Length > 0 && folded[^1] != ' ')
                    folded.Append(' ');
                break;
        }
    }
}
