namespace Recognize.Models.Sharing;

/// <summary>Who is on a file, and where: all that somebody else is told of a face. The box is in fractions of the upright picture.</summary>
public sealed class ShownPerson
{
    public required string Name { get; init; }

    public required float X { get; init; }

    public required float Y { get; init; }

    public required float Width { get; init; }

    public required float Height { get; init; }

    /// <summary>Where in a video it was seen.</summary>
    public required double? TimeSeconds { get; init; }
}
