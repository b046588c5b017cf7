namespace Recognize.Models.Media;

/// <summary>What whole pictures are written as.</summary>
public enum PictureFormat
{
    Jpeg,

    /// <summary>Without loss.</summary>
    Png,
}
