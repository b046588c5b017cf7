namespace Recognize.Models.Media;

/// <summary>Sizes that thumbnails are kept in; the value is the longer side in pixels.</summary>
public enum ThumbnailSize
{
    Small = 256,
    Medium = 640,
    Large = 1280,
}
