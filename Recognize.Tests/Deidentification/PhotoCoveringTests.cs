using System.Text;
using Recognize.Models.Deidentification;
using Recognize.Models.Media;
using Recognize.Models.Media.Photos;
using Recognize.Tests.Media;
using Recognize.Tests.Support;

namespace Recognize.Tests.Deidentification;

/// <summary>Whole photos, real faces: what is in the exported file, and who can still be told.</summary>
public sealed class PhotoCoveringTests : IDisposable
{
    private static readonly CoveringPlan Plan = new(CoverChoice.Solid, CoverShape.Ellipse, MetadataChoice.Strip);

    private readonly CoveredFaces _faces = new();
    private readonly MediaFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _faces.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Cover_LeavesNobodyToBeTold_InEveryAllowedWay()
    {
        var path = SharedData.Require("data/faces-cast/bbt4.jpg");
        var people = _faces.Of(path);
        foreach (var choice in MeasuredStrengths.Default.Allowed)
        {
            var result = Cover(path, [], Plan with { Choice = choice });

            using var picture = Decode(result);
            Assert.True(result.Covered >= 6, $"{choice}: {result.Covered}");
            Assert.All(people, person => Assert.True(
                _faces.Likeness(picture, person.Embedding, person.Box) < CoveredFaces.OneInAThousand, $"{choice}"));
        }
    }

    [Fact]
    public void Cover_LeavesTheChosenPersonAlone_AndCoversAllOthers()
    {
        var path = SharedData.Require("data/faces-cast/bbt4.jpg");
        var people = _faces.Of(path);
        var (chosen, others) = (people[0], people.Skip(1).ToList());
        List<StoredFace> stored = [.. people.Select(face => new StoredFace(face.Box, face == chosen))];

        var result = Cover(path, stored, Plan);

        using var picture = Decode(result);
        Assert.Equal(1, result.Readable);
        Assert.True(_faces.Likeness(picture, chosen.Embedding) > 0.8f);
        Assert.All(others, other => Assert.True(_faces.Likeness(picture, other.Embedding, other.Box) < CoveredFaces.OneInAThousand));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(3)]
    [InlineData(8)]
    public void Cover_FindsFaces_WhenThePhotoLiesOnItsSide(int orientation)
    {
        using var upright = _faces.Decoder.Decode(SharedData.Require("data/faces-cast/penny/penny1.png"), 1280, Token);
        var person = Assert.Single(_faces.Of(upright.Image));
        var copy = PixelResizer.Resize(upright.Image, 1280);
        using var turned = PixelOrientation.Apply(copy, orientation);
        var path = _folder.Write("turned.png", _faces.Decoder.Encode(turned, PictureFormat.Png, 0));

        using var covered = Decode(Cover(path, [], Plan));
        var back = PixelOrientation.Apply(PixelResizer.Resize(covered, 1280), orientation == 6 ? 8 : orientation == 8 ? 6 : 3);

        using (back)
            Assert.True(_faces.Likeness(back, person.Embedding, person.Box) < CoveredFaces.OneInAThousand);
    }

    [Fact]
    public void Cover_WritesNothingOfTheOriginalButPixels_WhateverIsHiddenInIt()
    {
        // A preview and a film that show the face, named faces, a profile, makers' notes: all begin with a mark.
        var portrait = SharedData.Require("data/faces-cast/penny/penny1.png");
        using var photo = _faces.Decoder.Decode(portrait, 1280, Token);
        var jpeg = _faces.Decoder.Encode(photo.Image, PictureFormat.Jpeg, 90);
        byte[] exif = [.. "Exif\0\0"u8, .. new ExifBuilder().Text(0x10F, "MARKMaker").Number(0x112, 1)
            .Exif(builder => builder.Text(0x927C, "MARKApple").Text(0x9003, "2024:05:06 07:08:09"))
            .Gps(gps => gps.Text(1, "N").Rationals(2, (48, 1), (30, 1), (0, 1)).Text(3, "E").Rationals(4, (11, 1), (30, 1), (0, 1)))
            .ToTiff()];
        byte[] preview = [.. "MARKPreview"u8, .. jpeg.AsSpan(0, Math.Min(jpeg.Length, 60_000))];
        byte[] content =
        [
            .. jpeg[..2], .. Segment(0xE1, exif), .. Segment(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. "<MARKRegions name='Penny'/>"u8]),
            .. Segment(0xE2, [.. "ICC_PROFILE\0\u0001\u0001MARK"u8]), .. Segment(0xE2, [.. "MPF\0MARK"u8]),
            .. Segment(0xED, [.. "Photoshop 3.0\0MARK"u8]), .. Segment(0xFE, "MARKComment"u8.ToArray()), .. Segment(0xE5, preview),
            .. jpeg[2..], .. "MARKMotion"u8, .. jpeg,
        ];
        var path = _folder.Write("full.jpg", content);
        var before = File.ReadAllBytes(path);

        foreach (var choice in Enum.GetValues<MetadataChoice>())
        {
            var result = Cover(path, [], Plan with { Metadata = choice });

            var text = Encoding.Latin1.GetString(result.Bytes);
            Assert.DoesNotContain(choice == MetadataChoice.Strip ? "MARK" : "MARKApple", text, StringComparison.Ordinal);
            Assert.DoesNotContain("MARK", text.Replace("MARKMaker", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain("Penny", text, StringComparison.Ordinal);
            // One picture and no more in the file.
            Assert.Equal(1, Count(result.Bytes, [0xFF, 0xD8, 0xFF]));
            var read = PhotoMetadataReader.Read(_folder.Write("result.jpg", result.Bytes));
            Assert.Equal(choice == MetadataChoice.Strip, read.TakenAt is null);
            Assert.Equal(choice == MetadataChoice.Keep, read.Latitude is not null);
            Assert.Equal((0, null), (read.Faces.Count, read.Motion));
        }
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void Cover_BakesTheOrientationIn()
    {
        var path = _folder.Write("turned.jpg", new ExifBuilder().Number(0x112, 6).IntoJpeg());

        using var picture = Decode(Cover(path, [], Plan with { Metadata = MetadataChoice.Keep }));

        Assert.Equal((48, 64), (picture.Width, picture.Height));
    }

    [Fact]
    public void Cover_GivesNothing_WhenTheFileIsNoPhoto()
    {
        var path = _folder.Write("text.jpg", "this is no photo"u8);

        Assert.Throws<UnreadableMediaException>(() => Cover(path, [], Plan));
    }

    private CoveredPicture Cover(string path, IReadOnlyList<StoredFace> stored, CoveringPlan plan) =>
        new PhotoCovering(_faces.Decoder).Cover(path, stored, _faces.Recognizer, plan, Token);

    private PixelImage Decode(CoveredPicture result)
    {
        using var photo = _faces.Decoder.Decode(result.Bytes, 10_000, Token);
        return PixelResizer.Resize(photo.Image, 10_000);
    }

    private static byte[] Segment(byte marker, byte[] content) =>
        [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    private static int Count(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> sign)
    {
        var count = 0;
        for (var at = bytes.IndexOf(sign); at >= 0; bytes = bytes[(at + 1)..], at = bytes.IndexOf(sign))
            count++;
        return count;
    }
}
