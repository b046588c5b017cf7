namespace Recognize.Models.People.Refusals;

/// <summary>
/// Somebody whom the owner marked "do not recognise": no group, no vectors, only boxes in the photos that are known.
/// Stored in <c>refused_people</c>.
/// </summary>
public sealed class RefusedPerson
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid OwnerId { get; init; }

    /// <summary>Kept only if the owner chose so, to tell the entries apart.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Whether the owner chose that new photos are compared with a <see cref="RefusedLook"/>. It stays chosen when a change
    /// of face models has left none.
    /// </summary>
    public bool KeepsLook { get; init; }

    public DateTimeOffset RefusedAt { get; init; } = DateTimeOffset.UtcNow;
}
