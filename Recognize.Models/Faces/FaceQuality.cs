using System.Numerics;

namespace Recognize.Models.Faces;

/// <summary>
/// Judges how fit a face is for recognition, 0..1: the product of five judgements, each 0..1, so that one bad property
/// is enough to make a face unfit.
/// </summary>
internal static class FaceQuality
{
    /// <summary>Width of the box in photo pixels below which a face is of no use, and from which on size does not matter.</summary>
    private const float UselessWidth = 12, AmpleWidth = 64;

    /// <summary>Variance of the Laplacian of the aligned crop's luma at which sharpness counts as half.</summary>
    private const float HalfSharpness = 25;

    /// <summary>Judgement of a face seen from the side.</summary>
    private const float ProfilePose = 0.25f;

    /// <param name="seenWidth">Width of the box in the pixels that were there to be seen.</param>
    /// <param name="score">Detector's confidence.</param>
    /// <param name="points">The five points, in any scale.</param>
    /// <param name="crop">The aligned crop.</param>
    /// <param name="clarity">How clearly the embedder saw a face in the crop, 0..1.</param>
    public static JudgedQuality Judge(
        float seenWidth, float score, ReadOnlySpan<Vector2> points, ReadOnlySpan<byte> crop, float clarity)
    {
        var sharpness = Sharpness(SharpnessVariance(crop));
        var frontality = Frontality(points);
        return new JudgedQuality(
            Size(seenWidth) * sharpness * Pose(frontality) * Certainty(score) * clarity, sharpness, frontality);
    }

    /// <summary>Rises with the root of the width: half the pixels are more than half of the information.</summary>
    internal static float Size(float widthPixels) =>
        MathF.Sqrt(Math.Clamp((widthPixels - UselessWidth) / (AmpleWidth - UselessWidth), 0, 1));

    internal static float Sharpness(float variance) => variance / (variance + HalfSharpness);

    /// <summary>A profile is poor but not useless: it still resembles other photos of the person.</summary>
    internal static float Pose(float frontality) => ProfilePose + ((1 - ProfilePose) * frontality);

    /// <summary>1 for a face seen from the front; falls to 0 as the nose leaves the middle of eyes and mouth.</summary>
    internal static float Frontality(ReadOnlySpan<Vector2> points)
    {
        Vector2 leftEye = points[0], rightEye = points[1], nose = points[2];
        var eyes = rightEye - leftEye;
        var eyeDistance = eyes.Length();
        var betweenEyes = (leftEye + rightEye) / 2;
        var betweenMouth = (points[3] + points[4]) / 2;
        var height = (betweenMouth - betweenEyes).Length();
        // Points that fall together, or eyes much closer than they are above the mouth, show a profile or no face.
        if (eyeDistance < 1e-3f || height < 1e-3f || eyeDistance < 0.25f * height)
            return 0;
        var along = eyes / eyeDistance;
        var down = (betweenMouth - betweenEyes) / height;
        var yaw = MathF.Abs(Vector2.Dot(nose - ((betweenEyes + betweenMouth) / 2), along)) / (0.5f * eyeDistance);
        var drop = Vector2.Dot(nose - betweenEyes, down) / height;
        // The nose sits a little above half-way from eyes to mouth; looking up or down moves it by up to a third.
        var pitch = MathF.Abs(drop - 0.58f) / 0.45f;
        return Fade(yaw) * Fade(pitch);
    }

    /// <summary>
    /// Rises steeply where people part from what is taken for them: the detector gives 99 of 100 faces of people at least
    /// 0.91, and of dogs, bears and apes in photos of animals none more than 0.90. Never 0: a person with a veil or a mask
    /// scores low, too.
    /// </summary>
    internal static float Certainty(float score) => Math.Clamp((score - 0.895f) / 0.02f, 0.05f, 1);

    /// <summary>Variance of the 4-neighbour Laplacian of the luma in the inner part of a crop, which shows the face itself.</summary>
    internal static float SharpnessVariance(ReadOnlySpan<byte> crop)
    {
        const int Border = 16;
        const int Size = FaceAligner.CropSize;
        double sum = 0, squares = 0;
        var count = 0;
        for (var y = Border; y < Size - Border; y++)
        {
            for (var x = Border; x < Size - Border; x++)
            {
                var at = ((y * Size) + x) * 3;
                var value = Luma(crop, at - 3) + Luma(crop, at + 3) + Luma(crop, at - (3 * Size)) + Luma(crop, at + (3 * Size))
                    - (4 * Luma(crop, at));
                sum += value;
                squares += value * value;
                count++;
            }
        }
        var mean = sum / count;
        return (float)((squares / count) - (mean * mean));
    }

    private static float Fade(float deviation) => deviation >= 1 ? 0 : 1 - (deviation * deviation);

    private static float Luma(ReadOnlySpan<byte> crop, int at) =>
        (0.299f * crop[at]) + (0.587f * crop[at + 1]) + (0.114f * crop[at + 2]);
}

/// <summary>The judgements of one face, each 0..1.</summary>
/// <param name="Combined">All of them together.</param>
/// <param name="Sharpness">0 is blurred.</param>
/// <param name="Frontality">0 is a profile.</param>
internal readonly record struct JudgedQuality(float Combined, float Sharpness, float Frontality);
