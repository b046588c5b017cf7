namespace Recognize.Models.Deidentification;

/// <summary>How a face is made unrecognisable. Stored by name.</summary>
public enum CoverMethod
{
    /// <summary>One colour for everybody: nothing of the face is left.</summary>
    Solid,

    /// <summary>Squares of one colour each.</summary>
    Pixelated,

    /// <summary>A Gaussian blur.</summary>
    Blurred,
}
