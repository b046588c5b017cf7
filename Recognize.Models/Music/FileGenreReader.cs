using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Recognize.Models.Tags;
using Recognize.Models.Text;

namespace Recognize.Models.Music;

/// <summary>
/// Turns the genre that a music file carries of itself into tags: a known genre where it names one in any language,
/// spelling or number, else a keyword of its own. Thread-safe.
/// </summary>
public sealed partial class FileGenreReader(GenreRules rules)
{
    private const string OwnPrefix = "genre:file:";
    private const int MostGenres = 10;
    private const int MostCharacters = 60;

    private static readonly string[] Nothing = ["other", "unknown", "none", "genre", "misc", "undefined", "default"];

    /// <summary>The tags of a genre field such as <c>Rock; Pop</c>, <c>(17)</c> or <c>Hip-Hop/Rap</c>, each once.</summary>
    public IReadOnlyList<RecognizedTag> Read(string? genre)
    {
        if (string.IsNullOrWhiteSpace(genre))
            return [];
        var tags = new List<RecognizedTag>();
        foreach (var name in Names(genre))
        {
            if (Define(name) is not { } tag || tags.Exists(known => known.TagId == tag.Id))
                continue;
            tags.Add(new RecognizedTag(tag, 1, name, TagSource.FileGenre));
            // As with recognised genres: who looks for rock finds punk.
            for (var parent = tag.Parent; parent is not null; parent = parent.Parent)
            {
                if (!tags.Exists(known => known.TagId == parent.Id))
                    tags.Add(new RecognizedTag(parent, 1, name, TagSource.FileGenre));
            }
            if (tags.Count >= MostGenres)
                break;
        }
        return tags;
    }

    // ID3v2.3 writes (17)(4)Refinement, ID3v2.4 and iTunes a bare number; "((" is a bracket that means itself.
    private IEnumerable<string> Names(string genre)
    {
        var rest = genre.Trim();
        for (var reference = Reference().Match(rest); reference.Success; reference = Reference().Match(rest))
        {
            rest = rest[reference.Length..].Trim();
            if (Numbered(reference.Groups[1].Value) is { } name)
                yield return name;
        }
        foreach (var part in Parts(rest.Replace("((", "(", StringComparison.Ordinal)))
            yield return Numbered(part) ?? part;
    }

    // "Folk-Rock/Pop" are two, but a name that is known as a whole, such as R&B or Drum & Bass, is not taken apart.
    private string[] Parts(string text) => rules.Find(text) is not null
        ? [text]
        : text.Split([';', ',', '/', '|', '\\', '\0'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string? Numbered(string number) =>
        byte.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index < NumberedGenres.Names.Count
            ? NumberedGenres.Names[index]
            : number switch
            {
                "RX" => "Remix",
                "CR" => "Cover",
                _ => null,
            };

    private TagDefinition? Define(string name)
    {
        if (rules.Find(name) is { } known)
            return known;
        var slug = new StringBuilder();
        foreach (var rune in UnicodeComposition.Compose(name).EnumerateRunes().Take(MostCharacters))
        {
            if (Rune.IsLetterOrDigit(rune))
                slug.Append(Rune.ToLowerInvariant(rune));
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }
        var id = slug.ToString().TrimEnd('-');
        return id.Length == 0 || Nothing.Contains(id)
            ? null
            : TagDefinition.Untranslated(OwnPrefix + id, TagKind.Keyword, name);
    }

    [GeneratedRegex(@"^\((\d{1,3}|RX|CR)\)")]
    private static partial Regex Reference();
}
