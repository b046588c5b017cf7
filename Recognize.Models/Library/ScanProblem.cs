namespace Recognize.Models.Library;

/// <summary>A folder that the last scan could not enter; its files are kept as they were.</summary>
public sealed class ScanProblem
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid LibraryId { get; init; }

    public required string RelativePath { get; init; }

    /// <summary>A sentence for the owner.</summary>
    public required string Reason { get; init; }

    public DateTimeOffset NoticedAt { get; init; } = DateTimeOffset.UtcNow;
}
