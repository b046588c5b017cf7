using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Recognize.Models.Packs;

/// <summary>
/// Knows by its words what this program never says of a person: emotion, gender, age, ethnicity, health. The lists, and what
/// is left alone with the reason, are in <c>never-inferred.yaml</c>. Thread-safe.
/// </summary>
public sealed partial class NeverInferred
{
    /// <summary>A letter, and those that are it with an accent in the languages of the lists.</summary>
    private static readonly string[] Accented =
        ["aàáâãäåą", "cçćč", "eèéêëę", "iìíîï", "lł", "nñń", "oòóôõöø", "sśšß", "uùúûü", "yýÿ", "zźżž"];

    private static readonly Lazy<NeverInferred> Embedded = new(ReadEmbedded);

    private readonly HashSet<string> _about;
    private readonly HashSet<string> _exceptions;
    private readonly List<Kind> _kinds;

    // First words of all that is listed: of a hundred thousand labels, hardly one has any of them.
    private readonly HashSet<string> _openers;

    private NeverInferred(Document document)
    {
        _about = [.. document.About];
        _exceptions = [.. document.Exceptions];
        _kinds = [.. document.Kinds.Select(entry => new Kind(entry))];
        _openers = [.. _kinds.SelectMany(kind => kind.Openers)];
    }

    /// <summary>The lists built into this assembly.</summary>
    public static NeverInferred Rules => Embedded.Value;

    /// <summary>What is never inferred, by name.</summary>
    public IEnumerable<string> Kinds => _kinds.Select(kind => kind.Name);

    /// <summary>The kind that a label, or the name of an output, would infer; null for every other.</summary>
    /// <param name="label">As a model declares it; names of several words or with underscores are taken apart.</param>
    /// <param name="language">Only words of this language (ISO 639-1): its neighbours' may mean other things. Null for all.</param>
    public string? Find(string label, string? language = null)
    {
        var whole = Words(label);
        if (whole.Length == 0 || _exceptions.Contains(string.Join(' ', whole)))
            return null;
        if (AgeRange().IsMatch(label.Trim()))
            return "age";
        if (!Array.Exists(whole, _openers.Contains))
            return null;
        // A label may give several names for the same: "Crying, sobbing".
        var parts = label.Split([',', ';', '/', '|'], StringSplitOptions.RemoveEmptyEntries).Select(Words).Append(whole).ToList();
        return _kinds.Find(kind =>
            kind.HasWordIn(whole, language) || parts.Exists(part => ConsistsOf(part, kind, language)))?.Name;
    }

    private bool ConsistsOf(string[] words, Kind kind, string? language)
    {
        var (strong, weak, about) = (false, false, false);
        for (var at = 0; at < words.Length;)
        {
            if (kind.LengthOfLabel(words, at, language) is var named and > 0)
                (strong, at) = (true, at + named);
            else if (IsTraitOfAnother(words, at, kind, language) is var other and > 0)
                at += other;
            else if (kind.LengthOfWeak(words, at) is var hint and > 0)
                (weak, at) = (true, at + hint);
            else if (_about.Contains(words[at]) || int.TryParse(words[at], NumberStyles.None, CultureInfo.InvariantCulture, out _))
                (about, at) = (about || !char.IsDigit(words[at][0]), at + 1);
            else
                return false;
        }
        return strong || (weak && about);
    }

    // "Young woman" is about two of them.
    private int IsTraitOfAnother(string[] words, int at, Kind kind, string? language) =>
        _kinds.Where(other => other != kind).Select(other => other.LengthOfLabel(words, at, language)).Max();

    /// <summary>Lower-case words without accents; digits are words of their own.</summary>
    private static string[] Words(string text)
    {
        var plain = new StringBuilder(text.Length);
        var before = '\0';
        foreach (var c in text)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
                continue;
            // "ageGroup" and "age20" are two words each.
            if ((char.IsUpper(c) && char.IsLower(before)) || (char.IsDigit(c) && char.IsLetter(before)))
                plain.Append(' ');
            plain.Append(char.IsLetterOrDigit(c) ? Plain(c) : ' ');
            before = c;
        }
        return plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    // By hand: without culture data the runtime takes no letter apart.
    private static char Plain(char c)
    {
        var lower = char.ToLowerInvariant(c);
        if (char.IsAscii(lower))
            return lower;
        foreach (var row in Accented)
        {
            if (row.IndexOf(lower, 1) > 0)
                return row[0];
        }
        return lower;
    }

    private static NeverInferred ReadEmbedded()
    {
        using var stream = typeof(NeverInferred).Assembly.GetManifestResourceStream(typeof(NeverInferred), "never-inferred.yaml")
            ?? throw new InvalidOperationException("The list of what is never inferred is not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        var document = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build()
            .Deserialize<Document>(reader);
        return new NeverInferred(document);
    }

    // Classifiers of age call their classes (0-2), 4-6, "25, 32" or 60+.
    [GeneratedRegex(@"^[\[(]?\s*\d{1,3}\s*(?:[-–,]\s*\d{1,3}|\+)\s*[\])]?$")]
    private static partial Regex AgeRange();

    private sealed class Kind(KindEntry entry)
    {
        private readonly Dictionary<string, string[][]> _words = Split(entry.Words);
        private readonly Dictionary<string, string[][]> _labels = Split(entry.Labels);
        private readonly string[][] _weak = [.. entry.Weak.Select(text => text.Split(' '))];

        public string Name => entry.Name;

        public IEnumerable<string> Openers => _words.Values.Concat(_labels.Values).Append(_weak)
            .SelectMany(phrases => phrases).Select(phrase => phrase[0]);

        public bool HasWordIn(string[] words, string? language) =>
            Enumerable.Range(0, words.Length).Any(at => Length(Of(_words, language), words, at) > 0);

        public int LengthOfLabel(string[] words, int at, string? language) => Length(Of(_labels, language), words, at);

        public int LengthOfWeak(string[] words, int at) => Length(_weak, words, at);

        private static int Length(IEnumerable<string[]> phrases, string[] words, int at) => phrases
            .Where(phrase => at + phrase.Length <= words.Length && phrase.AsSpan().SequenceEqual(words.AsSpan(at, phrase.Length)))
            .Select(phrase => phrase.Length).DefaultIfEmpty(0).Max();

        private static IEnumerable<string[]> Of(Dictionary<string, string[][]> byLanguage, string? language) =>
            language is null ? byLanguage.Values.SelectMany(phrases => phrases) : byLanguage.GetValueOrDefault(language) ?? [];

        private static Dictionary<string, string[][]> Split(Dictionary<string, List<string>> texts) => texts.ToDictionary(
            pair => pair.Key, pair => pair.Value.Select(text => text.Split(' ')).ToArray(), StringComparer.Ordinal);
    }

    private sealed class Document
    {
        public List<string> About { get; set; } = [];

        public List<string> Exceptions { get; set; } = [];

        public List<KindEntry> Kinds { get; set; } = [];
    }

    private sealed class KindEntry
    {
        public string Name { get; set; } = "";

        public Dictionary<string, List<string>> Words { get; set; } = [];

        public Dictionary<string, List<string>> Labels { get; set; } = [];

        public List<string> Weak { get; set; } = [];
    }
}
