namespace Recognize.Api.Tags;

internal sealed record TagResponse
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Visible files that carry the tag.</summary>
    public required int MediaCount { get; init; }
}

/// <summary>Where a page of tags ends.</summary>
internal sealed record TagKey(int MediaCount, string Id);
