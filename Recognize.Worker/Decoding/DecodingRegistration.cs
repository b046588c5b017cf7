using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Recognize.Models.Media;

namespace Recognize.Worker.Decoding;

internal static class DecodingRegistration
{
    /// <summary>Has photos decoded in processes of their own. After <c>AddMedia</c>: the last registration counts.</summary>
    /// <param name="services">Where they are added.</param>
    /// <param name="threads">Photos that will be decoded at the same time.</param>
    public static IServiceCollection AddDecodingApart(this IServiceCollection services, Func<int> threads) => services
        .AddSingleton(provider => new DecoderPool(
            provider.GetRequiredService<MediaOptions>(),
            new DecoderPoolOptions { Prepared = Math.Min(threads(), Environment.ProcessorCount) },
            provider.GetRequiredService<ILogger<DecoderPool>>(),
            provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<PhotoDecoder, ApartPhotoDecoder>();
}
