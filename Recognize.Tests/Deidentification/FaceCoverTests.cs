using Recognize.Models.Deidentification;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Tests.Support;

namespace Recognize.Tests.Deidentification;

public sealed class FaceCoverTests
{
    private static readonly ScoredBox Face = new(80, 70, 60, 80, 1);

    public static TheoryData<CoverMethod, double> Ways => new()
    {
        { CoverMethod.Solid, 0 }, { CoverMethod.Pixelated, 4 }, { CoverMethod.Blurred, 0.3 },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Cover_ReplacesEveryPixelOfTheFaceAndNoneFarFromIt(CoverMethod method, double strength)
    {
        using var plain = Noise(220, 220, 1);
        using var covered = Noise(220, 220, 1);
        var region = CoverRegion.Around(Face);

        FaceCovers.Create(new CoverChoice(method, strength)).Cover(covered, region);

        var same = 0;
        for (var y = 0; y < 220; y++)
        {
            for (var x = 0; x < 220; x++)
            {
                var isSame = At(plain, x, y) == At(covered, x, y);
                if (x >= 80 && x < 140 && y >= 70 && y < 150)
                    same += isSame ? 1 : 0;
                else if (region.CoverageAt(x, y) == 0)
                    Assert.True(isSame, $"{x}, {y}");
            }
        }
        // Random colours of 24 bits meet by chance almost never.
        Assert.Equal(0, same);
    }

    [Theory]
    [InlineData(CoverMethod.Pixelated, 4)]
    [InlineData(CoverMethod.Blurred, 0.4)]
    public void Cover_ShowsNothingButMeans_WhateverLiesWithinASquare(CoverMethod method, double strength)
    {
        // Two faces whose pixels are swapped within squares of two: no cover may tell one from the other.
        using var one = Noise(600, 600, 2);
        using var other = Noise(600, 600, 2);
        SwapWithinSquares(other, 2);
        var region = new CoverRegion(300, 300, 100 / CoverRegion.FadedAt, 100 / CoverRegion.FadedAt, 80, CoverShape.Rectangle);

        FaceCovers.Create(new CoverChoice(method, strength), Foreseeable()).Cover(one, region);
        FaceCovers.Create(new CoverChoice(method, strength), Foreseeable()).Cover(other, region);

        for (var y = 220; y < 380; y++)
        {
            for (var x = 220; x < 380; x++)
                Assert.Equal(At(one, x, y), At(other, x, y));
        }
    }

    [Theory]
    [InlineData(40)]
    [InlineData(200)]
    [InlineData(700)]
    public void Pixelated_ShowsAsManySquares_WhateverTheFacesSize(int size)
    {
        using var image = Noise(3 * size, 3 * size, 3);
        var region = CoverRegion.Around(new ScoredBox(size, size, size, size, 1), CoverShape.Rectangle);

        FaceCovers.Create(new CoverChoice(CoverMethod.Pixelated, 5)).Cover(image, region);

        var colours = Enumerable.Range(size, size).Select(x => At(image, x, size + (size / 2))).Distinct().Count();
        Assert.InRange(colours, 5, 6);
    }

    [Theory]
    [InlineData(CoverMethod.Pixelated, 4)]
    [InlineData(CoverMethod.Blurred, 0.3)]
    public void Cover_NeverShowsTheSameColoursTwice_ThoughTheFaceIsTheSame(CoverMethod method, double strength)
    {
        using var one = DrawnImage.Draw(220, 220, (_, _) => (128, 128, 128));
        using var other = DrawnImage.Draw(220, 220, (_, _) => (128, 128, 128));

        FaceCovers.Create(new CoverChoice(method, strength)).Cover(one, CoverRegion.Around(Face));
        FaceCovers.Create(new CoverChoice(method, strength)).Cover(other, CoverRegion.Around(Face));

        double sum = 0;
        for (var at = 0; at < one.Pixels.Length; at++)
            sum += Math.Pow(one.Pixels[at] - other.Pixels[at], 2);
        var covered = Math.PI * (60 / 2 + 32) * (80 / 2 + 32) * 3;
        // Two independent deviations of 34 each; few squares make it waver.
        Assert.InRange(Math.Sqrt(sum / covered), 25, 75);
    }

    [Theory]
    [InlineData(30, 90)]
    [InlineData(90, 30)]
    [InlineData(60, 60)]
    public void Region_HoldsTheWholeBoxWithItsMargin(float width, float height)
    {
        foreach (var shape in Enum.GetValues<CoverShape>())
        {
            var region = CoverRegion.Around(new ScoredBox(50, 50, width, height, 1), shape);

            for (var y = 50; y < 50 + height; y++)
            {
                for (var x = 50; x < 50 + width; x++)
                    Assert.Equal(1, region.CoverageAt(x, y));
            }
            Assert.Equal((width / 2) + (CoverRegion.Margin * Math.Max(width, height)), region.HalfWidth);
        }
    }

    [Theory]
    [InlineData(-400, -400)]
    [InlineData(-20, 30)]
    [InlineData(85, 95)]
    [InlineData(500, 10)]
    public void Cover_StaysWithinTheImage_WhenTheFaceDoesNot(float x, float y)
    {
        using var image = Noise(100, 100, 4);
        var face = new ScoredBox(x, y, 40, 50, 1);

        foreach (var way in Ways)
            FaceCovers.Create(new CoverChoice(way.Data.Item1, way.Data.Item2)).Cover(image, CoverRegion.Around(face));

        Assert.Equal(100 * 100 * 3, image.Pixels.Length);
    }

    [Theory]
    [InlineData(CoverMethod.Solid, 3)]
    [InlineData(CoverMethod.Pixelated, 0)]
    [InlineData(CoverMethod.Pixelated, double.NaN)]
    [InlineData(CoverMethod.Blurred, -1)]
    public void Create_IsRefused_WhenTheStrengthHasNoMeaning(CoverMethod method, double strength) =>
        Assert.Throws<ArgumentException>(() => FaceCovers.Create(new CoverChoice(method, strength)));

    private static CoverNoise Foreseeable()
    {
        var random = new Random(5);
        return new CoverNoise(random.NextBytes);
    }

    private static PixelImage Noise(int width, int height, int seed)
    {
        var random = new Random(seed);
        return DrawnImage.Draw(width, height, (_, _) => ((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)));
    }

    private static void SwapWithinSquares(PixelImage image, int side)
    {
        for (var y = 0; y < image.Height; y += side)
        {
            for (var x = 0; x < image.Width; x += side)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    var (first, second) = (Index(image, x, y) + channel, Index(image, x + 1, y + 1) + channel);
                    (image.Pixels[first], image.Pixels[second]) = (image.Pixels[second], image.Pixels[first]);
                }
            }
        }
    }

    private static (byte Red, byte Green, byte Blue) At(PixelImage image, int x, int y)
    {
        var at = Index(image, x, y);
        return (image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]);
    }

    private static int Index(PixelImage image, int x, int y) => ((y * image.Width) + x) * 3;
}
