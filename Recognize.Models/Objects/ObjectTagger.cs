using Recognize.Models.Tags;

namespace Recognize.Models.Objects;

/// <summary>Applies the tag rules to what the models say of one photo. Immutable, thread-safe.</summary>
internal sealed class ObjectTagger
{
    private readonly TagRules _rules;
    private readonly Dictionary<string, TagDefinition> _definitions;
    private readonly IReadOnlyList<string> _classifierLabels;
    private readonly CompiledRule[] _compiled;

    /// <exception cref="FormatException">A rule names a label that the models do not have.</exception>
    public ObjectTagger(TagRules rules, IReadOnlyList<string> classifierLabels, IReadOnlyList<string> detectorLabels)
    {
        _rules = rules;
        _definitions = rules.Tags.ToDictionary(tag => tag.Id, tag => rules.Define(tag.Id));
        _classifierLabels = classifierLabels;
        var classes = Index(classifierLabels);
        var objects = Index(detectorLabels);
        var own = rules.Tags.ToDictionary(
            tag => tag.Id, tag => tag.ClassifierLabels.Select(label => Look(classes, label, tag)).ToArray());
        var gathered = rules.Tags.ToDictionary(tag => tag.Id, tag => new HashSet<int>(own[tag.Id]));
        foreach (var tag in rules.Tags)
        {
            foreach (var ancestor in rules.AncestorsOf(tag.Id))
                gathered[ancestor].UnionWith(own[tag.Id]);
        }
        _compiled =
        [
            .. rules.Tags.Select(tag => new CompiledRule(
                tag,
                tag.Gather ? [.. gathered[tag.Id]] : own[tag.Id],
                [.. gathered[tag.Id]],
                [.. tag.DetectorLabels.Select(label => Look(objects, label, tag))])),
        ];
        DetectorFloor = rules.Tags.Where(tag => tag.DetectorLabels.Count > 0)
            .Select(tag => tag.DetectorThreshold).DefaultIfEmpty(1).Min();
        DetectorLabels = detectorLabels;
    }

    /// <summary>Boxes less sure than this can lead to no tag.</summary>
    public float DetectorFloor { get; }

    private IReadOnlyList<string> DetectorLabels { get; }

    /// <summary>The tags of a photo and everything they imply, surest first, each once.</summary>
    /// <param name="probabilities">Of the classifier's classes.</param>
    /// <param name="objects">Of the detector.</param>
    public IReadOnlyList<RecognizedTag> Tag(ReadOnlySpan<float> probabilities, IReadOnlyList<FoundObject> objects)
    {
        var tags = new Dictionary<string, RecognizedTag>(StringComparer.Ordinal);
        foreach (var rule in _compiled)
        {
            if (Apply(rule, probabilities, objects) is not { } tag)
                continue;
            Raise(tags, tag);
            foreach (var ancestor in _rules.AncestorsOf(tag.TagId))
                Raise(tags, tag with { Tag = _definitions[ancestor] });
        }
        return [.. tags.Values.OrderByDescending(tag => tag.Score).ThenBy(tag => tag.TagId, StringComparer.Ordinal)];
    }

    private RecognizedTag? Apply(
        CompiledRule rule, ReadOnlySpan<float> probabilities, IReadOnlyList<FoundObject> objects)
    {
        RecognizedTag? tag = null;
        var probability = Sum(probabilities, rule.Classes);
        if (rule.Classes.Length > 0 && probability >= rule.Tag.Threshold)
        {
            var surest = Surest(probabilities, rule.Classes);
            tag = new RecognizedTag(
                _definitions[rule.Tag.Id], Math.Min(probability, 1), $"imagenet:{_classifierLabels[surest]}",
                TagSource.Recogniser);
        }
        foreach (var item in objects)
        {
            if (item.Box.Score < rule.Tag.DetectorThreshold || item.Box.Score <= (tag?.Score ?? 0)
                || Array.IndexOf(rule.Objects, item.Class) < 0)
                continue;
            if (rule.Tag.Agreement > 0 && Sum(probabilities, rule.Gathered) < rule.Tag.Agreement)
                continue;
            tag = new RecognizedTag(
                _definitions[rule.Tag.Id], item.Box.Score, $"coco:{DetectorLabels[item.Class]}", TagSource.Recogniser);
        }
        return tag;
    }

    private static void Raise(Dictionary<string, RecognizedTag> tags, RecognizedTag tag)
    {
        if (!tags.TryGetValue(tag.TagId, out var known) || known.Score < tag.Score)
            tags[tag.TagId] = tag;
    }

    private static float Sum(ReadOnlySpan<float> probabilities, int[] classes)
    {
        float sum = 0;
        foreach (var index in classes)
            sum += probabilities[index];
        return sum;
    }

    private static int Surest(ReadOnlySpan<float> probabilities, int[] classes)
    {
        var surest = classes[0];
        foreach (var index in classes)
        {
            if (probabilities[index] > probabilities[surest])
                surest = index;
        }
        return surest;
    }

    private static Dictionary<string, int> Index(IReadOnlyList<string> labels) =>
        labels.Select((label, index) => (label, index)).ToDictionary(pair => pair.label, pair => pair.index);

    private static int Look(Dictionary<string, int> labels, string label, TagRule tag) =>
        labels.TryGetValue(label, out var index)
            ? index
            : throw new FormatException($"The tag {tag.Id} names the label {label}, which the models do not have.");

    /// <summary>A rule with its labels as indices; <c>Gathered</c> is what agreement is asked of.</summary>
    private sealed record CompiledRule(TagRule Tag, int[] Classes, int[] Gathered, int[] Objects);
}
