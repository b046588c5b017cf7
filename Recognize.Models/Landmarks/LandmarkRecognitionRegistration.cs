using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Recognize.Models.Landmarks.Gazetteer;
using Recognize.Models.Media;
using Recognize.Models.Packs;

namespace Recognize.Models.Landmarks;

/// <summary>Registers the recognition of landmarks and places.</summary>
public static class LandmarkRecognitionRegistration
{
    /// <summary>Needs <c>AddInference</c>, <c>AddModelPacks</c>, <c>AddMedia</c> and logging.</summary>
    public static IServiceCollection AddLandmarkRecognition(this IServiceCollection services, RecognizeHome home)
    {
        services.AddPlaces();
        services.TryAddSingleton<LandmarkTagIndex>();
        services.TryAddSingleton(new GalleryOptions(home.Landmarks, home.LandmarkSignatures));
        services.TryAddSingleton(provider => new LandmarkRecognizerFactory(
            provider.GetRequiredService<PlaceTagger>(),
            provider.GetRequiredService<LandmarkTagIndex>(),
            provider.GetRequiredService<InstalledPacks>(),
            provider.GetRequiredService<PhotoDecoder>(),
            provider.GetRequiredService<GalleryOptions>(),
            provider.GetRequiredService<ILogger<LandmarkRecognizerFactory>>(),
            provider.GetService<ILandmarkClassifier>() ?? OwnLandmarkClassifier.TryCreate(
                provider.GetRequiredService<InstalledPacks>(), provider.GetRequiredService<LandmarkTagIndex>())));
        return services;
    }
}
