namespace Recognize.Api.Media;

/// <summary>How large a thumbnail is wanted.</summary>
internal enum ThumbnailSize
{
    Small,
    Medium,
    Large,
}

/// <summary>Where finished thumbnails are found; the API never makes any.</summary>
internal interface IThumbnailSource
{
    /// <summary>Absolute path of a WebP file, the nearest size that there is; null while there is none.</summary>
    string? FindPath(byte[] contentHash, ThumbnailSize size);
}
