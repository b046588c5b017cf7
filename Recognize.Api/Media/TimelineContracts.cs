using Recognize.Models.Media;

namespace Recognize.Api.Media;

/// <summary>The caller's own photos and videos by month.</summary>
/// <param name="Count">Of all months.</param>
/// <param name="Months">Those that have any, newest first.</param>
internal sealed record TimelineResponse(int Count, IReadOnlyList<TimelineMonthResponse> Months);

/// <param name="Month">As 2019-07.</param>
internal sealed record TimelineMonthResponse(string Month, int Count);

/// <summary>As much of a file as its place in a grid needs.</summary>
/// <param name="LocalAt">Wall-clock time of the shot, which has no zone; where that is not known, when the file was modified, in UTC.</param>
/// <param name="Width">In pixels, upright.</param>
/// <param name="Height">In pixels, upright.</param>
internal sealed record TimelineItem(
    Guid Id, MediaKind Kind, DateTime LocalAt, int? Width, int? Height, double? DurationSeconds);

/// <summary>Where a page of the time line by days ends.</summary>
internal sealed record DayKey(DateTime LocalAt, Guid Id);
