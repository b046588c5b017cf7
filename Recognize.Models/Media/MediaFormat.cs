namespace Recognize.Models.Media;

/// <summary>A file format of the library.</summary>
/// <param name="Kind">What files of this format hold.</param>
/// <param name="Name">Short name for people, such as <c>JPEG</c>.</param>
/// <param name="MimeType">What HTTP calls it.</param>
/// <param name="IsRaw">Camera RAW: read by the JPEG preview inside.</param>
public sealed record MediaFormat(MediaKind Kind, string Name, string MimeType, bool IsRaw = false);
