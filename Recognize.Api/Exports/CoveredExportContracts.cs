using System.ComponentModel;
using Recognize.Models.Deidentification;
using Recognize.Models.Exports;
using Recognize.Models.Jobs;

namespace Recognize.Api.Exports;

internal sealed record RequestCoveredExport
{
    [Description("Photos and videos, up to 5,000 with those of the album, in the order of the export.")]
    public IReadOnlyList<Guid> Media { get; init; } = [];

    [Description("An album of the caller, as it is now, after them; needs albums:read. Files that guests put there are theirs to export.")]
    public Guid? AlbumId { get; init; }

    [Description("People who stay readable, up to 100; needs people:read. Whoever is not surely one of them is covered.")]
    public IReadOnlyList<Guid> Keep { get; init; } = [];

    [Description("solid (default), pixelated or blurred.")]
    public CoverMethod Method { get; init; }

    [Description("Pixelated: squares across the face. Blurred: share of the face. One of those that /api/exports/strengths allows; solid needs none.")]
    public double Strength { get; init; }

    [Description("ellipse (default) or rectangle.")]
    public CoverShape Shape { get; init; }

    [Description("strip (default) says nothing, not even the files' names; stripPlace keeps time and camera; keep the place, too. Previews, captions and named faces never stay.")]
    public MetadataChoice Metadata { get; init; }

    [Description("Whether videos keep their sound; voices are recognisable.")]
    public bool KeepsSound { get; init; }
}

/// <summary>An export in which everybody but chosen people is unrecognisable.</summary>
/// <param name="State">Of its job; null once that is forgotten.</param>
/// <param name="Done">Files done so far.</param>
/// <param name="Total">Files that were asked for.</param>
/// <param name="Exported">Files that are in it, once it is ready.</param>
/// <param name="Refused">Files that are not; the manifest in the archive says why.</param>
/// <param name="SizeBytes">Of the file; null until it is ready to be fetched.</param>
/// <param name="ExpiresAt">When it is removed.</param>
/// <param name="Error">Why there is none, in a sentence.</param>
internal sealed record CoveredExportResponse(
    Guid Id, JobState? State, long? Done, int Total, int? Exported, int? Refused, long? SizeBytes,
    DateTimeOffset RequestedAt, DateTimeOffset? FinishedAt, DateTimeOffset ExpiresAt, string? Error)
{
    public static CoveredExportResponse Of(CoveredExport export, JobRun? job) => new(
        export.Id, job?.State, job?.Done, CoveredExportRequest.Parse(export.Request).Media.Count, export.Exported,
        export.Refused, export.SizeBytes, export.RequestedAt, export.FinishedAt, export.ExpiresAt, job?.Error);
}

/// <summary>A way of covering that was measured.</summary>
/// <param name="IsAllowed">Whether exports may use it.</param>
/// <param name="Reason">A sentence with the figures.</param>
internal sealed record CoverStrengthResponse(CoverMethod Method, double Strength, bool IsAllowed, string Reason);
