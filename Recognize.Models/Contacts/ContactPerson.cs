namespace Recognize.Models.Contacts;

/// <summary>Which person a contact is. Stored in <c>contact_people</c>.</summary>
public sealed class ContactPerson
{
    public required Guid ContactId { get; init; }

    public required Guid PersonId { get; set; }

    /// <summary>How alike they were; null when the owner said so.</summary>
    public float? Similarity { get; set; }

    public DateTimeOffset LinkedAt { get; set; } = DateTimeOffset.UtcNow;
}

/// <summary>That an act on people was made by a contact. Stored in <c>contact_acts</c>.</summary>
public sealed class ContactAct
{
    public required Guid ActId { get; init; }

    public required Guid ContactId { get; init; }

    /// <summary>The person, who may be gone since.</summary>
    public required Guid PersonId { get; init; }
}

/// <summary>A question whether a contact is a person, or a face of nobody's. Stored in <c>contact_suggestions</c>.</summary>
public sealed class ContactSuggestion
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid ContactId { get; init; }

    public Guid? PersonId { get; init; }

    public Guid? FaceId { get; init; }

    public required float Similarity { get; set; }

    /// <summary>The owner said no: it is never asked again.</summary>
    public bool IsRefused { get; set; }

    public DateTimeOffset CreatedAt { get; init; } = DateTimeOffset.UtcNow;
}

/// <summary>When an owner's contacts were last looked for among the people. Stored in <c>contact_matchings</c>.</summary>
public sealed class ContactMatchingRun
{
    public required Guid OwnerId { get; init; }

    public required DateTimeOffset MatchedAt { get; set; }

    public required float TookSeconds { get; set; }

    public required string PackVersion { get; set; }

    /// <summary>Whether contacts changed since.</summary>
    public bool IsDue { get; set; }
}
