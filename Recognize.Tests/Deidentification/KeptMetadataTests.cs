using Recognize.Models.Deidentification;
using Recognize.Models.Media;
using Recognize.Tests.Media;

namespace Recognize.Tests.Deidentification;

public sealed class KeptMetadataTests : IDisposable
{
    private readonly MediaFolder _folder = new();
    private readonly PhotoDecoder _decoder = new(new MediaOptions());

    private static readonly PhotoMetadata Known = new()
    {
        TakenAt = new DateTime(2024, 5, 6, 7, 8, 9), UtcOffset = new TimeSpan(-3, -30, 0),
        CameraMake = "Maker", CameraModel = "Model", Lens = "A lens", Latitude = -33.5, Longitude = 151.2083, Altitude = 12.5,
        Title = "Anna at the beach", Description = "with Ben", Keywords = ["Anna"],
        Faces = [new FaceRegion("Anna", new ImageBox(0, 0, 1, 1))],
    };

    public void Dispose()
    {
        _folder.Dispose();
        _decoder.Dispose();
    }

    [Theory]
    [InlineData(PictureFormat.Jpeg)]
    [InlineData(PictureFormat.Png)]
    public void Insert_KeepsTimeCameraAndPlace_AndNothingElse(PictureFormat format)
    {
        var read = Written(format, MetadataChoice.Keep);

        Assert.Equal((Known.TakenAt, Known.UtcOffset), (read.TakenAt, read.UtcOffset));
        Assert.Equal((Known.CameraMake, Known.CameraModel, Known.Lens), (read.CameraMake, read.CameraModel, read.Lens));
        Assert.Equal(Known.Latitude!.Value, read.Latitude!.Value, 1e-4);
        Assert.Equal(Known.Longitude!.Value, read.Longitude!.Value, 1e-4);
        Assert.Equal(Known.Altitude, read.Altitude);
        Assert.Equal((null, null), (read.Title, read.Description));
        Assert.Empty(read.Keywords);
        Assert.Empty(read.Faces);
        Assert.Empty(read.Warnings);
    }

    [Fact]
    public void Insert_LeavesThePlaceOut_WhenItIsStripped()
    {
        var read = Written(PictureFormat.Jpeg, MetadataChoice.StripPlace);

        Assert.Equal(Known.TakenAt, read.TakenAt);
        Assert.Equal((null, null, null), (read.Latitude, read.Longitude, read.Altitude));
    }

    [Fact]
    public void Write_SaysNothing_WhenAllIsStrippedOrNothingIsKnown()
    {
        Assert.Null(ExifBlock.Write(Known, MetadataChoice.Strip));
        Assert.Null(ExifBlock.Write(new PhotoMetadata { Title = "Anna" }, MetadataChoice.Keep));
    }

    private PhotoMetadata Written(PictureFormat format, MetadataChoice choice)
    {
        using var drawn = DrawnPhoto.Draw(64, 48);
        var picture = PictureMetadata.Insert(_decoder.Encode(drawn, format, 90), format, ExifBlock.Write(Known, choice));
        var path = _folder.Write("photo", picture);
        using var decoded = _decoder.Decode(path, 100, TestContext.Current.CancellationToken);
        DrawnPhoto.AssertLooksDrawn(decoded.Image, tolerance: 12);
        return PhotoMetadataReader.Read(path);
    }
}
