namespace Recognize.Models.Library;

/// <summary>What the ledger asks of a file. Stored as a small integer: never renumber.</summary>
public enum AnalysisTask
{
    /// <summary>Content hash, metadata and thumbnails; every file.</summary>
    Basics = 0,

    /// <summary>Faces with their vectors; photos and videos of owners who agreed.</summary>
    Faces = 1,

    /// <summary>Object and scene tags; photos and videos.</summary>
    Objects = 2,

    /// <summary>Famous places and works, cities and countries; photos and videos.</summary>
    Landmarks = 3,

    /// <summary>Genres, or what a recording is instead of music; audio.</summary>
    Music = 4,
}
