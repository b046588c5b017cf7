namespace Recognize.Models.Tags;

/// <summary>Something a file can be tagged with. Its id is stable for good; names may change. Stored in <c>tags</c>.</summary>
public sealed class Tag
{
    /// <summary>
    /// Stable slug: <c>dog</c> for what is shown, else with its sort in front, such as <c>landmark:eiffel-tower</c>,
    /// <c>country:fr</c>, <c>genre:jazz</c>, <c>keyword:…</c>.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>English name as shown.</summary>
    public required string Name { get; set; }

    public TagKind Kind { get; set; }

    /// <summary>By ISO 639-1 language code, where known.</summary>
    public IReadOnlyDictionary<string, string> Names { get; set; } = new Dictionary<string, string>();

    /// <summary>Id of the tag above it in the taxonomy.</summary>
    public string? ParentId { get; set; }
}
