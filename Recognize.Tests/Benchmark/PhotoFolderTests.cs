using Recognize.Models.Media;
using Recognize.Worker.Benchmark;

namespace Recognize.Tests.Benchmark;

public sealed class PhotoFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recognize-photos-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Draw_MakesPhotosOfACamerasSize()
    {
        using var photos = PhotoFolder.Draw(
            Path.Combine(_folder, "drawn"), count: 2, threads: 2, TestContext.Current.CancellationToken);

        var files = Directory.GetFiles(photos.Path);
        using var decoder = new PhotoDecoder(new MediaOptions());
        using var photo = decoder.Decode(files[0], 1280, TestContext.Current.CancellationToken);
        Assert.Equal(2, files.Length);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 3_000_000, 6_500_000));
        Assert.Equal(("JPEG", 4000, 3000), (photo.Format, photo.OriginalWidth, photo.OriginalHeight));
        var metadata = decoder.ReadMetadata(files[0]);
        Assert.Equal(("Recognize", "Drawn"), (metadata.CameraMake, metadata.CameraModel));
        Assert.NotNull(metadata.TakenAt);
    }

    [Fact]
    public void Choose_SpreadsOverTheWholeFolder_WhenThereAreMorePhotosThanAskedFor()
    {
        var source = Directory.CreateDirectory(Path.Combine(_folder, "source")).FullName;
        for (var i = 0; i < 10; i++)
            File.WriteAllText(Path.Combine(source, $"{i}.jpg"), $"{i}");
        File.WriteAllText(Path.Combine(source, "5.txt"), "no photo");

        using var photos = PhotoFolder.Choose(Path.Combine(_folder, "chosen"), source, count: 5)!;

        Assert.Equal(
            ["0", "2", "4", "6", "8"],
            Directory.GetFiles(photos.Path).Order(StringComparer.Ordinal).Select(File.ReadAllText));
    }

    [Fact]
    public void Choose_GivesNull_WhenThereIsNoPhoto()
    {
        var source = Directory.CreateDirectory(Path.Combine(_folder, "source")).FullName;
        File.WriteAllText(Path.Combine(source, "notes.txt"), "no photo");

        Assert.Null(PhotoFolder.Choose(Path.Combine(_folder, "chosen"), source, count: 5));
    }

    [Fact]
    public void Dispose_RemovesTheFolder()
    {
        var path = Path.Combine(_folder, "drawn");

        PhotoFolder.Draw(path, count: 1, threads: 1, TestContext.Current.CancellationToken).Dispose();

        Assert.False(Directory.Exists(path));
    }
}
