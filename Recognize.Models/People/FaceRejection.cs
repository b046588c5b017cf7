namespace Recognize.Models.People;

/// <summary>The owner said that a face is not a person: the pair never comes back by itself.</summary>
public sealed class FaceRejection
{
    public required Guid FaceId { get; init; }

    public required Guid PersonId { get; init; }

    public DateTimeOffset CreatedAt { get; init; } = DateTimeOffset.UtcNow;
}
