namespace Recognize.Models.Library;

/// <summary>A folder tree of one owner that is scanned and analysed. Stored in <c>libraries</c>.</summary>
public sealed class MediaLibrary
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid OwnerId { get; init; }

    /// <summary>Absolute path with links resolved and no trailing slash; unique per owner.</summary>
    public required string RootPath { get; set; }

    public DateTimeOffset CreatedAt { get; init; } = DateTimeOffset.UtcNow;

    /// <summary>When the last complete scan began; files added before it and not seen by it are gone.</summary>
    public DateTimeOffset? LastScanAt { get; set; }

    /// <summary>Why the library is not being scanned (its root is missing or empty), or null.</summary>
    public string? SuspendedReason { get; set; }
}
