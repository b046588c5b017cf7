using System.Numerics;
using Recognize.Models.Faces;

namespace Recognize.Tests.Faces;

public sealed class FaceQualityTests
{
    private static readonly Vector2[] Frontal =
        [new(38.3f, 51.7f), new(73.5f, 51.5f), new(56, 71.7f), new(41.5f, 92.4f), new(70.7f, 92.2f)];

    [Fact]
    public void Judge_IsHigh_WhenTheFaceIsLargeSharpAndFrontal()
    {
        var quality = Judge(Frontal, 0.95f, 120, Checkered(contrast: 200), clarity: 1);

        Assert.InRange(quality, 0.85f, 1);
    }

    [Fact]
    public void Judge_IsNil_WhenNothingCanBeSeen()
    {
        var quality = Judge(Frontal, 0.95f, 120, new byte[FaceAligner.CropBytes], clarity: 1);

        Assert.Equal(0, quality);
    }

    [Fact]
    public void Judge_Falls_WhenAnyPropertyGetsWorse()
    {
        var turned = Frontal.ToArray();
        turned[2] = new Vector2(70, 71.7f);
        var good = Judge(Frontal, 0.91f, 60, Checkered(60), 0.9f);

        Assert.True(Judge(turned, 0.91f, 60, Checkered(60), 0.9f) < good);
        Assert.True(Judge(Frontal, 0.8f, 60, Checkered(60), 0.9f) < good);
        Assert.True(Judge(Frontal, 0.91f, 30, Checkered(60), 0.9f) < good);
        Assert.True(Judge(Frontal, 0.91f, 60, Checkered(2), 0.9f) < good);
        Assert.True(Judge(Frontal, 0.91f, 60, Checkered(60), 0.5f) < good);
    }

    [Fact]
    public void Pose_StaysAboveZero_WhenTheFaceIsAProfile()
    {
        Vector2[] profile = [new(50, 50), new(52, 50), new(70, 70), new(50, 92), new(52, 92)];

        var pose = FaceQuality.Pose(FaceQuality.Frontality(profile));

        Assert.InRange(pose, 0.01f, 0.3f);
    }

    [Fact]
    public void Certainty_PartsPeopleFromAnimals_ByTheScoresBothGet()
    {
        Assert.Equal(1, FaceQuality.Certainty(0.92f));
        Assert.InRange(FaceQuality.Certainty(0.90f), 0.2f, 0.3f);
        Assert.InRange(FaceQuality.Certainty(0.85f), 0.01f, 0.1f);
    }

    [Fact]
    public void Frontality_DoesNotChange_WhenTheHeadIsTilted()
    {
        var tilted = Frontal.Select(point => Vector2.Transform(point, Matrix3x2.CreateRotation(0.5f))).ToArray();

        Assert.Equal(FaceQuality.Frontality(Frontal), FaceQuality.Frontality(tilted), 1e-3f);
    }

    private static float Judge(Vector2[] points, float score, float width, byte[] crop, float clarity) =>
        FaceQuality.Judge(width, score, points, crop, clarity).Combined;

    private static byte[] Checkered(byte contrast)
    {
        var crop = new byte[FaceAligner.CropBytes];
        for (var at = 0; at < crop.Length; at++)
        {
            var pixel = at / 3;
            if ((((pixel % FaceAligner.CropSize) / 4) + (pixel / FaceAligner.CropSize / 4)) % 2 == 0)
                crop[at] = contrast;
        }
        return crop;
    }
}
