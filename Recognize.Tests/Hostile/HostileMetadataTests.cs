using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Recognize.Models.Media;
using Recognize.Tests.Media;
using Recognize.Worker.Decoding;

namespace Recognize.Tests.Hostile;

public sealed class HostileMetadataTests : IDisposable
{
    private readonly MediaFolder _folder = new();
    private readonly DecoderPool _pool;
    private readonly ApartPhotoDecoder _decoder;

    public HostileMetadataTests()
    {
        var options = new MediaOptions();
        _pool = new DecoderPool(options, new DecoderPoolOptions(), NullLogger.Instance, TimeProvider.System);
        _decoder = new ApartPhotoDecoder(options, _pool, NullLogger<ApartPhotoDecoder>.Instance);
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _pool.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void ReadMetadata_LeavesItOutWithAWarning_WhenItIsNestedWithoutEnd()
    {
        const int depth = 150_000;
        var text = new StringBuilder(
            "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>" +
            "<rdf:Description xmlns:a='http://a/'>");
        for (var i = 0; i < depth; i++)
            text.Append("<a:b rdf:parseType='Resource'>");
        for (var i = 0; i < depth; i++)
            text.Append("</a:b>");
        text.Append("</rdf:Description></rdf:RDF></x:xmpmeta>");
        _folder.Write("photo.jpg", DrawnPhoto.Jpeg());
        _folder.Write("photo.jpg.xmp", Encoding.UTF8.GetBytes(text.ToString()));

        var metadata = _decoder.ReadMetadata(_folder["photo.jpg"]);
        using var photo = _decoder.Decode(_folder["photo.jpg"], 64, TestContext.Current.CancellationToken);

        Assert.NotEmpty(metadata.Warnings);
        DrawnPhoto.AssertLooksDrawn(photo.Image, 20);
    }

    [Fact]
    public void ReadMetadata_GivesTheSame_AsAReaderInThisProcess()
    {
        _folder.Write("photo.jpg", new ExifBuilder().Number(0x112, 6).Text(0x110, "Camera").IntoJpeg());
        _folder.Write("photo.jpg.xmp",
            """
            <x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
            <rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmp:Rating='3'>
            <dc:subject><rdf:Bag><rdf:li>Frost</rdf:li><rdf:li>Höfe</rdf:li></rdf:Bag></dc:subject>
            </rdf:Description></rdf:RDF></x:xmpmeta>
            """u8);

        var expected = PhotoMetadataReader.Read(_folder["photo.jpg"]);
        var actual = _decoder.ReadMetadata(_folder["photo.jpg"]);

        Assert.Equal(["Frost", "Höfe"], actual.Keywords);
        Assert.Equal((3, 6, "Camera"), (actual.Rating, actual.Orientation, actual.CameraModel));
        Assert.Equivalent(expected, actual, strict: true);
        Assert.Throws<FileNotFoundException>(() => _decoder.ReadMetadata(_folder["gone.jpg"]));
    }

    [Fact]
    public void Message_KeepsEverything_OfMetadata()
    {
        var metadata = new PhotoMetadata
        {
            TakenAt = new DateTime(2020, 2, 3, 4, 5, 6, DateTimeKind.Unspecified), UtcOffset = TimeSpan.FromHours(-6),
            CameraMake = "Make", CameraModel = "Model", Lens = "Lens", Latitude = 48.5, Longitude = -0.25, Altitude = 35,
            Orientation = 3, Title = "Title", Description = "Long", Rating = -1, Keywords = ["a", "b"],
            Faces = [new FaceRegion("Ann", new ImageBox(0.1f, 0.2f, 0.3f, 0.4f)), new FaceRegion(null, default)],
            Motion = new MotionClip(1000, 2000), Warnings = ["w"],
        };
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
            MetadataMessage.Write(metadata, writer);
        bytes.Position = 0;

        using var reader = new BinaryReader(bytes);
        var read = MetadataMessage.Read(reader);

        Assert.Equivalent(metadata, read, strict: true);
    }
}
