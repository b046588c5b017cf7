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

    /// <summary>The file with the tag that was added last.</summary>
    public Guid? CoverMediaId { get; init; }
}

/// <summary>Where a page of tags ends.</summary>
internal sealed record TagKey(int MediaCount, string Id);

/// <summary>1 to 100 tags in all.</summary>
/// <param name="Add">Ids of tags that the caller's files or this one have, and of any genre.</param>
/// <param name="AddWords">Keywords, spelt as they are to be shown if they are new.</param>
/// <param name="Remove">Ids; those that are not on the file are passed over.</param>
internal sealed record ChangeTagsRequest(
    IReadOnlyList<string>? Add = null, IReadOnlyList<string>? AddWords = null, IReadOnlyList<string>? Remove = null);
