namespace Recognize.Models.Tags;

/// <summary>The rules file as it is written, with its defaults not applied yet.</summary>
internal sealed class TagRulesDocument
{
    public int Version { get; set; }

    public float ImagenetThreshold { get; set; }

    public float CocoThreshold { get; set; }

    public List<TagEntry> Tags { get; set; } = [];

    public List<IgnoredEntry> Ignored { get; set; } = [];

    public IReadOnlyList<TagRule> ToRules()
    {
        RequireProbability(ImagenetThreshold, "imagenetThreshold");
        RequireProbability(CocoThreshold, "cocoThreshold");
        return [.. Tags.Select(ToRule)];
    }

    internal sealed class TagEntry
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public List<string> Parents { get; set; } = [];

        public List<string> Synonyms { get; set; } = [];

        public List<string> Imagenet { get; set; } = [];

        public bool Gather { get; set; }

        public float? Threshold { get; set; }

        public List<string> Coco { get; set; } = [];

        public float? CocoThreshold { get; set; }

        public float? Agreement { get; set; }
    }

    internal sealed class IgnoredEntry
    {
        public string Reason { get; set; } = "";

        public List<string> Imagenet { get; set; } = [];

        public List<string> Coco { get; set; } = [];
    }

    private TagRule ToRule(TagEntry tag)
    {
        if (tag.Id.Length == 0 || !tag.Id.All(c => c is '-' or (>= 'a' and <= 'z') or (>= '0' and <= '9')))
            throw new FormatException($"The tag id \"{tag.Id}\" must be lower-case letters, digits and dashes.");
        if (tag.Name.Length == 0)
            throw new FormatException($"The tag {tag.Id} has no name.");
        var threshold = tag.Threshold ?? ImagenetThreshold;
        var detectorThreshold = tag.CocoThreshold ?? CocoThreshold;
        RequireProbability(threshold, tag.Id);
        RequireProbability(detectorThreshold, tag.Id);
        return new TagRule(
            tag.Id, tag.Name, tag.Parents, tag.Synonyms,
            tag.Imagenet, tag.Gather, threshold,
            tag.Coco, detectorThreshold, tag.Agreement ?? 0);
    }

    private static void RequireProbability(float value, string owner)
    {
        if (value is not (> 0 and <= 1))
            throw new FormatException($"The threshold of {owner} in the tag rules must be above 0 and at most 1.");
    }
}
