using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Recognize.Models.Tags;

namespace Recognize.Models.Objects;

/// <summary>Registers object recognition and the tag rules.</summary>
public static class ObjectRecognitionRegistration
{
    /// <summary>Needs <c>AddInference</c> and <c>AddModelPacks</c>.</summary>
    public static IServiceCollection AddObjectRecognition(this IServiceCollection services)
    {
        services.TryAddSingleton(_ => TagRules.Default);
        services.TryAddSingleton<ObjectRecognizerFactory>();
        return services;
    }
}
