namespace Recognize.Models.People.Acts;

/// <summary>
/// One row that an act changed, as it was and as it became. Written by triggers of the database, never by code. Stored in
/// <c>act_changes</c>.
/// </summary>
public sealed class ActChange
{
    /// <summary>In the order of the changes.</summary>
    public long Number { get; init; }

    public required Guid ActId { get; init; }

    public required ActEntity Entity { get; init; }

    /// <summary>The row's id: a face's, a person's, of a difference the first person's, of a release the photo's.</summary>
    public required Guid Key { get; init; }

    /// <summary>The person of a rejection, the second one of a difference.</summary>
    public Guid? OtherKey { get; init; }

    /// <summary>JSON; null when the act made the row.</summary>
    public string? Before { get; init; }

    /// <summary>JSON; null when the act removed the row.</summary>
    public string? After { get; init; }
}
