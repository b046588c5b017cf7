namespace Recognize.Models.Media.Raw;

/// <summary>Where a JPEG lies inside a RAW file, and the EXIF orientation that the RAW file itself gives.</summary>
internal readonly record struct RawPreview(long Offset, long Length, int? Orientation);
