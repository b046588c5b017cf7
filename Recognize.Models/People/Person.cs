namespace Recognize.Models.People;

/// <summary>A group of faces that are one person, named or not yet. Stored in <c>people</c>.</summary>
public sealed class Person
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid OwnerId { get; init; }

    /// <summary>Given by the owner; null while nobody has said who it is.</summary>
    public string? Name { get; set; }

    /// <summary>The face that stands for the person, chosen by the owner; null lets the best one stand.</summary>
    public Guid? CoverFaceId { get; set; }

    public bool IsHidden { get; set; }

    public DateTimeOffset CreatedAt { get; init; } = DateTimeOffset.UtcNow;
}
