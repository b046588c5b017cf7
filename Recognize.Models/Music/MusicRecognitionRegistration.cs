using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Recognize.Models.Music;

/// <summary>Registers music recognition, the genre rules and the reader of the files' own genres.</summary>
public static class MusicRecognitionRegistration
{
    /// <summary>Needs <c>AddInference</c>, <c>AddModelPacks</c> and <c>AddMedia</c>.</summary>
    public static IServiceCollection AddMusicRecognition(this IServiceCollection services)
    {
        services.TryAddSingleton(_ => GenreRules.Default);
        services.TryAddSingleton<MusicRecognizerFactory>();
        services.TryAddSingleton<FileGenreReader>();
        return services;
    }
}
