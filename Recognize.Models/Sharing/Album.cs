namespace Recognize.Models.Sharing;

/// <summary>Files in an order that a user chose, or those that a search finds. Stored in <c>albums</c>.</summary>
public sealed class Album
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid OwnerId { get; init; }

    public required string Name { get; set; }

    public string? Description { get; set; }

    /// <summary>The search that fills the album, as its owner wrote it; null where files are put in by hand.</summary>
    public string? Query { get; set; }

    /// <summary>The file that stands for the album; null lets the first one stand.</summary>
    public Guid? CoverMediaId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it, or what is in it, was last changed by somebody.</summary>
    public required DateTimeOffset ChangedAt { get; set; }
}
