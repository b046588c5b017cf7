namespace Recognize.Api.Tags;

/// <param name="MediaCount">Visible files that carry the tag.</param>
internal sealed record TagResponse(string Id, string Name, int MediaCount);

/// <summary>Where a page of tags ends.</summary>
internal sealed record TagKey(int MediaCount, string Id);
