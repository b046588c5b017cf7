using System.Diagnostics;
using Recognize.Models.Media;
using Recognize.Tests.Support;

namespace Recognize.Tests.Media;

/// <summary>Real files of many programs and cameras: each is read, or refused with a reason.</summary>
public sealed class SampleFilesTests : IDisposable
{
    private readonly PhotoDecoder _decoder = new(new MediaOptions());

    public void Dispose() => _decoder.Dispose();

    [Theory]
    [InlineData("Landscape", 1800, 1200)]
    [InlineData("Portrait", 1200, 1800)]
    public void Decode_GivesTheSamePixels_ForEveryOrientation(string name, int width, int height)
    {
        var folder = SharedData.Require("data/formats/orientation");
        using var reference = Decode(Path.Combine(folder, $"{name}_1.jpg"), 320);
        for (var orientation = 0; orientation <= 8; orientation++)
        {
            using var turned = Decode(Path.Combine(folder, $"{name}_{orientation}.jpg"), 320);

            Assert.Equal((width, height), (turned.OriginalWidth, turned.OriginalHeight));
            Assert.Equal((reference.Image.Width, reference.Image.Height), (turned.Image.Width, turned.Image.Height));
            Assert.InRange(MeanDifference(reference.Image, turned.Image), 0, 4);
        }
    }

    [Fact]
    public void Decode_ReadsOrRefusesEverySample_WithAReason()
    {
        var root = SharedData.Require("data/formats");
        string[] refused = ["corrupted.heic", "empty.heic", "truncated.heic"];
        var folders = new[] { "heif", "immich" };
        foreach (var path in folders.SelectMany(folder => Photos(Path.Combine(root, folder))))
        {
            var name = Path.GetFileName(path);
            if (refused.Contains(name))
            {
                var refusal = Assert.Throws<UnreadableMediaException>(() => Decode(path, 640));
                Assert.Equal(name == "empty.heic" ? "The file is empty."
                    : "The file ends too early: part of the HEIF photo is missing.", refusal.Message);
                continue;
            }
            using var photo = Decode(path, 640);
            Assert.InRange(Math.Max(photo.Image.Width, photo.Image.Height), 1, 640);
            Assert.NotNull(PhotoMetadataReader.Read(path));
        }
    }

    [Fact]
    public void Decode_GivesExactlyTheStoredPixels_OfPng()
    {
        var folder = SharedData.Require("golden/faces/png");
        foreach (var path in Directory.GetFiles(folder, "*.png").Order(StringComparer.Ordinal).Take(5))
        {
            using var photo = Decode(path, 1280);

            Assert.Equal(DecodeByFfmpeg(path), photo.Image.Pixels.ToArray());
        }
    }

    [Fact]
    public void Probe_ReadsOrRefusesEveryRecording_WithAReason()
    {
        var folder = SharedData.Require("data/formats/audio");
        // Checked one by one: without frames, without streams, or with a broken first block that ffmpeg gives up on.
        string[] refused =
        [
            "106-invalid-streaminfo.flac", "106-short-picture-block-size.flac", "64bit.mp4", "bad-POPM-frame.mp3",
            "emptyfile.mp3", "ooming-header.flac", "too-short.mp3",
        ];
        var probe = new MediaProbe(new MediaOptions());
        var token = TestContext.Current.CancellationToken;
        Parallel.ForEach(Directory.GetFiles(folder), new ParallelOptions { MaxDegreeOfParallelism = 2 }, path =>
        {
            if (refused.Contains(Path.GetFileName(path)))
            {
                var refusal = Assert.Throws<UnreadableMediaException>(() => probe.Read(path, token));
                Assert.DoesNotContain(folder, refusal.Message, StringComparison.Ordinal);
                return;
            }
            Assert.True(probe.Read(path, token).HasAudio, path);
        });
    }

