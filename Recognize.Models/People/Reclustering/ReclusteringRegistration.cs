using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Recognize.Models.People.Acts;

namespace Recognize.Models.People.Reclustering;

/// <summary>Registers reclusters; the database must be registered as well.</summary>
public static class ReclusteringRegistration
{
    public static IServiceCollection AddReclustering(this IServiceCollection services)
    {
        services.AddPeopleActs();
        services.TryAddSingleton<ReclusterRuns>();
        services.TryAddSingleton<ReclusterLeases>();
        services.TryAddSingleton<ReclusterPreview>();
        services.TryAddSingleton<ReclusterApplication>();
        return services;
    }
}
