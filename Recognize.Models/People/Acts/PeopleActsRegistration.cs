using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Recognize.Models.People.Splits;
using Recognize.Models.People.Suggestions;

namespace Recognize.Models.People.Acts;

/// <summary>Registers acts on people; the database must be registered as well.</summary>
public static class PeopleActsRegistration
{
    public static IServiceCollection AddPeopleActs(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PeopleActs>();
        services.TryAddSingleton<NamingActs>();
        services.TryAddSingleton<MergeActs>();
        services.TryAddSingleton<SplitActs>();
        services.TryAddSingleton<FaceActs>();
        services.TryAddSingleton<DrawnFaceActs>();
        services.TryAddSingleton<RuleActs>();
        services.TryAddSingleton<SuggestionAnswers>();
        services.TryAddSingleton<SplitProposals>();
        return services;
    }
}
