namespace Recognize.Models.Faces;

/// <summary>What counts as a face.</summary>
public sealed class FaceOptions
{
    /// <summary>Section of the configuration these settings are bound from.</summary>
    public const string SectionName = "Recognize:Faces";

    /// <summary>Detector's confidence from which on a face is kept, 0.6..0.99; 0 takes the pack's own value.</summary>
    public float MinimumScore { get; set; }

    /// <summary>Faces narrower than this in the original photo are dropped, in pixels, 0..1000.</summary>
    public float MinimumWidthPixels { get; set; } = 16;
}
