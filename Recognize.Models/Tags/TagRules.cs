namespace Recognize.Models.Tags;

/// <summary>Raw labels that become no tag, on purpose.</summary>
/// <param name="Reason"><c>detail</c>, <c>ambiguous</c> or <c>unreliable</c>.</param>
/// <param name="Imagenet">Of the classifier.</param>
/// <param name="Labeler">Of the general labeler.</param>
/// <param name="Coco">Of the detector.</param>
public sealed record IgnoredLabels(
    string Reason, IReadOnlyList<string> Imagenet, IReadOnlyList<string> Labeler, IReadOnlyList<string> Coco);

/// <summary>What becomes of the species that the bird classifier names.</summary>
/// <param name="Parent">The tag they stand below; without it the classifier is not asked.</param>
/// <param name="Alone">Least probability of a species, 0..1.</param>
/// <param name="Known">A tag right below the parent that is this sure, 0..1, says enough: no species is asked for.</param>
public sealed record SpeciesRule(TagDefinition Parent, float Alone, float Known);

/// <summary>What holds where a detector is the only model, so that none can agree with it.</summary>
/// <param name="Alone">Evidence, 0..1, that is enough for the tag of a label not in <paramref name="Labels"/>; 1 means never.</param>
/// <param name="Counted">Least evidence, 0..1, of further boxes of a tag that has one that is enough.</param>
/// <param name="Labels">Evidence that is enough for the tag of a COCO label.</param>
public sealed record DetectorOnlyRule(float Alone, float Counted, IReadOnlyDictionary<string, float> Labels);

/// <summary>
/// The tags of photos and how raw labels of the object models become them, read from <c>tag-rules.yaml</c> and
/// <c>tag-names.yaml</c>. Immutable.
/// </summary>
public sealed class TagRules
{
    private static readonly Lazy<TagRules> Embedded = new(
        () => Parse(ReadEmbedded("tag-rules.yaml"), ReadEmbedded("tag-names.yaml")));

    private readonly Dictionary<string, TagRule> _byId;

    internal TagRules(
        string version, IReadOnlyList<TagRule> tags, IReadOnlyList<IReadOnlyList<string>> exclusive,
        IReadOnlyList<IgnoredLabels> ignored, SpeciesRule? species, DetectorOnlyRule? detectorOnly)
    {
        Version = version;
        Tags = tags;
        Exclusive = exclusive;
        Ignored = ignored;
        Species = species;
        DetectorOnly = detectorOnly;
        _byId = tags.ToDictionary(tag => tag.Id, StringComparer.Ordinal);
    }

    /// <summary>The rules built into this assembly.</summary>
    public static TagRules Default => Embedded.Value;

    /// <summary>Changes with every edit of the files: the version written in them and a part of their hash.</summary>
    public string Version { get; }

    /// <summary>Every tag, in the order of the file.</summary>
    public IReadOnlyList<TagRule> Tags { get; }

    /// <summary>Groups of tags that are taken for one another: of each, only the surest is believed.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Exclusive { get; }

    /// <summary>Raw labels that become no tag, by reason.</summary>
    public IReadOnlyList<IgnoredLabels> Ignored { get; }

    /// <summary>What becomes of the species that the bird classifier names, or null when it is not asked.</summary>
    public SpeciesRule? Species { get; }

    /// <summary>What holds where a detector is the only model; null when the rules do not provide for it.</summary>
    public DetectorOnlyRule? DetectorOnly { get; }

    /// <summary>
    /// These rules for a detector that is the only model: of each tag the COCO labels alone, with
    /// <see cref="DetectorOnly"/> in place of limits that count on another model to agree.
    /// </summary>
    /// <exception cref="FormatException">The rules do not provide for it.</exception>
    public TagRules ForDetectorOnly()
    {
        var rule = DetectorOnly ?? throw new FormatException("The tag rules say nothing of a detector that is the only model.");
        return new TagRules(Version, [.. Tags.Select(Narrow)], Exclusive, Ignored, species: null, rule);

        TagRule Narrow(TagRule tag)
        {
            var coco = tag.OfCoco.Labels;
            // A tag of several labels is as hard to get as the least trusted of them.
            var alone = coco.Select(label => rule.Labels.GetValueOrDefault(label, rule.Alone)).DefaultIfEmpty(rule.Alone).Max();
            return tag with
            {
                OfImagenet = new LabelRule([], 1, 1),
                OfLabeler = new LabelRule([], 1, 1),
                OfCoco = new LabelRule(coco, alone, alone < 1 ? Math.Min(rule.Counted, alone) : 1),
            };
        }
    }

    /// <summary>The tag of an id, or null.</summary>
    public TagRule? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The tag of an id as it is stored.</summary>
    /// <exception cref="KeyNotFoundException">The rules have no such tag.</exception>
    public TagDefinition Define(string id) => _byId[id].Definition;

    /// <summary>Ids of the tags that a tag brings with it, its parent first.</summary>
    public IReadOnlyList<string> AncestorsOf(string id)
    {
        var found = new List<string>();
        for (var tag = _byId[id].Definition.Parent; tag is not null; tag = tag.Parent)
            found.Add(tag.Id);
        return found;
    }

    /// <summary>Reads rules and names from text.</summary>
    /// <exception cref="FormatException">They cannot be read or contradict themselves; the message says where.</exception>
    public static TagRules Parse(string rules, string names) => TagRulesReader.Read(rules, names);

    private static string ReadEmbedded(string file)
    {
        using var stream = typeof(TagRules).Assembly.GetManifestResourceStream(typeof(TagRules), file)
            ?? throw new InvalidOperationException($"The file {file} is not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
