using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Media;

namespace Recognize.Tests.Media;

public sealed class MediaFormatsTests
{
    [Theory]
    [InlineData("IMG_1.JPG", MediaKind.Photo, "image/jpeg")]
    [InlineData("a.b.heic", MediaKind.Photo, "image/heic")]
    [InlineData("x.DnG", MediaKind.Photo, "image/x-adobe-dng")]
    [InlineData("song.opus", MediaKind.Audio, "audio/opus")]
    [InlineData("film.m2ts", MediaKind.Video, "video/mp2t")]
    public void FromFileName_KnowsTheExtension_InAnyCase(string name, MediaKind kind, string mimeType)
    {
        var format = MediaFormats.FromFileName(name);

        Assert.NotNull(format);
        Assert.Equal((kind, mimeType), (format.Kind, format.MimeType));
    }

    [Theory]
    [InlineData("notes.txt")]
    [InlineData("jpg")]
    [InlineData("photo.jpg.xmp")]
    [InlineData("")]
    [InlineData("drawing.svg")]
    public void FromFileName_IsNull_ForOthers(string name) => Assert.Null(MediaFormats.FromFileName(name));

    [Fact]
    public void AddMedia_RegistersTheParts_WithBoundOptions()
    {
        using var services = new ServiceCollection()
            .AddMedia(Configuration("MaxPixels", "2000000"), "/nowhere").BuildServiceProvider();

        Assert.Equal(2_000_000, services.GetRequiredService<MediaOptions>().MaxPixels);
        Assert.NotNull(services.GetRequiredService<PhotoDecoder>());
        Assert.NotNull(services.GetRequiredService<MediaProbe>());
        Assert.NotNull(services.GetRequiredService<VideoPosterExtractor>());
        Assert.NotNull(services.GetRequiredService<ThumbnailStore>());
    }

    [Theory]
    [InlineData("MaxPixels", "5")]
    [InlineData("LargePhotoPixels", "0")]
    [InlineData("DecodeTimeout", "00:00:00")]
    [InlineData("PosterTimeout", "02:00:00")]
    [InlineData("FfmpegPath", " ")]
    [InlineData("ThumbnailQuality", "101")]
    [InlineData("ThumbnailEffort", "7")]
    public void AddMedia_NamesTheKey_WhenASettingIsOutOfRange(string setting, string value)
    {
        var refusal = Assert.Throws<InvalidOperationException>(
            () => new ServiceCollection().AddMedia(Configuration(setting, value), "/nowhere"));

        Assert.Contains($"Recognize:Media:{setting}", refusal.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(string setting, string value) => new ConfigurationBuilder()
        .AddInMemoryCollection([new($"{MediaOptions.SectionName}:{setting}", value)]).Build();
}
