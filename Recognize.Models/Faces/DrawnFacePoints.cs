using System.Numerics;
using Recognize.Models.Inference;

namespace Recognize.Models.Faces;

/// <summary>Where the five points of an upright face lie in a box around it, when no network sees them.</summary>
internal static class DrawnFacePoints
{
    /// <summary>In fractions of the box: those of the template of aligned crops, in the box that a detector draws around such a face.</summary>
    private static readonly Vector2[] InBox =
    [
        new(0.30f, 0.40f), new(0.70f, 0.40f), new(0.50f, 0.60f), new(0.34f, 0.78f), new(0.66f, 0.78f),
    ];

    public static Vector2[] Guess(ScoredBox box) => Array.ConvertAll(
        InBox, point => new Vector2(box.X + (point.X * box.Width), box.Y + (point.Y * box.Height)));
}
