namespace Recognize.Models.Auditing;

/// <summary>
/// Something that somebody did, or tried, that others must be able to learn of later. Entries are appended, never changed;
/// they outlive the users they speak of. Stored in <c>audit_entries</c>.
/// </summary>
public sealed class AuditEntry
{
    public Guid Id { get; init; }

    /// <summary>By the database's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The user who did it; null when it was nobody known, a program, or a user whose data were erased.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>Who did it, in words.</summary>
    public required string ActorName { get; init; }

    /// <summary>The user it was done to, if any.</summary>
    public Guid? AboutId { get; init; }

    /// <summary>The name that user had at the time.</summary>
    public string? AboutName { get; init; }

    /// <summary>One of <see cref="AuditActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>What was done, as a sentence without names.</summary>
    public required string Summary { get; init; }

    /// <summary>Particulars, such as a token's name; goes when the data of a user it concerns are erased.</summary>
    public string? Detail { get; init; }

    /// <summary>Where the request came from, without a port.</summary>
    public string? Address { get; init; }
}
