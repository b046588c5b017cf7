namespace Recognize.Models.Exports;

/// <summary>An export in which everybody but chosen people is unrecognisable. Stored in <c>covered_exports</c>.</summary>
public sealed class CoveredExport
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid OwnerId { get; init; }

    /// <summary>What was asked for: a <see cref="CoveredExportRequest"/> as JSON.</summary>
    public required string Request { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When its file was written; null before.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Name of the file in the owner's folder of exports; null before it is written.</summary>
    public string? FileName { get; set; }

    public long? SizeBytes { get; set; }

    /// <summary>Files that are in it.</summary>
    public int? Exported { get; set; }

    /// <summary>Files that are not; the manifest within says why.</summary>
    public int? Refused { get; set; }

    /// <summary>When it is removed.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }
}