    [Theory]
    [InlineData("dates/date-priority-test.jpg", "2023-02-02T02:00:00", null)]
    [InlineData("dates/datetimeoriginal-gps.jpg", "2025-12-01T11:30:00", null)]
    [InlineData("dates/gps-datetime.jpg", "2023-11-15T12:30:00", "00:00:00")]
    [InlineData("dates/time-created.jpg", null, null)]
    [InlineData("gps-position/thompson-springs.jpg", "2022-01-10T15:15:44", "-06:00:00")]
    [InlineData("tags/picasa.jpg", "2010-02-13T14:55:31", null)]
    public void Metadata_TellsWhenSamplesWereTaken(string file, string? takenAt, string? offset)
    {
        var metadata = PhotoMetadataReader.Read(SharedData.Require("data/formats/immich/metadata/" + file));

        Assert.Equal(takenAt, metadata.TakenAt?.ToString("s"));
        Assert.Equal(offset, metadata.UtcOffset?.ToString());
    }

    [Fact]
    public void Metadata_TellsPlacesRatingsTagsAndFaces_OfSamples()
    {
        var root = SharedData.Require("data/formats/immich");
        PhotoMetadata Read(string file) => PhotoMetadataReader.Read(Path.Combine(root, file));

        var springs = Read("metadata/gps-position/thompson-springs.jpg");
        Assert.Equal((39.115, -108.401), (springs.Latitude!.Value, Math.Round(springs.Longitude!.Value, 3)));
        Assert.Null(Read("metadata/gps-position/empty_gps.jpg").Latitude);
        Assert.Equal(3, Read("metadata/rating/mongolels.jpg").Rating);
        Assert.Equal(["Frost", "Yard"], Read("metadata/tags/picasa.jpg").Keywords);
        Assert.Equal("iPhone 7", Read("formats/heic/IMG_2682.heic").CameraModel);
        Assert.Equal("Canon EOS 7D", Read("formats/webp/denali.webp").CameraModel);
        var upright = Read("metadata/faces/portrait.jpg").Faces;
        var turned = Read("metadata/faces/portrait-orientation-6.jpg").Faces;
        Assert.Equal(["Marie Curie", "Pierre Curie"], upright.Select(face => face.Name));
        Assert.All(upright.Zip(turned), pair => Assert.InRange(pair.First.Box.Overlap(pair.Second.Box), 0.99f, 1.01f));
    }

    [Theory]
    [InlineData("2000")]
    [InlineData("2010")]
    [InlineData("2020")]
    public void Metadata_ReadsSidecars_InUtf16(string year)
    {
        var root = SharedData.Require("data/formats/immich/metadata");
        using var folder = new MediaFolder();
        File.Copy(Path.Combine(root, "dates/date-priority-test.jpg"), folder["photo.jpg"]);
        File.Copy(Path.Combine(root, $"xmp/dates/{year}.xmp"), folder["photo.jpg.xmp"]);

        var metadata = PhotoMetadataReader.Read(folder["photo.jpg"]);

        Assert.Equal($"{year}-09-27T14:35:33", metadata.TakenAt?.ToString("s"));
        Assert.Equal(TimeSpan.FromHours(2), metadata.UtcOffset);
    }

    private DecodedPhoto Decode(string path, int maxEdge) =>
        _decoder.Decode(path, maxEdge, TestContext.Current.CancellationToken);

    private static IEnumerable<string> Photos(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => MediaFormats.FromFileName(path)?.Kind == MediaKind.Photo);

    private static double MeanDifference(PixelImage first, PixelImage second)
    {
        long sum = 0;
        for (var i = 0; i < first.Pixels.Length; i++)
            sum += Math.Abs(first.Pixels[i] - second.Pixels[i]);
        return (double)sum / first.Pixels.Length;
    }

    private static byte[] DecodeByFfmpeg(string path)
    {
        var start = new ProcessStartInfo(
            "ffmpeg", ["-nostdin", "-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        using var pixels = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(pixels);
        process.WaitForExit();
        return pixels.ToArray();
    }
}
