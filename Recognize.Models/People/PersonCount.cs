namespace Recognize.Models.People;

/// <summary>
/// A change of how many faces of a person are on visible files. Stored in <c>person_counts</c>, by triggers alone; the sum
/// of all changes is the count. See <see cref="PeopleCounts"/>.
/// </summary>
public sealed class PersonCount
{
    public Guid OwnerId { get; init; }

    public Guid PersonId { get; init; }

    public int Faces { get; init; }

    /// <summary>Faces that the owner or a contact's portrait put there.</summary>
    public int Confirmed { get; init; }

    /// <summary>Files that show the person, once or several times.</summary>
    public int Photos { get; init; }
}
