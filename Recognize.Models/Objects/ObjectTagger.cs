using Recognize.Models.Tags;

namespace Recognize.Models.Objects;

/// <summary>Applies the tag rules to what the models say of one photo. Immutable, thread-safe.</summary>
internal sealed class ObjectTagger
{
    private readonly TagRules _rules;
    private readonly TagVote[] _votes;
    private readonly Dictionary<string, TagVote> _voteOf;

    /// <exception cref="FormatException">A rule names a label that the models do not have.</exception>
    public ObjectTagger(TagRules rules, RawLabels labels)
    {
        _rules = rules;
        var below = rules.Tags.ToDictionary(tag => tag.Id, _ => new List<TagRule>(), StringComparer.Ordinal);
        foreach (var tag in rules.Tags)
        {
            foreach (var ancestor in rules.AncestorsOf(tag.Id))
                below[ancestor].Add(tag);
        }
        _votes = [.. rules.Tags.Select(tag => new TagVote(tag, below[tag.Id], labels))];
        _voteOf = _votes.ToDictionary(vote => vote.Rule.Id, StringComparer.Ordinal);
        BoxFloor = rules.Tags.Where(tag => tag.OfCoco.Labels.Count > 0)
            .Select(tag => Math.Min(tag.OfCoco.Alone, tag.OfCoco.Agreed)).DefaultIfEmpty(1).Min();
    }

    /// <summary>Boxes less sure than this count for nothing.</summary>
    public float BoxFloor { get; }

    /// <summary>The tags of a photo and everything they bring with them, surest first, each once.</summary>
    public IReadOnlyList<RecognizedTag> Tag(ObjectEvidence evidence)
    {
        var carried = new Dictionary<string, RecognizedTag>(StringComparer.Ordinal);
        foreach (var vote in _votes)
        {
            if (vote.Of(evidence) is { } tag)
                carried.Add(tag.TagId, tag);
        }
        var tags = new Dictionary<string, RecognizedTag>(StringComparer.Ordinal);
        foreach (var tag in carried.Values.Where(tag => !IsContradicted(tag, carried, evidence)))
            Raise(tags, tag);
        return InOrder(tags);
    }

    /// <summary>A tag of the rules.</summary>
    /// <exception cref="KeyNotFoundException">The rules have no such tag.</exception>
    public TagDefinition Define(string id) => _rules.Define(id);

    /// <summary>Adds a tag, such as a species, and everything it brings with it.</summary>
    public static IReadOnlyList<RecognizedTag> Add(IReadOnlyList<RecognizedTag> tags, RecognizedTag tag)
    {
        var all = tags.ToDictionary(one => one.TagId, StringComparer.Ordinal);
        Raise(all, tag);
        return InOrder(all);
    }

    /// <summary>How many of what the detector saw, for those of the tags that have boxes.</summary>
    public IReadOnlyList<CountedObject> Count(
        ObjectEvidence evidence, IReadOnlyList<RecognizedTag> tags, int width, int height) =>
    [
        .. tags.Where(tag => _voteOf.TryGetValue(tag.TagId, out var vote) && vote.Rule.OfCoco.Labels.Count > 0)
            .Select(tag => new CountedObject(
                tag.Tag,
                [.. _voteOf[tag.TagId].Boxes(evidence).Select(item => ObjectBox.Of(item.Box, width, height))]))
            .Where(item => item.Boxes.Count > 0),
    ];

    /// <summary>
    /// Of tags that are taken for one another the surest is believed, and any other only with a box of its own.
    /// </summary>
    private bool IsContradicted(
        RecognizedTag tag, Dictionary<string, RecognizedTag> carried, ObjectEvidence evidence)
    {
        foreach (var group in _rules.Exclusive)
        {
            if (Stem(tag.Tag, group) is not { } own || _voteOf[own].IsBoxed(evidence))
                continue;
            foreach (var other in group)
            {
                if (other != own && carried.TryGetValue(other, out var rival)
                    && (!carried.TryGetValue(own, out var stem) || rival.Score > stem.Score))
                    return true;
            }
        }
        return false;
    }

    /// <summary>The member of a group that a tag is, or stands below.</summary>
    private static string? Stem(TagDefinition tag, IReadOnlyList<string> group)
    {
        for (var at = tag; at is not null; at = at.Parent)
        {
            if (group.Contains(at.Id))
                return at.Id;
        }
        return null;
    }

    private static void Raise(Dictionary<string, RecognizedTag> tags, RecognizedTag tag)
    {
        for (var at = tag.Tag; at is not null; at = at.Parent)
        {
            if (!tags.TryGetValue(at.Id, out var known) || known.Score < tag.Score)
                tags[at.Id] = tag with { Tag = at };
        }
    }

    private static IReadOnlyList<RecognizedTag> InOrder(Dictionary<string, RecognizedTag> tags) =>
        [.. tags.Values.OrderByDescending(tag => tag.Score).ThenBy(tag => tag.TagId, StringComparer.Ordinal)];
}
