using System.Text;
using Recognize.Models.Tags;

namespace Recognize.Models.Objects;

/// <summary>
/// Makes tags of the bird classifier's labels. There are 964, so they are not in the rules file: the label gives the Latin
/// and the common English name. A species that the rules file has a tag for, by either name, is that tag.
/// </summary>
internal static class BirdSpecies
{
    private const string IdPrefix = "bird-";

    /// <summary>Language code of the scientific name (ISO 639-1 for Latin).</summary>
    private const string Latin = "la";

    /// <summary>The tag of a label <c>Latin name (Common name)</c>, or null for a label that names no species.</summary>
    public static TagDefinition? Find(string label, TagRules rules, TagDefinition parent)
    {
        var opening = label.IndexOf(" (", StringComparison.Ordinal);
        if (opening <= 0 || !label.EndsWith(')'))
            return null;
        var latin = label[..opening];
        var common = label[(opening + 2)..^1];
        return rules.Tags
            .Where(rule => rules.AncestorsOf(rule.Id).Contains(parent.Id))
            .FirstOrDefault(rule => IsCalled(rule, common) || IsCalled(rule, latin))?.Definition
            ?? new TagDefinition(
                IdPrefix + Slug(latin), parent.Kind,
                new Dictionary<string, string>(StringComparer.Ordinal) { ["en"] = common, [Latin] = latin }, parent);
    }

    private static bool IsCalled(TagRule rule, string name) =>
        string.Equals(rule.Definition.Name, name, StringComparison.OrdinalIgnoreCase)
        || rule.Synonyms.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string Slug(string name)
    {
        var slug = new StringBuilder();
        foreach (var letter in name)
            slug.Append(char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-');
        return slug.ToString();
    }
}
