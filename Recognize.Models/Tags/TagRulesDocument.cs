namespace Recognize.Models.Tags;

/// <summary>The file <c>tag-rules.yaml</c> as it is written, with its defaults not applied yet.</summary>
internal sealed class TagRulesDocument
{
    public int Version { get; set; }

    public Thresholds Alone { get; set; } = new();

    public Thresholds Agreed { get; set; } = new();

    public SpeciesEntry? Species { get; set; }

    public DetectorOnlyEntry? DetectorOnly { get; set; }

    public List<TagEntry> Tags { get; set; } = [];

    public List<List<string>> Exclusive { get; set; } = [];

    public List<IgnoredEntry> Ignored { get; set; } = [];

    internal sealed class TagEntry
    {
        public string Id { get; set; } = "";

        public string? Parent { get; set; }

        public string Kind { get; set; } = "subject";

        public List<string> Synonyms { get; set; } = [];

        public bool Gather { get; set; } = true;

        public List<string> Imagenet { get; set; } = [];

        public List<string> Labeler { get; set; } = [];

        public List<string> Coco { get; set; } = [];

        public Thresholds Alone { get; set; } = new();

        public Thresholds Agreed { get; set; } = new();
    }

    internal sealed class SpeciesEntry
    {
        public string Parent { get; set; } = "";

        public float Alone { get; set; }

        public float Known { get; set; }
    }

    internal sealed class DetectorOnlyEntry
    {
        public float Alone { get; set; }

        public float Counted { get; set; }

        public Dictionary<string, float> Labels { get; set; } = [];
    }

    internal sealed class Thresholds
    {
        public float? Imagenet { get; set; }

        public float? Labeler { get; set; }

        public float? Coco { get; set; }
    }

    internal sealed class IgnoredEntry
    {
        public string Reason { get; set; } = "";

        public List<string> Imagenet { get; set; } = [];

        public List<string> Labeler { get; set; } = [];

        public List<string> Coco { get; set; } = [];
    }
}

/// <summary>The file <c>tag-names.yaml</c> as it is written: a row of names for each tag, in the order of the languages.</summary>
internal sealed class TagNamesDocument
{
    public List<string> Languages { get; set; } = [];

    public Dictionary<string, List<string>> Names { get; set; } = [];
}
