namespace Recognize.Models.Deidentification;

/// <summary>
/// What an exported file says of where it comes from. Nothing of the original's own metadata is ever copied: previews, named
/// faces, captions and makers' notes go in any case, and what stays is written anew.
/// </summary>
public enum MetadataChoice
{
    /// <summary>Nothing, the file's name included.</summary>
    Strip,

    /// <summary>Time and camera, not the place.</summary>
    StripPlace,

    /// <summary>Time, camera and place.</summary>
    Keep,
}
