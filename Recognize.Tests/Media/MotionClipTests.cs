using System.Buffers.Binary;
using System.Text;
using Recognize.Models.Media;
using Recognize.Tests.Support;

namespace Recognize.Tests.Media;

public sealed class MotionClipTests : IDisposable
{
    private const string CameraNamespaces =
        """
        xmlns:GCamera="http://ns.google.com/photos/1.0/camera/"
        xmlns:Container="http://ns.google.com/photos/1.0/container/"
        xmlns:Item="http://ns.google.com/photos/1.0/container/item/"
        """;

    private static readonly byte[] Film = [0, 0, 0, 16, .. "ftypmp42"u8, .. new byte[200]];

    private readonly MediaFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_FindsTheFilm_WhereTheContainerSaysItIs()
    {
        var photo = WithXmp($"""
            <rdf:Description {CameraNamespaces} GCamera:MotionPhoto="1"><Container:Directory><rdf:Seq>
            <rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="image/jpeg" Item:Semantic="Primary" Item:Length="0" Item:Padding="4"/></rdf:li>
            <rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="video/mp4" Item:Semantic="MotionPhoto" Item:Length="{Film.Length}"/></rdf:li>
            </rdf:Seq></Container:Directory></rdf:Description>
            """);
        _folder.Write("photo.jpg", [.. photo, 0, 0, 0, 0, .. Film]);

        Assert.Equal(new MotionClip(photo.Length + 4, Film.Length), Motion("photo.jpg"));
    }

    [Fact]
    public void Read_FindsAMicroVideo()
    {
        var photo = WithXmp(
            $"""<rdf:Description {CameraNamespaces} GCamera:MicroVideo="1" GCamera:MicroVideoOffset="{Film.Length}"/>""");
        _folder.Write("photo.jpg", [.. photo, .. Film]);

        Assert.Equal(new MotionClip(photo.Length, Film.Length), Motion("photo.jpg"));
    }

    [Fact]
    public void Read_FindsTheFilm_InATrailerOfSamsung()
    {
        var photo = DrawnPhoto.Jpeg();
        var name = "MotionPhoto_Data"u8.ToArray();
        byte[] block = [0, 0, 0x30, 0x0a, .. Number(name.Length), .. name, .. Film];
        byte[] directory = [.. "SEFH"u8, .. Number(106), .. Number(1), 0, 0, 0x30, 0x0a, .. Number(block.Length), .. Number(block.Length)];
        _folder.Write("photo.jpg", [.. photo, .. block, .. directory, .. Number(directory.Length), .. "SEFT"u8]);

        Assert.Equal(new MotionClip(photo.Length + 8 + name.Length, Film.Length), Motion("photo.jpg"));
    }

    [Theory]
    [InlineData("12")]
    [InlineData("99999999999")]
    [InlineData("-5")]
    public void Read_BelievesNoPlace_WhereNoFilmBegins(string offset)
    {
        var photo = WithXmp($"""<rdf:Description {CameraNamespaces} GCamera:MicroVideoOffset="{offset}"/>""");
        _folder.Write("photo.jpg", [.. photo, .. Film]);

        Assert.Null(Motion("photo.jpg"));
    }

    [Fact]
    public void Read_FindsTheFilm_InAHeicOfAPhone()
    {
        var path = SharedData.Require("data/formats/immich/formats/motionphoto/samsung-one-ui-6.heic");

        var motion = PhotoMetadataReader.Read(path).Motion;

        Assert.NotNull(motion);
        using var file = File.OpenRead(path);
        file.Position = motion.Offset;
        var film = new byte[motion.Length];
        file.ReadExactly(film);
        _folder.Write("film.mp4", film);
        Assert.True(new MediaProbe(new MediaOptions()).Read(_folder["film.mp4"], TestContext.Current.CancellationToken).HasVideo);
    }

    [Fact]
    public void Read_FindsNoFilm_InAPlainPhoto()
    {
        _folder.Write("photo.jpg", DrawnPhoto.Jpeg());

        Assert.Null(Motion("photo.jpg"));
    }

    private MotionClip? Motion(string name) => PhotoMetadataReader.Read(_folder[name]).Motion;

    /// <summary>A drawn JPEG with an XMP document in its first segment.</summary>
    private static byte[] WithXmp(string description)
    {
        var xmp = Encoding.UTF8.GetBytes(
            "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
            + $"<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">{description}</rdf:RDF></x:xmpmeta>");
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(xmp.Length + 2));
        var photo = DrawnPhoto.Jpeg();
        return [.. photo.AsSpan(0, 2), 0xff, 0xe1, .. length, .. xmp, .. photo.AsSpan(2)];
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
