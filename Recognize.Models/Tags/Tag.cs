namespace Recognize.Models.Tags;

/// <summary>Something a photo can be tagged with. Its id is stable for good; names may change. Stored in <c>tags</c>.</summary>
public sealed class Tag
{
    /// <summary>Stable slug such as <c>dog</c>; keywords from files become <c>keyword:…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>English name as shown.</summary>
    public required string Name { get; set; }
}
