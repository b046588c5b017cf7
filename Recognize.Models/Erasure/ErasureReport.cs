namespace Recognize.Models.Erasure;

/// <summary>What an erasure has removed. A run that was broken off and began anew counts only what the last one found.</summary>
public sealed record ErasureReport
{
    /// <summary>Files that are known no longer, with their tags and results.</summary>
    public long Files { get; set; }

    /// <summary>Faces with their vectors and places.</summary>
    public long Faces { get; set; }

    public long People { get; set; }

    /// <summary>Portraits' vectors of contacts, and with a user the contacts themselves.</summary>
    public long Contacts { get; set; }

    /// <summary>Photos whose small pictures were deleted.</summary>
    public long Thumbnails { get; set; }

    /// <summary>Files that users had written out.</summary>
    public long Exports { get; set; }

    /// <summary>Tables that were written anew, so that no page holds what was deleted.</summary>
    public int TablesRewritten { get; set; }

    /// <summary>Whether the database server has dropped the part of its log in which the erased rows may stand.</summary>
    public bool IsLogDropped { get; set; }

    /// <summary>What may still be somewhere, in sentences.</summary>
    public List<string> Remains { get; } = [];
}
