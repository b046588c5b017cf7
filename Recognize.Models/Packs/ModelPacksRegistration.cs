using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Recognize.Models.Packs;

/// <summary>Registers the catalogue, the folder of model files and what fetches them.</summary>
public static class ModelPacksRegistration
{
    /// <summary>Needs <c>AddInference</c>.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configuration">Holds the section <c>Recognize:Models</c>, and the mirror's environment variable.</param>
    /// <param name="homeFolder">The folder that holds all state; models go to <c>models</c> in it unless set otherwise.</param>
    public static IServiceCollection AddModelPacks(
        this IServiceCollection services, IConfiguration configuration, string homeFolder)
    {
        services.AddOptions<ModelPackOptions>()
            .Bind(configuration.GetSection(ModelPackOptions.SectionName))
            .PostConfigure(options => ApplyDefaults(options, configuration, homeFolder))
            .Validate(
                options => options.MirrorFolder is null || Directory.Exists(options.MirrorFolder),
                $"{ModelPackOptions.MirrorVariable} ({ModelPackOptions.SectionName}:{nameof(ModelPackOptions.Mirror)}) must be "
                + "a folder that exists or an http(s) address; correct or unset it.")
            .Validate(
                options => InRange(options.ConnectTimeout, 1, 300),
                Range(nameof(ModelPackOptions.ConnectTimeout), "00:00:01 to 00:05:00"))
            .Validate(
                options => InRange(options.StallTimeout, 1, 600),
                Range(nameof(ModelPackOptions.StallTimeout), "00:00:01 to 00:10:00"))
            .Validate(
                options => InRange(options.NpmTimeout, 10, 7200),
                Range(nameof(ModelPackOptions.NpmTimeout), "00:00:10 to 02:00:00"))
            .Validate(options => options.Attempts is >= 1 and <= 100, Range(nameof(ModelPackOptions.Attempts), "1 to 100"))
            .ValidateOnStart();
        services.TryAddSingleton(_ => ModelCatalogue.Default);
        services.TryAddSingleton(provider =>
            new ModelStore(provider.GetRequiredService<IOptions<ModelPackOptions>>().Value.Folder));
        services.TryAddSingleton<InstalledPacks>();
        services.TryAddSingleton<PackInstaller>();
        return services;
    }

    private static void ApplyDefaults(ModelPackOptions options, IConfiguration configuration, string homeFolder)
    {
        if (options.Folder.Length == 0)
            options.Folder = Path.Combine(homeFolder, "models");
        if (options.Mirror.Length == 0)
            options.Mirror = configuration[ModelPackOptions.MirrorVariable] ?? "";
    }

    private static bool InRange(TimeSpan value, int fromSeconds, int toSeconds) =>
        value.TotalSeconds >= fromSeconds && value.TotalSeconds <= toSeconds;

    private static string Range(string key, string range) =>
        $"{ModelPackOptions.SectionName}:{key} must be {range}; leave it out for the default.";
}
