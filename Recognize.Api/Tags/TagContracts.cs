using Recognize.Models.Tags;

namespace Recognize.Api.Tags;

internal sealed record TagResponse
{
    public required string Id { get; init; }

    /// <summary>In English.</summary>
    public required string Name { get; init; }

    /// <summary>By ISO 639-1 language code, where known.</summary>
    public required IReadOnlyDictionary<string, string> Names { get; init; }

    public required TagKind Kind { get; init; }

    /// <summary>The tag above it in the taxonomy.</summary>
    public required string? ParentId { get; init; }

    /// <summary>Visible files that carry the tag.</summary>
    public required int MediaCount { get; init; }
}

/// <summary>Where a page of tags ends.</summary>
internal sealed record TagKey(int MediaCount, string Id);
