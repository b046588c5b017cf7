namespace Recognize.Models.Faces;

/// <summary>The sizes in which a network looks at a photo; pixels of the longest side. Measured: docs/faces.md.</summary>
internal sealed record FaceSearchPlan
{
    /// <summary>The first look, which every photo gets.</summary>
    public required int Medium { get; init; }

    /// <summary>The second look, for small faces.</summary>
    public required int Fine { get; init; }

    /// <summary>The look for large faces, at photos that the first look saw larger; 0 for none.</summary>
    public required int CloseUp { get; init; }

    /// <summary>The look for faces larger than the frame.</summary>
    public required int Tight { get; init; }

    /// <summary>A face of this width in a look is found reliably; below, a finer look may find more.</summary>
    public required int SmallWidth { get; init; }

    /// <summary>Faces are reported from this score on.</summary>
    public required float ScoreFloor { get; init; }

    /// <summary>Candidates this sure hint at a face that another look may find.</summary>
    public required float HintScore { get; init; }

    /// <summary>What the network gives nearly every upright face; below, a face may lie on its side.</summary>
    public required float SureScore { get; init; }

    /// <summary>YuNet, of the pack "standard". Below a score of 0.6 large false boxes win.</summary>
    public static FaceSearchPlan YuNet { get; } = new()
    {
        Medium = 640, Fine = 1280, CloseUp = 320, Tight = 160,
        SmallWidth = 28, ScoreFloor = 0.8f, HintScore = 0.3f, SureScore = 0.915f,
    };

    /// <summary>The detector of the pack "basic", which always sees 320 x 240 pixels.</summary>
    public static FaceSearchPlan UltraFace { get; } = new()
    {
        Medium = 320, Fine = 640, CloseUp = 0, Tight = 160,
        SmallWidth = 28, ScoreFloor = 0.8f, HintScore = 0.3f, SureScore = 0.95f,
    };
}
