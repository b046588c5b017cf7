using Recognize.Models.Text;

namespace Recognize.Models.Search;

/// <summary>Cuts a query into terms. Every text is a query: what is malformed is taken for plain words.</summary>
internal static class SearchGrammar
{
    /// <summary>In UTF-16 units.</summary>
    public const int MaxLength = 400;

    /// <summary>More are not understood by anybody, either.</summary>
    public const int MaxTerms = 16;

    public static readonly IReadOnlyList<string> Operators = ["person", "tag", "date", "camera", "kind", "text"];

    public static List<SearchTerm> Parse(string query)
    {
        var terms = new List<SearchTerm>();
        var at = 0;
        while (at < query.Length && terms.Count < MaxTerms)
        {
            if (char.IsWhiteSpace(query[at]))
            {
                at++;
                continue;
            }
            var start = at;
            var isExcluded = query[at] == '-' && at + 1 < query.Length && !char.IsWhiteSpace(query[at + 1]);
            if (isExcluded)
                at++;
            var name = OperatorAt(query, at);
            if (name is not null)
                at += name.Length + 1;
            var text = ReadText(query, ref at, out var isQuoted);
            if (text.Length > 0)
                terms.Add(new SearchTerm(start, query[start..at], text, name, isQuoted, isExcluded));
        }
        return terms;
    }

    /// <summary>Compares as a reader does: neither case nor the way a letter is composed count.</summary>
    public static string Fold(string text) => UnicodeComposition.Compose(text).ToLowerInvariant().Trim();

    /// <summary>Words as the database cuts them: whatever is neither letter nor digit stands between two.</summary>
    public static string[] Words(string text)
    {
        var folded = Fold(text);
        return folded.Split(
            [.. folded.Where(letter => !char.IsLetterOrDigit(letter) && !char.IsSurrogate(letter)).Distinct()],
            StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>A text as a term that is read word for word.</summary>
    public static string Quote(string text)
    {
        var clean = text.Replace('"', ' ').Trim();
        return clean.Any(char.IsWhiteSpace) || clean.Contains(':', StringComparison.Ordinal) || clean.StartsWith('-')
            ? $"\"{clean}\""
            : clean;
    }

    private static string? OperatorAt(string query, int at)
    {
        foreach (var name in Operators)
        {
            var end = at + name.Length;
            if (end + 1 < query.Length && query[end] == ':' && !char.IsWhiteSpace(query[end + 1])
                && query.AsSpan(at, name.Length).Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return name;
            }
        }
        return null;
    }

    /// <summary>Up to the closing quote, or to the next blank; an open quote runs to the end.</summary>
    private static string ReadText(string query, ref int at, out bool isQuoted)
    {
        isQuoted = at < query.Length && IsQuote(query[at]);
        var start = isQuoted ? ++at : at;
        while (at < query.Length && (isQuoted ? !IsQuote(query[at]) : !char.IsWhiteSpace(query[at])))
            at++;
        var text = query[start..at].Trim();
        if (isQuoted && at < query.Length)
            at++;
        return text;
    }

    private static bool IsQuote(char letter) => letter is '"' or '\u201c' or '\u201d' or '\u201e';
}
