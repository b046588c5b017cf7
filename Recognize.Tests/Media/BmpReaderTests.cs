using System.Buffers.Binary;
using Recognize.Models.Media;

namespace Recognize.Tests.Media;

public sealed class BmpReaderTests : IDisposable
{
    private readonly MediaFolder _folder = new();
    private readonly PhotoDecoder _decoder = new(new MediaOptions());

    public void Dispose()
    {
        _decoder.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(24, false)]
    [InlineData(24, true)]
    [InlineData(32, false)]
    public void Decode_GivesTheDrawnPixels_WhenColoursAreDirect(int bits, bool topDown)
    {
        _folder.Write("photo.bmp", Bmp(bits, topDown, DirectRows(bits, topDown)));

        using var photo = Decode("photo.bmp", 1280);

        Assert.Equal("BMP", photo.Format);
        Assert.Equal((30, 20), (photo.Image.Width, photo.Image.Height));
        DrawnPhoto.AssertLooksDrawn(photo.Image, tolerance: 0);
    }

    [Theory]
    [InlineData(0x7C00, 0x03E0, 0x001F, 0)]
    [InlineData(0xF800, 0x07E0, 0x001F, 3)]
    public void Decode_ScalesBitMasks_OfSixteenBits(int red, int green, int blue, int compression)
    {
        var rows = new List<byte>();
        for (var y = 0; y < 20; y++)
        {
            for (var x = 0; x < 30; x++)
            {
                var value = (ushort)(x < 15 ? red : green | blue);
                rows.AddRange([(byte)value, (byte)(value >> 8)]);
            }
        }
        byte[] masks = compression == 0 ? [] : [.. Number(red), .. Number(green), .. Number(blue)];
        _folder.Write("photo.bmp", Bmp(16, false, [.. rows], masks, compression));

        using var photo = Decode("photo.bmp", 1280);

        Assert.Equal((255, 0, 0), DrawnPhoto.Quarter(photo.Image, 0, 0));
        Assert.Equal((0, 255, 255), DrawnPhoto.Quarter(photo.Image, 1, 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void Decode_LooksColoursUp_InAPalette(int bits)
    {
        var palette = new byte[4 << bits];
        new byte[] { 10, 20, 30, 0, 40, 50, 60, 0 }.CopyTo(palette, 0);
        var stride = ((30 * bits) + 31) / 32 * 4;
        var rows = new byte[stride * 20];
        for (var y = 0; y < 20; y++)
        {
            for (var x = 15; x < 30; x++)
                rows[(y * stride) + (x * bits / 8)] |= (byte)(1 << (8 - bits - (x * bits % 8)));
        }
        _folder.Write("photo.bmp", Bmp(bits, false, rows, palette));

        using var photo = Decode("photo.bmp", 1280);

        Assert.Equal((30, 20, 10), DrawnPhoto.Quarter(photo.Image, 0, 0));
        Assert.Equal((60, 50, 40), DrawnPhoto.Quarter(photo.Image, 1, 0));
    }

    [Fact]
    public void Decode_AveragesBlocks_WhenThePhotoIsMuchLarger()
    {
        _folder.Write("photo.bmp", Bmp(24, false, DirectRows(24, false)));

        using var photo = Decode("photo.bmp", 4);

        Assert.Equal((4, 3), (photo.Image.Width, photo.Image.Height));
        Assert.Equal((30, 20), (photo.OriginalWidth, photo.OriginalHeight));
        DrawnPhoto.AssertNear(DrawnPhoto.TopLeft, (photo.Image.Pixels[0], photo.Image.Pixels[1], photo.Image.Pixels[2]), 20);
    }

    [Fact]
    public void Decode_RefusesPlainly_WhatIsCutShortOrCompressed()
    {
        var whole = Bmp(24, false, DirectRows(24, false));
        _folder.Write("cut.bmp", whole.AsSpan(0, whole.Length - 100));
        _folder.Write("packed.bmp", Bmp(8, false, new byte[600], new byte[1024], compression: 1));

        var cut = Assert.Throws<UnreadableMediaException>(() => Decode("cut.bmp", 640));
        var packed = Assert.Throws<UnreadableMediaException>(() => Decode("packed.bmp", 640));

        Assert.Contains("ends too early", cut.Message, StringComparison.Ordinal);
        Assert.Contains("compressed", packed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_RefusesPlainly_WhatClaimsTooManyPixels()
    {
        var bomb = Bmp(1, false, new byte[600]);
        Number(60_000).CopyTo(bomb, 18);
        Number(60_000).CopyTo(bomb, 22);
        _folder.Write("bomb.bmp", bomb);

        var refusal = Assert.Throws<UnreadableMediaException>(() => Decode("bomb.bmp", 640));

        Assert.StartsWith("60000 x 60000 pixels is more than", refusal.Message, StringComparison.Ordinal);
    }

    private DecodedPhoto Decode(string name, int maxEdge) =>
        _decoder.Decode(_folder[name], maxEdge, TestContext.Current.CancellationToken);

    private static byte[] DirectRows(int bits, bool topDown)
    {
        using var drawn = DrawnPhoto.Draw(30, 20);
        var rows = new List<byte>();
        for (var y = 0; y < 20; y++)
        {
            var line = topDown ? y : 19 - y;
            for (var x = 0; x < 30; x++)
            {
                var rgb = drawn.Pixels.Slice(((line * 30) + x) * 3, 3);
                rows.AddRange([rgb[2], rgb[1], rgb[0]]);
                if (bits == 32)
                    rows.Add(0);
            }
            while (rows.Count % 4 != 0)
                rows.Add(0);
        }
        return [.. rows];
    }

    private static byte[] Bmp(int bits, bool topDown, byte[] rows, byte[]? extra = null, int compression = 0)
    {
        extra ??= [];
        return
        [
            .. "BM"u8, .. Number(54 + extra.Length + rows.Length), 0, 0, 0, 0, .. Number(54 + extra.Length),
            .. Number(40), .. Number(30), .. Number(topDown ? -20 : 20), 1, 0, (byte)bits, 0, .. Number(compression),
            .. Number(rows.Length), .. Number(0), .. Number(0), .. Number(0), .. Number(0), .. extra, .. rows,
        ];
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
