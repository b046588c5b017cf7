using Recognize.Models.Tags;

namespace Recognize.Models.Search;

/// <summary>How words of a query are compared with names, and said to the database.</summary>
internal static class SearchWords
{
    private static readonly Lazy<ILookup<string, string>> Synonyms = new(() => TagRules.Default.Tags
        .SelectMany(tag => tag.Synonyms.Select(synonym => (Word: string.Join(' ', SearchGrammar.Words(synonym)), tag.Id)))
        .ToLookup(pair => pair.Word, pair => pair.Id, StringComparer.Ordinal));

    private static readonly string[] PluralEndings = ["s", "es", "e", "n", "en"];

    /// <summary>Tags that are called so by another English word.</summary>
    public static IEnumerable<string> TagsBySynonym(string words) => Variants(words).SelectMany(variant => Synonyms.Value[variant]);

    /// <summary>Tags one of whose synonyms begins with a text.</summary>
    public static IEnumerable<string> TagsBySynonymPrefix(string words) =>
        Synonyms.Value.Where(group => group.Key.StartsWith(words, StringComparison.Ordinal)).SelectMany(group => group);

    /// <summary>A name in the form that is compared: words in lower case with one blank between.</summary>
    public static string Normal(string name) => string.Join(' ', SearchGrammar.Words(name));

    /// <summary>A word and what it may be the plural of, where that is made by an ending.</summary>
    public static IEnumerable<string> Variants(string words)
    {
        yield return words;
        foreach (var ending in PluralEndings)
        {
            if (words.Length > ending.Length + 2 && words.EndsWith(ending, StringComparison.Ordinal))
                yield return words[..^ending.Length];
        }
    }

    /// <summary>Whether a name has the words somewhere, in this order, the last one perhaps only begun.</summary>
    public static bool Has(string normalName, string words, bool isBegun)
    {
        var at = normalName.IndexOf(words, StringComparison.Ordinal);
        while (at >= 0)
        {
            var end = at + words.Length;
            if ((at == 0 || normalName[at - 1] == ' ') && (isBegun || end == normalName.Length || normalName[end] == ' '))
                return true;
            at = normalName.IndexOf(words, at + 1, StringComparison.Ordinal);
        }
        return false;
    }

    /// <summary>
    /// All of the words, each at least begun so, in the notation of <c>to_tsquery</c>; null when there are none. Words are
    /// letters and digits alone: nothing in them can mean anything to the database.
    /// </summary>
    public static string? AllBegun(string text) => Join(text, " & ", ":*");

    /// <summary>The words side by side.</summary>
    public static string? Phrase(string text) => Join(text, " <-> ", "");

    /// <summary>Any of the words.</summary>
    public static string? Any(string text) => Join(text, " | ", "");

    private static string? Join(string text, string between, string behind)
    {
        var words = SearchGrammar.Words(text);
        return words.Length == 0 ? null : string.Join(between, words.Select(word => $"'{word}'{behind}"));
    }
}
