using System.Buffers.Binary;
using Recognize.Models.Media;

namespace Recognize.Tests.Media;

public sealed class RawPreviewTests : IDisposable
{
    private readonly MediaFolder _folder = new();
    private readonly PhotoDecoder _decoder = new(new MediaOptions());

    public void Dispose()
    {
        _decoder.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Decode_TakesTheLargestPreview_OfADng()
    {
        var tiff = new TiffBuilder();
        var small = tiff.Append(DrawnPhoto.Jpeg(64, 48));
        var large = tiff.Append(DrawnPhoto.Jpeg(320, 240));
        var sub = tiff.AddDirectory((0x103, 7), (0x111, large.Offset), (0x117, large.Length));
        tiff.SetFirst((0x112, 1), (0x14A, sub), (0x201, small.Offset), (0x202, small.Length));
        _folder.Write("photo.dng", tiff.ToBytes());

        using var photo = Decode("photo.dng");

        Assert.Equal("Adobe DNG RAW", photo.Format);
        Assert.Equal((320, 240), (photo.OriginalWidth, photo.OriginalHeight));
        DrawnPhoto.AssertLooksDrawn(photo.Image, tolerance: 12);
    }

    [Fact]
    public void Decode_TurnsThePreview_AsTheRawFileSays()
    {
        var tiff = new TiffBuilder();
        var jpeg = tiff.Append(DrawnPhoto.Jpeg(320, 240));
        tiff.SetFirst((0x112, 6), (0x201, jpeg.Offset), (0x202, jpeg.Length));
        _folder.Write("photo.nef", tiff.ToBytes());

        using var photo = Decode("photo.nef");

        Assert.Equal((240, 320), (photo.Image.Width, photo.Image.Height));
        DrawnPhoto.AssertNear(DrawnPhoto.BottomLeft, DrawnPhoto.Quarter(photo.Image, 0, 0), 12);
        DrawnPhoto.AssertNear(DrawnPhoto.TopLeft, DrawnPhoto.Quarter(photo.Image, 1, 0), 12);
    }

    [Fact]
    public void Decode_FindsThePreview_OfFujifilm()
    {
        var jpeg = DrawnPhoto.Jpeg(320, 240);
        var header = new byte[160];
        "FUJIFILMCCD-RAW "u8.CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(84), header.Length);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(88), jpeg.Length);
        _folder.Write("photo.raf", [.. header, .. jpeg, .. new byte[500]]);

        using var photo = Decode("photo.raf");

        Assert.Equal("Fujifilm RAW", photo.Format);
        DrawnPhoto.AssertLooksDrawn(photo.Image, tolerance: 12);
    }

    [Fact]
    public void Decode_FindsThePreview_OfCanonCr3()
    {
        var jpeg = DrawnPhoto.Jpeg(320, 240);
        var fileType = Box("ftyp", [.. "crx "u8, 0, 0, 0, 1, .. "crx isom"u8]);
        var dataOffset = 2000;
        var table = Box("stbl",
        [
            .. Box("stsz", [0, 0, 0, 0, .. Number(jpeg.Length), .. Number(1)]),
            .. Box("co64", [0, 0, 0, 0, .. Number(1), .. Number(0), .. Number(dataOffset)]),
        ]);
        var movie = Box("moov", Box("trak", Box("mdia", Box("minf", table))));
        byte[] start = [.. fileType, .. movie];
        _folder.Write("photo.cr3", [.. start, .. Box("free", new byte[dataOffset - start.Length - 16]),
            .. Box("mdat", jpeg)]);

        using var photo = Decode("photo.cr3");

        Assert.Equal("Canon RAW", photo.Format);
        Assert.Equal((320, 240), (photo.OriginalWidth, photo.OriginalHeight));
    }

    [Fact]
    public void Decode_SaysThatThereIsNoPreview_WhenDirectoriesPointNowhereOrAtEachOther()
    {
        var tiff = new TiffBuilder();
        var sub = tiff.AddDirectory((0x14A, 8), (0x201, 0x7FFFFFF0), (0x202, 0x7FFFFFFF));
        tiff.SetFirst((0x14A, sub), (0x111, 8), (0x117, 100));
        _folder.Write("photo.arw", tiff.ToBytes());

        var refusal = Assert.Throws<UnreadableMediaException>(() => Decode("photo.arw"));

        Assert.Equal("This Sony RAW photo holds no preview that can be shown.", refusal.Message);
    }

    [Fact]
    public void Decode_SaysThatThePreviewIsIncomplete_WhenTheFileIsCutShort()
    {
        var tiff = new TiffBuilder();
        var jpeg = tiff.Append(DrawnPhoto.Jpeg(320, 240));
        tiff.SetFirst((0x201, jpeg.Offset), (0x202, jpeg.Length));
        var whole = tiff.ToBytes();
        _folder.Write("photo.pef", whole.AsSpan(0, whole.Length - 1000));

        var refusal = Assert.Throws<UnreadableMediaException>(() => Decode("photo.pef"));

        Assert.Contains("preview", refusal.Message, StringComparison.Ordinal);
    }

    private DecodedPhoto Decode(string name) =>
        _decoder.Decode(_folder[name], 1280, TestContext.Current.CancellationToken);

    private static byte[] Box(string type, byte[] content) =>
        [.. Number(content.Length + 8), .. type.Select(letter => (byte)letter), .. content];

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
