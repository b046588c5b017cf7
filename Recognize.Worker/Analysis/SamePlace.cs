namespace Recognize.Worker.Analysis;

/// <summary>When two boxes of one file are one face. The database's function <c>is_same_place</c> goes by the same.</summary>
internal static class SamePlace
{
    /// <summary>Boxes of two runs over one photo that overlap by more than this are the same face.</summary>
    public const float Overlap = 0.4f;

    /// <summary>Frames nearer to each other than this are the same one: the least distance between two taken frames.</summary>
    private const double SameFrameSeconds = 0.5;

    /// <summary>Whether two times are those of one picture; frames of a video are told apart by them.</summary>
    public static bool IsSameFrame(double? known, double? seen) =>
        known is not { } one || seen is not { } other || Math.Abs(one - other) < SameFrameSeconds;
}
