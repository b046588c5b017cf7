using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Recognize.Models.Refusals;

/// <summary>Registers refusals of people; the database must be registered as well.</summary>
public static class RefusalsRegistration
{
    public static IServiceCollection AddRefusals(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PersonRefusals>();
        return services;
    }
}
