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

    /// <summary>Nobody to show: a statue, a poster, a stranger. New faces like it still join, so that they are not shown either.</summary>
    public IgnoredAs? IgnoredAs { get; set; }

    /// <summary>
    /// Goes up with every act of a user that changes the person or which faces it has, not with faces that join by
    /// similarity: an act that was decided by an older version is refused.
    /// </summary>
    public long Version { get; set; }

    public DateTimeOffset CreatedAt { get; init; } = DateTimeOffset.UtcNow;
}
