using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Recognize.Models.Faces;

/// <summary>Registers face recognition.</summary>
public static class FaceRecognitionRegistration
{
    /// <summary>Needs <c>AddInference</c> and <c>AddModelPacks</c>.</summary>
    public static IServiceCollection AddFaceRecognition(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<FaceOptions>()
            .Bind(configuration.GetSection(FaceOptions.SectionName))
            .Validate(
                options => options.MinimumScore is 0 or (>= 0.6f and <= 0.99f),
                $"{FaceOptions.SectionName}:{nameof(FaceOptions.MinimumScore)} must be 0.6 to 0.99, or 0 for the pack's own "
                + "value; leave it out for that.")
            .Validate(
                options => options.MinimumWidthPixels is >= 0 and <= 1000,
                $"{FaceOptions.SectionName}:{nameof(FaceOptions.MinimumWidthPixels)} must be 0 to 1000; leave it out for 16.")
            .ValidateOnStart();
        services.TryAddSingleton<FaceRecognizerFactory>();
        return services;
    }
}
