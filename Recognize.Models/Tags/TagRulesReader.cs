using System.Security.Cryptography;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Recognize.Models.Tags;

/// <summary>Turns the two rules files into rules, or says where they are unsound.</summary>
internal sealed class TagRulesReader
{
    private readonly TagRulesDocument _document;
    private readonly Dictionary<string, TagRulesDocument.TagEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _names;
    private readonly Dictionary<string, TagDefinition> _definitions = new(StringComparer.Ordinal);

    private TagRulesReader(TagRulesDocument document, TagNamesDocument names)
    {
        _document = document;
        _names = names.Names.ToDictionary(
            row => row.Key,
            IReadOnlyDictionary<string, string> (row) => NamesOf(row.Key, row.Value, names.Languages));
        foreach (var entry in document.Tags)
        {
            if (entry.Id.Length == 0 || !entry.Id.All(c => c is '-' or (>= 'a' and <= 'z') or (>= '0' and <= '9')))
                throw new FormatException($"The tag id \"{entry.Id}\" must be lower-case letters, digits and dashes.");
            if (!_entries.TryAdd(entry.Id, entry))
                throw new FormatException($"The tag rules define the tag {entry.Id} twice.");
        }
        if (_names.Keys.FirstOrDefault(id => !_entries.ContainsKey(id)) is { } stray)
            throw new FormatException($"There are names for the tag {stray}, which is not defined.");
    }

    /// <exception cref="FormatException">The files cannot be read or contradict themselves; the message says where.</exception>
    public static TagRules Read(string rules, string names)
    {
        var reader = new TagRulesReader(Parse<TagRulesDocument>(rules), Parse<TagNamesDocument>(names));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rules + "\n" + names)));
        return reader.Build($"{reader._document.Version}-{hash[..8]}");
    }

    private static T Parse<T>(string yaml)
    {
        var deserializer = new DeserializerBuilder()
            .WithNamingConvention(CamelCaseNamingConvention.Instance)
            .WithDuplicateKeyChecking()
            .Build();
        try
        {
            return deserializer.Deserialize<T>(yaml);
        }
        catch (YamlException error)
        {
            throw new FormatException($"The tag rules cannot be read ({error.Start}): {error.Message}", error);
        }
    }

    private TagRules Build(string version)
    {
        var rules = _document.Tags.Select(ToRule).ToList();
        foreach (var id in _document.Exclusive.SelectMany(group => group).Where(id => !_entries.ContainsKey(id)))
            throw new FormatException($"An exclusive group names the tag {id}, which is not defined.");
        return new TagRules(
            version, rules, _document.Exclusive, [.. _document.Ignored.Select(ToIgnored)],
            _document.Species is { } species ? ToSpecies(species) : null,
            _document.DetectorOnly is { } only ? ToDetectorOnly(only) : null);
    }

    private SpeciesRule ToSpecies(TagRulesDocument.SpeciesEntry species) => _entries.ContainsKey(species.Parent)
        ? new SpeciesRule(Define(species.Parent), Probability(species.Alone, "species"), Probability(species.Known, "species"))
        : throw new FormatException($"The species stand below the tag {species.Parent}, which is not defined.");

    private DetectorOnlyRule ToDetectorOnly(TagRulesDocument.DetectorOnlyEntry only)
    {
        const string Owner = "a detector alone";
        var known = _document.Tags.SelectMany(tag => tag.Coco).ToHashSet(StringComparer.Ordinal);
        return only.Labels.Keys.FirstOrDefault(label => !known.Contains(label)) is { } stray
            ? throw new FormatException($"A threshold of {Owner} is for the label {stray}, which no tag has.")
            : new DetectorOnlyRule(
                Probability(only.Alone, Owner), Probability(only.Counted, Owner),
                only.Labels.ToDictionary(label => label.Key, label => Probability(label.Value, Owner), StringComparer.Ordinal));
    }

    private TagRule ToRule(TagRulesDocument.TagEntry entry) => new(
        Define(entry.Id), entry.Synonyms, entry.Gather,
        ToLabels(entry.Imagenet, entry, of => of.Imagenet),
        ToLabels(entry.Labeler, entry, of => of.Labeler),
        ToLabels(entry.Coco, entry, of => of.Coco));

    private LabelRule ToLabels(
        List<string> labels, TagRulesDocument.TagEntry entry, Func<TagRulesDocument.Thresholds, float?> of) => new(
        labels,
        Probability(of(entry.Alone) ?? of(_document.Alone), entry.Id),
        Probability(of(entry.Agreed) ?? of(_document.Agreed), entry.Id));

    private TagDefinition Define(string id, HashSet<string>? below = null)
    {
        if (_definitions.TryGetValue(id, out var known))
            return known;
        var entry = _entries[id];
        below ??= new HashSet<string>(StringComparer.Ordinal);
        if (!below.Add(id))
            throw new FormatException($"The tag {id} is its own ancestor.");
        if (entry.Parent is { } parent && !_entries.ContainsKey(parent))
            throw new FormatException($"The tag {id} names the parent {parent}, which is not defined.");
        if (!_names.TryGetValue(id, out var names))
            throw new FormatException($"The tag {id} has no name.");
        var definition = new TagDefinition(
            id, KindOf(entry), names, entry.Parent is null ? null : Define(entry.Parent, below));
        _definitions.Add(id, definition);
        return definition;
    }

    private static TagKind KindOf(TagRulesDocument.TagEntry entry) => entry.Kind switch
    {
        "subject" => TagKind.Subject,
        "document" => TagKind.Document,
        _ => throw new FormatException($"The tag {entry.Id} has the unknown kind {entry.Kind}."),
    };

    private static Dictionary<string, string> NamesOf(string id, List<string> names, List<string> languages)
    {
        if (names.Count != languages.Count || names.Exists(string.IsNullOrWhiteSpace))
            throw new FormatException($"The tag {id} needs {languages.Count} names, one for each language.");
        return languages.Zip(names).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }

    private static IgnoredLabels ToIgnored(TagRulesDocument.IgnoredEntry entry) =>
        entry.Reason is "detail" or "ambiguous" or "unreliable"
            ? new IgnoredLabels(entry.Reason, entry.Imagenet, entry.Labeler, entry.Coco)
            : throw new FormatException($"Labels are ignored for the unknown reason \"{entry.Reason}\".");

    private static float Probability(float? value, string owner) =>
        value is > 0 and <= 1
            ? value.Value
            : throw new FormatException($"A threshold of {owner} in the tag rules must be above 0 and at most 1.");
}
