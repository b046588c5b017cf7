using System.Buffers.Binary;
using System.Text;
using Recognize.Models.Media;
using Recognize.Models.Media.Vips;
using Recognize.Tests.Media;
using Recognize.Tests.Support;

namespace Recognize.Tests.Hostile;

/// <summary>Good files to be damaged.</summary>
/// <param name="Format">What they are.</param>
/// <param name="Extension">Of their names.</param>
/// <param name="Files">Their contents.</param>
internal sealed record HostileSamples(string Format, string Extension, List<byte[]> Files)
{
    private const long LongestShared = 1 << 20;
    private const int MostShared = 12;

    /// <summary>Photos of every supported format, drawn here, and those of the shared data where they are at hand.</summary>
    public static List<HostileSamples> Photos(MediaFolder folder)
    {
        var samples = new List<HostileSamples>
        {
            new("JPEG", ".jpg", [DrawnPhoto.Jpeg(160, 120), new ExifBuilder().Number(0x112, 6).IntoJpeg(), Interlaced(folder), WithXmp()]),
            Saved(folder, "PNG", ".png", "pngsave"),
            Saved(folder, "WebP", ".webp", "webpsave"),
            Saved(folder, "GIF", ".gif", "gifsave"),
            Saved(folder, "TIFF", ".tif", "tiffsave"),
            Saved(folder, "JPEG XL", ".jxl", "jxlsave"),
            new("BMP", ".bmp", [Bmp()]),
            new("DNG", ".dng", [Dng()]),
            new("RAF", ".raf", [Raf()]),
        };
        if (CanSaveHeif(folder))
            samples.Add(Saved(folder, "HEIF", ".heic", "heifsave"));
        AddShared(samples, "data/formats/heif", "data/formats/immich");
        return samples;
    }

    /// <summary>Recordings made by ffmpeg, and those of the shared data where they are at hand.</summary>
    public static List<HostileSamples> Recordings(MediaFolder folder)
    {
        var samples = new List<HostileSamples>();
        foreach (var extension in (string[])["mp3", "flac", "ogg", "wav", "m4a", "aiff"])
        {
            var path = folder[$"tone.{extension}"];
            TestFfmpeg.Make("-f", "lavfi", "-i", "sine=duration=0.5", path);
            samples.Add(new(extension, $".{extension}", [File.ReadAllBytes(path)]));
        }
        foreach (var extension in (string[])["mp4", "mkv", "avi", "mov"])
        {
            var path = folder[$"film.{extension}"];
            TestFfmpeg.Make(
                "-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=1", "-c:v", "mpeg4", path);
            samples.Add(new(extension, $".{extension}", [File.ReadAllBytes(path)]));
        }
        AddShared(samples, "data/formats/audio");
        return samples;
    }

    private static HostileSamples Saved(MediaFolder folder, string format, string extension, string saver)
    {
        DrawnPhoto.Save(folder["saved"], saver, 120, 90);
        return new(format, extension, [File.ReadAllBytes(folder["saved"])]);
    }

    private static bool CanSaveHeif(MediaFolder folder)
    {
        try
        {
            DrawnPhoto.Save(folder["saved"], "heifsave", 120, 90);
            return true;
        }
        catch (VipsException)
        {
            // libheif without an encoder: samples come from the shared data only.
            return false;
        }
    }

    private static void AddShared(List<HostileSamples> samples, params string[] folders)
    {
        foreach (var root in folders.Select(SharedData.TryFind).OfType<string>())
        {
            var paths = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Where(path => new FileInfo(path).Length is > 0 and <= LongestShared)
                .Order(StringComparer.Ordinal).ToLookup(path => MediaFormats.FromFileName(path));
            foreach (var format in paths.Where(group => group.Key is not null))
            {
                var step = Math.Max(1, format.Count() / MostShared);
                samples.Add(new(
                    $"{format.Key!.Name} (found)", Path.GetExtension(format.First()),
                    [.. format.Where((_, at) => at % step == 0).Take(MostShared).Select(File.ReadAllBytes)]));
            }
        }
    }

    private static byte[] Interlaced(MediaFolder folder)
    {
        DrawnPhoto.SaveInterlacedNoise(folder["interlaced"], 90, 70);
        return File.ReadAllBytes(folder["interlaced"]);
    }

    private static byte[] WithXmp()
    {
        const string xmp = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>" +
            "<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmp:Rating='3'>" +
            "<dc:subject><rdf:Bag><rdf:li>Frost</rdf:li><rdf:li>Yard</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>";
        byte[] content = [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Encoding.UTF8.GetBytes(xmp)];
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(content.Length + 2));
        var jpeg = DrawnPhoto.Jpeg();
        return [.. jpeg[..2], 0xFF, 0xE1, .. length, .. content, .. jpeg[2..]];
    }

    private static byte[] Bmp()
    {
        const int width = 40, height = 30;
        var file = new byte[54 + (width * height * 3)];
        new Random(3).NextBytes(file.AsSpan(54));
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 24);
        return file;
    }

    private static byte[] Dng()
    {
        var tiff = new TiffBuilder();
        var small = tiff.Append(DrawnPhoto.Jpeg(64, 48));
        var large = tiff.Append(DrawnPhoto.Jpeg(160, 120));
        var sub = tiff.AddDirectory((0x103, 7), (0x111, large.Offset), (0x117, large.Length));
        tiff.SetFirst((0x112, 1), (0x14A, sub), (0x201, small.Offset), (0x202, small.Length));
        return tiff.ToBytes();
    }

    private static byte[] Raf()
    {
        var jpeg = DrawnPhoto.Jpeg(160, 120);
        var header = new byte[160];
        "FUJIFILMCCD-RAW "u8.CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(84), header.Length);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(88), jpeg.Length);
        return [.. header, .. jpeg];
    }
}
