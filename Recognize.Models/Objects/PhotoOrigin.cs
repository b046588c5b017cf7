using Recognize.Models.Media;

namespace Recognize.Models.Objects;

/// <summary>What is known of a picture besides its pixels; tells photos from screenshots.</summary>
/// <param name="Format">What the file really holds: <c>JPEG</c>, <c>PNG</c> …</param>
/// <param name="HasCamera">Whether its metadata names a camera or lens; a date alone does not tell, screenshots have one.</param>
/// <param name="OriginalWidth">Upright width of the whole picture in pixels, before it was shrunk.</param>
/// <param name="OriginalHeight">Upright height of the whole picture in pixels.</param>
public sealed record PhotoOrigin(string Format, bool HasCamera, int OriginalWidth, int OriginalHeight)
{
    /// <summary>The origin of a decoded photo.</summary>
    public static PhotoOrigin Of(DecodedPhoto photo, PhotoMetadata metadata) => new(
        photo.Format, (metadata.CameraMake ?? metadata.CameraModel ?? metadata.Lens) is not null,
        photo.OriginalWidth, photo.OriginalHeight);
}
