using System.Text;
using Recognize.Models.Media;

namespace Recognize.Tests.Media;

public sealed class PhotoMetadataReaderTests : IDisposable
{
    private readonly MediaFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_TakesDateCameraAndOffset_FromExif()
    {
        var tiff = new ExifBuilder()
            .Text(0x10F, "Maker\0\0 ").Text(0x110, "Model\u0001 X").Number(0x112, 6)
            .Exif(exif => exif.Text(0x9003, "2021:07:08 09:10:11").Text(0x9011, "+05:30"));
        var path = _folder.Write("photo.jpg", tiff.IntoJpeg());

        var metadata = PhotoMetadataReader.Read(path);

        Assert.Equal(new DateTime(2021, 7, 8, 9, 10, 11), metadata.TakenAt);
        Assert.Equal(new TimeSpan(5, 30, 0), metadata.UtcOffset);
        Assert.Equal(("Maker", "Model X"), (metadata.CameraMake, metadata.CameraModel));
        Assert.Equal(6, metadata.Orientation);
        Assert.Empty(metadata.Warnings);
    }

    [Theory]
    [InlineData("0000:00:00 00:00:00")]
    [InlineData("    :  :     :  :  ")]
    [InlineData("0001:01:01 00:00:00")]
    [InlineData("yesterday evening..")]
    public void Read_HasNoDate_WhenTheCamerasClockWasNeverSet(string date)
    {
        var path = _folder.Write("photo.jpg", new ExifBuilder().Exif(exif => exif.Text(0x9003, date)).IntoJpeg());

        Assert.Null(PhotoMetadataReader.Read(path).TakenAt);
    }

    [Theory]
    [InlineData(48, "N", 11, "E", 48.5, 11.5)]
    [InlineData(33, "S", 70, "W", -33.5, -70.5)]
    [InlineData(91, "N", 11, "E", null, null)]
    [InlineData(48, "N", 181, "E", null, null)]
    [InlineData(48, "", 11, "E", null, null)]
    public void Read_ChecksThePosition(
        int latitude, string north, int longitude, string east, double? expectedLatitude, double? expectedLongitude)
    {
        var exif = new ExifBuilder().Gps(gps => gps
            .Text(1, north).Rationals(2, (latitude, 1), (30, 1), (0, 1))
            .Text(3, east).Rationals(4, (longitude, 1), (30, 1), (0, 1)).Rationals(6, (5003, 10)));
        var path = _folder.Write("photo.jpg", exif.IntoJpeg());

        var metadata = PhotoMetadataReader.Read(path);

        Assert.Equal((expectedLatitude, expectedLongitude), (metadata.Latitude, metadata.Longitude));
        Assert.Equal(expectedLatitude is null ? null : 500.3, metadata.Altitude);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 0)]
    public void Read_HasNoPosition_WhenTheReceiverHadNoFix(int numerator, int denominator)
    {
        var nothing = (numerator, denominator);
        var exif = new ExifBuilder().Gps(gps => gps
            .Text(1, "N").Rationals(2, nothing, nothing, nothing).Text(3, "E").Rationals(4, nothing, nothing, nothing));
        var path = _folder.Write("photo.jpg", exif.IntoJpeg());

        Assert.Null(PhotoMetadataReader.Read(path).Latitude);
    }

    [Theory]
    [InlineData("photo.jpg.xmp")]
    [InlineData("photo.xmp")]
    [InlineData("photo.XMP")]
    public void Read_PrefersTheSidecar(string sidecar)
    {
        var path = _folder.Write(
            "photo.jpg", new ExifBuilder().Exif(exif => exif.Text(0x9003, "2021:07:08 09:10:11")).IntoJpeg());
        _folder.Write(sidecar, Encoding.UTF8.GetBytes(Xmp("""
            <exif:DateTimeOriginal>1999-12-31T23:59:58-03:00</exif:DateTimeOriginal>
            <xmp:Rating>4</xmp:Rating>
            <dc:subject><rdf:Bag><rdf:li>Beach</rdf:li><rdf:li>beach</rdf:li><rdf:li> Dog </rdf:li></rdf:Bag></dc:subject>
            <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Last evening</rdf:li></rdf:Alt></dc:title>
            """)));

        var metadata = PhotoMetadataReader.Read(path);

        Assert.Equal(new DateTime(1999, 12, 31, 23, 59, 58), metadata.TakenAt);
        Assert.Equal(TimeSpan.FromHours(-3), metadata.UtcOffset);
        Assert.Equal(4, metadata.Rating);
        Assert.Equal(["Beach", "Dog"], metadata.Keywords);
        Assert.Equal("Last evening", metadata.Title);
    }

    [Theory]
    [InlineData("this is no xml")]
    [InlineData("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF")]
    [InlineData("<!DOCTYPE a [<!ENTITY b 'c'>]><x:xmpmeta xmlns:x='adobe:ns:meta/'/>")]
    public void Read_WarnsOfABrokenSidecar_AndReadsTheRest(string sidecar)
    {
        var path = _folder.Write(
            "photo.jpg", new ExifBuilder().Exif(exif => exif.Text(0x9003, "2021:07:08 09:10:11")).IntoJpeg());
        _folder.Write("photo.xmp", Encoding.UTF8.GetBytes(sidecar));

        var metadata = PhotoMetadataReader.Read(path);

        Assert.Equal(2021, metadata.TakenAt?.Year);
        Assert.Contains(metadata.Warnings, warning => warning.Contains("sidecar", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_NeverThrows_WhenBytesAreFlipped()
    {
        var random = new Random(5);
        var whole = new ExifBuilder().Text(0x10F, "Maker").Exif(exif => exif.Text(0x9003, "2021:07:08 09:10:11"))
            .Gps(gps => gps.Text(1, "N").Rationals(2, (48, 1), (30, 1), (0, 1))).IntoJpeg();
        for (var attempt = 0; attempt < 300; attempt++)
        {
            var flipped = (byte[])whole.Clone();
            for (var i = 0; i < 6; i++)
                flipped[random.Next(2, 300)] = (byte)random.Next(256);
            var path = _folder.Write("photo.jpg", flipped);

            Assert.NotNull(PhotoMetadataReader.Read(path).Warnings);
        }
    }

    [Fact]
    public void Read_BoundsTexts_AndDropsWhatADatabaseRefuses()
    {
        var path = _folder.Write(
            "photo.jpg", new ExifBuilder().Text(0x10F, new string('x', 5000)).Text(0x10E, "a\0b\u0007c").IntoJpeg());

        var metadata = PhotoMetadataReader.Read(path);

        Assert.Equal(100, metadata.CameraMake?.Length);
        Assert.DoesNotContain('\0', metadata.Description ?? "");
        Assert.DoesNotContain('\u0007', metadata.Description ?? "");
    }

    [Fact]
    public void Read_LetsFileTroubleThrough()
    {
        _folder.Write("empty.jpg", []);

        Assert.Throws<FileNotFoundException>(() => PhotoMetadataReader.Read(_folder["gone.jpg"]));
        Assert.Throws<UnreadableMediaException>(() => PhotoMetadataReader.Read(_folder["empty.jpg"]));
    }

    private static string Xmp(string fields) => $"""
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/">{fields}</rdf:Description></rdf:RDF></x:xmpmeta>
        """;
}
