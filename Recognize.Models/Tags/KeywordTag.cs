using System.Globalization;
using System.Text;
using Recognize.Models.Text;

namespace Recognize.Models.Tags;

/// <summary>Tags that are words of people: a file's own keywords, and what users add by hand.</summary>
public static class KeywordTag
{
    /// <summary>In UTF-16 units.</summary>
    public const int MaxLength = 200;

    private const string Prefix = "keyword:";

    /// <summary>Of a keyword's id, in UTF-16 units.</summary>
    public static readonly int MaxIdLength = Prefix.Length + MaxLength;

    /// <summary>A keyword's id: its words in lower case, so that spellings that differ in case are one tag.</summary>
    public static string IdOf(string keyword)
    {
        var id = new StringBuilder(Prefix);
        foreach (var rune in UnicodeComposition.Compose(keyword).EnumerateRunes())
        {
            id.Append(Rune.IsWhiteSpace(rune) ? "-" : Rune.ToLower(rune, CultureInfo.InvariantCulture).ToString());
        }
        return id.ToString();
    }
}
