using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Recognize.Models.People.Acts;

/// <summary>Registers acts on people; the database must be registered as well.</summary>
public static class PeopleActsRegistration
{
    public static IServiceCollection AddPeopleActs(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PeopleActs>();
        return services;
    }
}
