using System.Security.Cryptography;
using Recognize.Models.Media;

namespace Recognize.Tests.Media;

public sealed class ThumbnailStoreTests : IDisposable
{
    private readonly MediaFolder _folder = new();
    private readonly ThumbnailStore _store;
    private readonly byte[] _hash = SHA256.HashData("a photo"u8);

    public ThumbnailStoreTests() => _store = new ThumbnailStore(_folder["thumbnails"], new MediaOptions());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_MakesThreeSizes_NamedByTheHash()
    {
        using var image = DrawnPhoto.Draw(1280, 960);

        _store.Write(_hash, image);

        var hex = Convert.ToHexStringLower(_hash);
        var folder = Path.Combine(_folder["thumbnails"], hex[..2], hex[2..4]);
        Assert.Equal([$"{hex}-1280.webp", $"{hex}-256.webp", $"{hex}-640.webp"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var size in Enum.GetValues<ThumbnailSize>())
        {
            using var thumbnail = Decode(size);
            Assert.Equal((int)size, thumbnail.Image.Width);
            Assert.Equal("WebP", thumbnail.Format);
            DrawnPhoto.AssertLooksDrawn(thumbnail.Image, tolerance: 12);
        }
    }

    [Theory]
    [InlineData(200, 200, 200, 200)]
    [InlineData(300, 256, 300, 300)]
    [InlineData(900, 256, 640, 900)]
    public void TryGetPath_FallsBack_WhenThePhotoIsSmall(int width, int small, int medium, int large)
    {
        using var image = DrawnPhoto.Draw(width, width / 2);
        _store.Write(_hash, image);

        using var first = Decode(ThumbnailSize.Small);
        using var second = Decode(ThumbnailSize.Medium);
        using var third = Decode(ThumbnailSize.Large);

        Assert.Equal((small, medium, large), (first.Image.Width, second.Image.Width, third.Image.Width));
    }

    [Fact]
    public void TryGetPath_IsNull_WhenThereIsNone_AndAfterDelete()
    {
        using var image = DrawnPhoto.Draw(700, 500);

        Assert.Null(_store.TryGetPath(_hash, ThumbnailSize.Large));
        _store.Write(_hash, image);
        Assert.NotNull(_store.TryGetPath(_hash, ThumbnailSize.Large));
        _store.Delete(_hash);
        Assert.Null(_store.TryGetPath(_hash, ThumbnailSize.Large));
    }

    [Fact]
    public void Write_LeavesCompleteFilesAlone_AndAddsMissingOnes()
    {
        using var image = DrawnPhoto.Draw(1280, 960);
        _store.Write(_hash, image);
        var kept = _store.TryGetPath(_hash, ThumbnailSize.Small)!;
        File.WriteAllText(kept, "kept");
        File.Delete(_store.TryGetPath(_hash, ThumbnailSize.Large)!);

        _store.Write(_hash, image);

        Assert.Equal("kept", File.ReadAllText(kept));
        Assert.Contains("-1280", _store.TryGetPath(_hash, ThumbnailSize.Large), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ThrowsIOException_AndLeavesNothingPartial_WhenAFileCannotBePutInPlace()
    {
        using var image = DrawnPhoto.Draw(1280, 960);
        _store.Write(_hash, image);
        var path = _store.TryGetPath(_hash, ThumbnailSize.Medium)!;
        File.Delete(path);
        Directory.CreateDirectory(Path.Combine(path, "in the way"));

        Assert.ThrowsAny<IOException>(() => _store.Write(_hash, image));

        Assert.Equal(2, Directory.GetFiles(Path.GetDirectoryName(path)!).Length);
    }

    [Fact]
    public void Write_ReplacesAnEmptyFile_AsAPowerCutLeavesIt()
    {
        using var image = DrawnPhoto.Draw(1280, 960);
        _store.Write(_hash, image);
        var path = _store.TryGetPath(_hash, ThumbnailSize.Large)!;
        File.WriteAllBytes(path, []);

        Assert.NotEqual(path, _store.TryGetPath(_hash, ThumbnailSize.Large));
        _store.Write(_hash, image);

        Assert.Equal(path, _store.TryGetPath(_hash, ThumbnailSize.Large));
    }

    [Fact]
    public void Write_IsSafe_WhenManyThreadsWriteTheSamePhoto()
    {
        using var image = DrawnPhoto.Draw(700, 500);

        Parallel.For(0, 12, _ => _store.Write(_hash, image));

        Assert.Equal(3, Directory.GetFiles(_folder["thumbnails"], "*", SearchOption.AllDirectories).Length);
    }

    private DecodedPhoto Decode(ThumbnailSize size)
    {
        using var decoder = new PhotoDecoder(new MediaOptions());
        var path = _store.TryGetPath(_hash, size);
        Assert.NotNull(path);
        return decoder.Decode(path, 4000, TestContext.Current.CancellationToken);
    }
}
