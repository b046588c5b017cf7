namespace Recognize.Models.People.Reclustering;

/// <summary>What would happen to a person; any of them may come together. Stored as a small integer: never renumber.</summary>
[Flags]
public enum ReclusterChangeKinds
{
    None = 0,

    /// <summary>Gets faces.</summary>
    Gains = 1,

    /// <summary>Loses faces.</summary>
    Loses = 2,

    /// <summary>Takes in most of another person.</summary>
    Merges = 4,

    /// <summary>Two or more of its faces go together to somebody else.</summary>
    Splits = 8,

    /// <summary>Does not exist yet.</summary>
    Appears = 16,

    /// <summary>No face is left.</summary>
    Disappears = 32,
}

/// <summary>A person whom a recluster would change. Stored in <c>recluster_changes</c>.</summary>
public sealed class ReclusterChange
{
    public required Guid RunId { get; init; }

    /// <summary>From 0, the greatest change first.</summary>
    public required int Number { get; init; }

    public required Guid PersonId { get; init; }

    /// <summary>When the preview was made.</summary>
    public string? Name { get; init; }

    /// <summary>Whether somebody had said something about the person, so that it stays whatever happens.</summary>
    public required bool IsAnchored { get; init; }

    public required ReclusterChangeKinds Kinds { get; init; }

    public required int FacesBefore { get; init; }

    public required int FacesAfter { get; init; }

    public required int Gained { get; init; }

    public required int Lost { get; init; }

    /// <summary><see cref="ReclusterChangeDetails"/> as JSON.</summary>
    public required string Details { get; init; }
}

/// <summary>Where a person's faces come from and go to, with examples.</summary>
/// <param name="GainedFrom">The most first.</param>
/// <param name="LostTo">The most first.</param>
/// <param name="KeptFaces">Some faces that stay, the best first.</param>
/// <param name="GainedFaces">Some faces that come, the best first.</param>
/// <param name="LostFaces">Some faces that go, the best first.</param>
public sealed record ReclusterChangeDetails(
    IReadOnlyList<ReclusterFlow> GainedFrom,
    IReadOnlyList<ReclusterFlow> LostTo,
    IReadOnlyList<Guid> KeptFaces,
    IReadOnlyList<Guid> GainedFaces,
    IReadOnlyList<Guid> LostFaces);

/// <summary>Faces that go between a person and another one.</summary>
/// <param name="PersonId">The other person; null for the faces in no group.</param>
/// <param name="Faces">How many.</param>
public sealed record ReclusterFlow(Guid? PersonId, int Faces);
