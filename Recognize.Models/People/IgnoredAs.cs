namespace Recognize.Models.People;

/// <summary>Why a face, or a whole group, is nobody to show. Stored as a small integer: never renumber.</summary>
public enum IgnoredAs
{
    Statue = 1,

    /// <summary>A face on a poster, a screen, a cover.</summary>
    Poster = 2,

    /// <summary>Somebody who happened to be there.</summary>
    Stranger = 3,

    /// <summary>Not a face at all, or any other reason.</summary>
    Other = 4,
}
