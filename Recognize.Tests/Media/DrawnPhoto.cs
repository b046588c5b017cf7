using System.Buffers.Binary;
using System.IO.Compression;
using Recognize.Models.Media;
using Recognize.Models.Media.Vips;

namespace Recognize.Tests.Media;

/// <summary>Draws a picture whose four quarters tell its orientation, and writes it in many formats.</summary>
internal static unsafe class DrawnPhoto
{
    internal static readonly (byte Red, byte Green, byte Blue) TopLeft = (200, 30, 40);
    internal static readonly (byte Red, byte Green, byte Blue) TopRight = (30, 190, 50);
    internal static readonly (byte Red, byte Green, byte Blue) BottomLeft = (40, 50, 210);
    internal static readonly (byte Red, byte Green, byte Blue) BottomRight = (220, 210, 60);

    internal static PixelImage Draw(int width, int height)
    {
        var image = PixelImage.Rent(width, height);
        var pixels = image.Pixels;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var colour = (x < width / 2, y < height / 2) switch
                {
                    (true, true) => TopLeft,
                    (false, true) => TopRight,
                    (true, false) => BottomLeft,
                    _ => BottomRight,
                };
                var at = ((y * width) + x) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = colour;
            }
        }
        return image;
    }

    /// <summary>Encodes a drawn photo by a saver of libvips, such as <c>jpegsave</c>.</summary>
    internal static void Save(
        string path, string saver, int width = 64, int height = 48, string colourSpace = "srgb", int repeat = 1)
    {
        using var drawn = Draw(width, height);
        VipsRuntime.EnsureStarted();
        // libvips trusts neither side of JPEG XL; the program itself never writes it.
        VipsNative.OperationBlockSet("VipsForeignSaveJxl", 0);
        fixed (byte* pixels = drawn.Pixels)
        {
            using var wrapped = VipsImage.Wrap(pixels, width, height);
            using var srgb = Apply("copy", wrapped, operation => operation.SetChoice("interpretation", "srgb"));
            using var tall = Apply("replicate", srgb, operation => operation.Set("across", 1).Set("down", repeat));
            using var converted = Apply("colourspace", tall, operation => operation.SetChoice("space", colourSpace));
            using var save = new VipsOperation(saver);
            save.Set("in", converted).SetText("filename", path);
            if (repeat > 1)
                save.Set("page-height", height);
            save.Run();
        }
    }

    internal static byte[] Jpeg(int width = 64, int height = 48)
    {
        using var folder = new MediaFolder();
        Save(folder["drawn.jpg"], "jpegsave", width, height);
        return File.ReadAllBytes(folder["drawn.jpg"]);
    }

    /// <summary>
    /// Writes noise as a JPEG in several passes: large for its pixels, and all of it must lie in memory before a row is known.
    /// </summary>
    internal static void SaveInterlacedNoise(string path, int width, int height)
    {
        using var drawn = PixelImage.Rent(width, height);
        new Random(1).NextBytes(drawn.Pixels);
        VipsRuntime.EnsureStarted();
        fixed (byte* pixels = drawn.Pixels)
        {
            using var wrapped = VipsImage.Wrap(pixels, width, height);
            using var srgb = Apply("copy", wrapped, operation => operation.SetChoice("interpretation", "srgb"));
            using var save = new VipsOperation("jpegsave");
            save.Set("in", srgb).SetText("filename", path).Set("interlace", true).Run();
        }
    }

    /// <summary>Writes a drawn photo as PNG with an alpha channel of one value.</summary>
    internal static void SavePngWithAlpha(string path, int alpha)
    {
        using var drawn = Draw(64, 48);
        fixed (byte* pixels = drawn.Pixels)
        {
            using var wrapped = VipsImage.Wrap(pixels, 64, 48);
            using var srgb = Apply("copy", wrapped, operation => operation.SetChoice("interpretation", "srgb"));
            using var withAlpha = Apply("bandjoin_const", srgb, operation => operation.Set("c", [alpha]));
            using var save = new VipsOperation("pngsave");
            save.Set("in", withAlpha).SetText("filename", path).Run();
        }
    }

    /// <summary>A black-and-white PNG of any size, whose rows are all zero: 100 kB can claim 900 million pixels.</summary>
    internal static byte[] BlankPng(int width, int height)
    {
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 1;
        WriteChunk(png, "IHDR"u8, header);
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            var row = new byte[1 + ((width + 7) / 8)];
            for (var y = 0; y < height; y++)
                zlib.Write(row);
        }
        WriteChunk(png, "IDAT"u8, data.ToArray());
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    /// <summary>The mean colour of the middle of one quarter: column and row are 0 or 1.</summary>
    internal static (int Red, int Green, int Blue) Quarter(PixelImage image, int column, int row)
    {
        var x = (image.Width / 4) + (column * image.Width / 2);
        var y = (image.Height / 4) + (row * image.Height / 2);
        var at = ((y * image.Width) + x) * 3;
        return (image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]);
    }

    internal static void AssertLooksDrawn(PixelImage image, int tolerance)
    {
        AssertNear(TopLeft, Quarter(image, 0, 0), tolerance);
        AssertNear(TopRight, Quarter(image, 1, 0), tolerance);
        AssertNear(BottomLeft, Quarter(image, 0, 1), tolerance);
        AssertNear(BottomRight, Quarter(image, 1, 1), tolerance);
    }

    internal static void AssertNear(
        (byte Red, byte Green, byte Blue) expected, (int Red, int Green, int Blue) actual, int tolerance)
    {
        Assert.InRange(actual.Red, expected.Red - tolerance, expected.Red + tolerance);
        Assert.InRange(actual.Green, expected.Green - tolerance, expected.Green + tolerance);
        Assert.InRange(actual.Blue, expected.Blue - tolerance, expected.Blue + tolerance);
    }

    private static VipsImage Apply(string name, VipsImage image, Action<VipsOperation> configure)
    {
        using var operation = new VipsOperation(name);
        operation.Set("in", image);
        configure(operation);
        return operation.Run().TakeImage();
    }

    private static void WriteChunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        png.Write(type);
        png.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc([.. type, .. content]));
        png.Write(number);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }
        return ~crc;
    }
}
