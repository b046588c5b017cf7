namespace Recognize.Models.People.Refusals;

/// <summary>
/// Where somebody is who is not to be recognised: a box, without vector, points or person. A face that is found there
/// again is not stored. Stored in <c>refused_faces</c>.
/// </summary>
public sealed class RefusedFace
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid RefusedPersonId { get; init; }

    public required Guid MediaId { get; init; }

    /// <summary>Left edge in fractions of the upright photo's width.</summary>
    public required float X { get; init; }

    /// <summary>Top edge in fractions of the upright photo's height.</summary>
    public required float Y { get; init; }

    public required float Width { get; init; }

    public required float Height { get; init; }

    /// <summary>Where in a video, in seconds from its start; null in a photo.</summary>
    public double? TimeSeconds { get; init; }

    /// <summary>Whether it was told by the kept look when its photo was analysed, not marked by the owner.</summary>
    public bool IsByLook { get; init; }
}
