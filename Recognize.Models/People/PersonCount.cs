namespace Recognize.Models.People;

/// <summary>
/// How many faces of a person are on visible files, up to the last roll-up: the changes since have to be added. Nothing
/// stands for a person without any. Written by <see cref="PeopleCounts"/> alone.
/// </summary>
public sealed class PersonCount
{
    public Guid PersonId { get; init; }

    public Guid OwnerId { get; init; }

    public int Faces { get; init; }

    /// <summary>Faces that the owner or a contact's portrait put there.</summary>
    public int Confirmed { get; init; }

    /// <summary>Files that show the person, once or several times.</summary>
    public int Photos { get; init; }
}

/// <summary>
/// A change of the counts of a person; there may be several. Stored in <c>person_changes</c>, by triggers alone, whatever a
/// program of any version writes.
/// </summary>
public sealed class PersonChange
{
    public Guid OwnerId { get; init; }

    public Guid PersonId { get; init; }

    public int Faces { get; init; }

    public int Confirmed { get; init; }

    public int Photos { get; init; }
}
