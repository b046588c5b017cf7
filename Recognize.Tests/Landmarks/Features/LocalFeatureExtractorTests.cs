using Recognize.Models.Landmarks.Features;
using Recognize.Tests.Support;

namespace Recognize.Tests.Landmarks.Features;

public sealed class LocalFeatureExtractorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Extract_FindsABlob_WhereItIsAndAsLargeAsItIs()
    {
        const float sigma = 6;
        using var image = DrawnImage.Draw(640, 480, (x, y) =>
        {
            var squared = ((x - 300) * (x - 300)) + ((y - 200) * (y - 200));
            var value = (byte)(40 + (200 * MathF.Exp(-squared / (2 * sigma * sigma))));
            return (value, value, value);
        });

        var features = LocalFeatureExtractor.Extract(image, Token);

        var strongest = features.Places[0];
        Assert.InRange(strongest.X, 299, 301);
        Assert.InRange(strongest.Y, 199, 201);
        Assert.InRange(strongest.Scale, sigma * 0.8, sigma * 1.2);
    }

    [Fact]
    public void Extract_GivesDescriptorsOfOneLength_AndNoMoreThanTheLimit()
    {
        using var image = new DrawnScene(seed: 3, boxes: 3000).Photo();

        var features = LocalFeatureExtractor.Extract(image, Token);

        Assert.InRange(features.Count, 300, LocalFeatureExtractor.MaxFeatures);
        for (var i = 0; i < features.Count; i++)
        {
            var norm = MathF.Sqrt(features.Descriptor(i).ToArray().Sum(value => value * value));
            Assert.InRange(norm, LocalFeatures.DescriptorNorm - 6, LocalFeatures.DescriptorNorm + 6);
        }
    }

    [Fact]
    public void Extract_GivesTheSameFeaturesEachTime()
    {
        using var image = new DrawnScene(seed: 4).Photo();

        var (first, second) = (LocalFeatureExtractor.Extract(image, Token), LocalFeatureExtractor.Extract(image, Token));

        Assert.Equal(first.Places, second.Places);
        Assert.True(first.Descriptors.SequenceEqual(second.Descriptors));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 5)]
    [InlineData(2000, 2)]
    [InlineData(800, 600)]
    public void Extract_FindsNothing_InAnEmptyPicture(int width, int height)
    {
        using var image = DrawnImage.Draw(width, height, (_, _) => (128, 128, 128));

        Assert.Equal(0, LocalFeatureExtractor.Extract(image, Token).Count);
    }

    [Fact]
    public void Extract_Stops_WhenItIsCancelled()
    {
        using var image = new DrawnScene(seed: 4).Photo();

        Assert.ThrowsAny<OperationCanceledException>(() => LocalFeatureExtractor.Extract(image, new CancellationToken(true)));
    }

    [Fact]
    public void Turn_IsTheAngle_InTurns()
    {
        for (var degrees = 0.5; degrees < 360; degrees += 0.7)
        {
            var (sin, cos) = Math.SinCos(double.DegreesToRadians(degrees));

            Assert.Equal(degrees / 360, Gradient.Turn((float)cos, (float)sin), 2e-5);
        }
        Assert.Equal(0, Gradient.Turn(0, 0));
    }

    [Fact]
    public void Blur_IsAGaussian_AndKeepsWhatIsFlat()
    {
        using var plane = GreyPlane.Rent(61, 41);
        plane.Values.Clear();
        plane.Values[(20 * 61) + 30] = 1;
        const float sigma = 2;

        using var blurred = new GaussianBlur(sigma).Apply(plane);

        Assert.Equal(1, blurred.Values.ToArray().Sum(), 1e-4);
        Assert.Equal(1 / (2 * Math.PI * sigma * sigma), blurred.Values[(20 * 61) + 30], 2e-4);
        Assert.Equal(
            blurred.Values[(20 * 61) + 30] * MathF.Exp(-13 / (2 * sigma * sigma)), blurred.Values[(23 * 61) + 32], 1e-4);
    }

    [Fact]
    public void Blur_RepeatsTheBorder()
    {
        using var plane = GreyPlane.Rent(19, 3);
        plane.Values.Fill(0.25f);

        using var blurred = new GaussianBlur(3).Apply(plane);

        Assert.All(blurred.Values.ToArray(), value => Assert.Equal(0.25, value, 1e-5));
    }
}
