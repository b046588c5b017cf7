namespace Recognize.Models.People;

/// <summary>
/// A photo that may show one person twice: a mirror, a collage, a photo of a photo. Stored in <c>photo_releases</c>.
/// </summary>
public sealed class PhotoRelease
{
    public required Guid MediaId { get; init; }

    public DateTimeOffset CreatedAt { get; init; } = DateTimeOffset.UtcNow;
}
