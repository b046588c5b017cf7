using Recognize.Models.Landmarks.Matching;

namespace Recognize.Models.Landmarks.Gallery;

/// <summary>
/// When two photos are taken to show the same place. The limits follow from what photos of different places reach by
/// chance; the measurements are in docs/landmarks.md.
/// </summary>
internal static class SceneAgreement
{
    /// <summary>Raised with every change to how photos are compared, so that landmarks are looked for anew.</summary>
    public const int Version = 1;

    /// <summary>Points that agree.</summary>
    public const int MinInliers = 14;

    /// <summary>Those of them that were each other's nearest before there was a map.</summary>
    public const int MinSeeds = 7;

    /// <summary>Part of either photo between the points: a sign, a logo or a car is smaller than a place.</summary>
    private const double MinArea = 0.02;

    // Agreement to less than a pixel while most around it disagrees: the same caption, logo or frame was put on two
    // pictures. Copies of one picture agree nearly everywhere, two shots of one place never so exactly.
    private const double OverlayErrorPixels = 1;
    private const double OverlayShare = 0.2;

    /// <summary>How much more the best place must have than the next: else it is one of the two, and none is named.</summary>
    public const double MinLead = 1.5;

    public static bool ShowsSamePlace(SceneMatch match) =>
        match.Inliers >= MinInliers && match.Seeds >= MinSeeds
        && match.FirstArea >= MinArea && match.SecondArea >= MinArea && !IsOverlay(match);

    private static bool IsOverlay(SceneMatch match) =>
        match.ErrorPixels < OverlayErrorPixels && match.Share < OverlayShare;
}
