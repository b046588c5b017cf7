using Recognize.Models.Media;

namespace Recognize.Tests.Media;

public sealed class PhotoDecoderTests : IDisposable
{
    private readonly MediaFolder _folder = new();
    private readonly PhotoDecoder _decoder = new(new MediaOptions());

    public void Dispose()
    {
        _decoder.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("jpegsave", "JPEG", 12)]
    [InlineData("pngsave", "PNG", 0)]
    [InlineData("webpsave", "WebP", 12)]
    [InlineData("gifsave", "GIF", 4)]
    [InlineData("tiffsave", "TIFF", 0)]
    [InlineData("jxlsave", "JPEG XL", 12)]
    public void Decode_GivesTheDrawnColours_InEveryFormat(string saver, string format, int tolerance)
    {
        DrawnPhoto.Save(_folder["photo"], saver);

        using var photo = Decode("photo", 1280);

        Assert.Equal(format, photo.Format);
        Assert.Equal((64, 48), (photo.Image.Width, photo.Image.Height));
        DrawnPhoto.AssertLooksDrawn(photo.Image, tolerance);
    }

    [Theory]
    [InlineData("jpegsave")]
    [InlineData("pngsave")]
    [InlineData("webpsave")]
    [InlineData("tiffsave")]
    public void Decode_ShrinksInProportion_WhenThePhotoIsLarger(string saver)
    {
        DrawnPhoto.Save(_folder["photo"], saver, 2001, 1001);

        using var photo = Decode("photo", 150);

        Assert.Equal((150, 75), (photo.Image.Width, photo.Image.Height));
        Assert.Equal((2001, 1001), (photo.OriginalWidth, photo.OriginalHeight));
        DrawnPhoto.AssertLooksDrawn(photo.Image, tolerance: 12);
    }

    [Fact]
    public void Decode_TakesTheContentsWord_WhenTheNameSaysOtherwise()
    {
        DrawnPhoto.Save(_folder["photo.jpg"], "pngsave");

        using var photo = Decode("photo.jpg", 1280);

        Assert.Equal("PNG", photo.Format);
    }

    [Theory]
    [InlineData("jpegsave", "cmyk", 70)]
    [InlineData("tiffsave", "cmyk", 70)]
    [InlineData("pngsave", "rgb16", 1)]
    [InlineData("tiffsave", "rgb16", 1)]
    [InlineData("tiffsave", "lab", 2)]
    public void Decode_GivesEightBitRgb_FromOtherColourSpaces(string saver, string colourSpace, int tolerance)
    {
        DrawnPhoto.Save(_folder["photo"], saver, colourSpace: colourSpace);

        using var photo = Decode("photo", 1280);

        DrawnPhoto.AssertLooksDrawn(photo.Image, tolerance);
    }

    [Fact]
    public void Decode_GivesThreeEqualChannels_FromGrey()
    {
        DrawnPhoto.Save(_folder["photo"], "pngsave", colourSpace: "b-w");

        using var photo = Decode("photo", 1280);

        var (red, green, blue) = DrawnPhoto.Quarter(photo.Image, 0, 0);
        Assert.Equal((red, red), (green, blue));
        Assert.InRange(red, 60, 130);
    }

    [Fact]
    public void Decode_LaysTransparencyOnWhite()
    {
        DrawnPhoto.SavePngWithAlpha(_folder["clear"], alpha: 0);
        DrawnPhoto.SavePngWithAlpha(_folder["half"], alpha: 128);

        using var clear = Decode("clear", 1280);
        using var half = Decode("half", 1280);

        Assert.Equal((255, 255, 255), DrawnPhoto.Quarter(clear.Image, 0, 0));
        DrawnPhoto.AssertNear((227, 142, 147), DrawnPhoto.Quarter(half.Image, 0, 0), 2);
    }

    [Theory]
    [InlineData("gifsave")]
    [InlineData("webpsave")]
    public void Decode_GivesTheFirstFrame_OfAnAnimation(string saver)
    {
        DrawnPhoto.Save(_folder["photo"], saver, repeat: 3);

        using var photo = Decode("photo", 1280);

        Assert.Equal((64, 48), (photo.OriginalWidth, photo.OriginalHeight));
    }

    [Theory]
    [InlineData("a[0].jpg")]
    [InlineData("a[page=1,n=-1].jpg")]
    [InlineData("line\nbreak \"quoted\" 100%d.jpg")]
    [InlineData("-i.jpg")]
    [InlineData("köln ☃ 写真.jpg")]
    public void Decode_ReadsFiles_WhateverTheirNames(string name)
    {
        DrawnPhoto.Save(_folder["plain"], "jpegsave");
        File.Move(_folder["plain"], _folder[name]);

        using var photo = Decode(name, 1280);

        Assert.Equal("JPEG", photo.Format);
    }

    [Fact]
    public void Decode_KeepsDisplayP3_ApartFromSrgb()
    {
        // A profile is JPEG segment APP2; this one says Display P3 by its matrix and gamma 2.2 curves.
        var jpeg = DrawnPhoto.Jpeg();
        _folder.Write("plain.jpg", jpeg);
        _folder.Write("p3.jpg", TestProfiles.Embed(jpeg, TestProfiles.DisplayP3()));

        using var plain = Decode("plain.jpg", 1280);
        using var wide = Decode("p3.jpg", 1280);

        var (plainRed, wideRed) = (DrawnPhoto.Quarter(plain.Image, 0, 0), DrawnPhoto.Quarter(wide.Image, 0, 0));
        Assert.True(wideRed.Red > plainRed.Red + 8, $"red stayed at {wideRed.Red}, from {plainRed.Red}");
    }

    [Fact]
    public void Decode_IsTheSame_WhenManyThreadsDecodeAtOnce()
    {
        DrawnPhoto.Save(_folder["good"], "jpegsave", 640, 480);
        _folder.Write("bad", File.ReadAllBytes(_folder["good"]).AsSpan(0, 3000));

        Parallel.For(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 6 }, i =>
        {
            if (i % 3 == 0)
            {
                Assert.Throws<UnreadableMediaException>(() => Decode("bad", 320));
                return;
            }
            using var photo = Decode("good", 320);
            DrawnPhoto.AssertLooksDrawn(photo.Image, 12);
        });
    }

    private DecodedPhoto Decode(string name, int maxEdge) =>
        _decoder.Decode(_folder[name], maxEdge, TestContext.Current.CancellationToken);
}
