using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Recognize.Models.Sharing;

/// <summary>Registers albums and shares; the database must be registered as well.</summary>
public static class SharingRegistration
{
    public static IServiceCollection AddSharing(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<AlbumEdits>();
        services.AddSingleton<ShareDirectory>();
        return services;
    }
}
