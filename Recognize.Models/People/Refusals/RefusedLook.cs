namespace Recognize.Models.People.Refusals;

/// <summary>
/// What somebody looks like who is not to be recognised, kept by the owner's choice and for nothing but to keep refusing:
/// one vector for each version of the face models. Stored in <c>refused_looks</c>.
/// </summary>
public sealed class RefusedLook
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid RefusedPersonId { get; init; }

    /// <summary>Only faces of this version are compared with it.</summary>
    public required string PackVersion { get; init; }

    /// <summary>How many faces it is the mean of.</summary>
    public required int Faces { get; set; }

    /// <summary>Sealed: the mean of unit vectors, so shorter than one; float32 little-endian.</summary>
    public required byte[] Embedding { get; set; }
}
