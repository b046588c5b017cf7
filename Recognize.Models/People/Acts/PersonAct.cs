namespace Recognize.Models.People.Acts;

/// <summary>
/// Something that somebody did to people or faces; the rows it changed are <see cref="ActChange"/>s. Stored in
/// <c>person_acts</c>.
/// </summary>
public sealed class PersonAct
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Whose people.</summary>
    public required Guid OwnerId { get; init; }

    /// <summary>Who did it; null when it was not a user, or one who is gone.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>The actor in words, for instance <c>anna</c> or <c>contacts</c>.</summary>
    public required string MadeBy { get; init; }

    public required ActKind Kind { get; init; }

    /// <summary>One sentence about what was done.</summary>
    public required string Summary { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>When it was taken back, if it was.</summary>
    public DateTimeOffset? UndoneAt { get; init; }

    /// <summary>The act that this one took back.</summary>
    public Guid? Undoes { get; init; }
}
