using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Recognize.Models.Landmarks.Places;

namespace Recognize.Models.Landmarks.Gazetteer;

/// <summary>Registers what tags files by where they were taken.</summary>
public static class PlaceRegistration
{
    /// <summary>Needs logging.</summary>
    public static IServiceCollection AddPlaces(this IServiceCollection services)
    {
        services.TryAddSingleton(_ => LandmarkGazetteer.Default);
        services.TryAddSingleton<CitySource>();
        services.TryAddSingleton<PlaceTagger>();
        return services;
    }
}
