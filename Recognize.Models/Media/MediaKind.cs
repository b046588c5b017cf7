namespace Recognize.Models.Media;

/// <summary>What a library file holds. Stored as a small integer: never renumber.</summary>
public enum MediaKind
{
    Photo = 0,
    Video = 1,
    Audio = 2,
}
