using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Recognize.Models.Media;

/// <summary>Registers everything that reads media.</summary>
public static class MediaRegistration
{
    /// <summary>
    /// Adds <see cref="MediaOptions"/> (bound from its section and checked at once), <see cref="PhotoDecoder"/>,
    /// <see cref="MediaProbe"/>, <see cref="VideoPosterExtractor"/>, <see cref="VideoFrameExtractor"/>,
    /// <see cref="AudioDecoder"/> and <see cref="ThumbnailStore"/>, each once per process.
    /// </summary>
    /// <param name="services">Where they are added.</param>
    /// <param name="configuration">The root; section <see cref="MediaOptions.SectionName"/> is read.</param>
    /// <param name="thumbnailFolder">Where thumbnails are kept; made when first written to.</param>
    public static IServiceCollection AddMedia(
        this IServiceCollection services, IConfiguration configuration, string thumbnailFolder)
    {
        var options = ReadOptions(configuration);
        return services
            .AddSingleton(options)
            .AddSingleton<PhotoDecoder>()
            .AddSingleton<MediaProbe>()
            .AddSingleton<VideoPosterExtractor>()
            .AddSingleton<VideoFrameExtractor>()
            .AddSingleton<AudioDecoder>()
            .AddSingleton(provider => new ThumbnailStore(
                thumbnailFolder, options, provider.GetRequiredService<PhotoDecoder>()));
    }

    /// <summary>For a process that shows thumbnails and decodes nothing: <see cref="ThumbnailStore"/> and the options.</summary>
    /// <inheritdoc cref="AddMedia"/>
    public static IServiceCollection AddThumbnails(
        this IServiceCollection services, IConfiguration configuration, string thumbnailFolder)
    {
        var options = ReadOptions(configuration);
        return services.AddSingleton(options).AddSingleton(new ThumbnailStore(thumbnailFolder, options));
    }

    private static MediaOptions ReadOptions(IConfiguration configuration)
    {
        var options = MediaOptions.For(MachineProfiles.Current);
        configuration.GetSection(MediaOptions.SectionName).Bind(options);
        options.Validate();
        return options;
    }
}
