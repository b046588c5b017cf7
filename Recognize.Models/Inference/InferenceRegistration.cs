using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Recognize.Models.Inference;

/// <summary>Registers the one session pool that every recogniser runs its networks through.</summary>
public static class InferenceRegistration
{
    public static IServiceCollection AddInference(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<InferenceOptions>()
            .Configure(options => InferenceOptions.Apply(MachineProfiles.Current, options))
            .Bind(configuration.GetSection(InferenceOptions.SectionName))
            .Validate(
                options => options.IntraOpThreads is >= 1 and <= 64,
                $"{InferenceOptions.SectionName}:{nameof(InferenceOptions.IntraOpThreads)} must be 1 to 64; "
                + "leave it out for 1, which is fastest for many photos.")
            .Validate(
                options => options.MaxConcurrentRuns is >= 0 and <= 256,
                $"{InferenceOptions.SectionName}:{nameof(InferenceOptions.MaxConcurrentRuns)} must be 0 to 256; "
                + "leave it out, or set 0, for one run on each processor.")
            .ValidateOnStart();
        services.TryAddSingleton(provider =>
            new OnnxSessionPool(provider.GetRequiredService<IOptions<InferenceOptions>>().Value));
        return services;
    }
}
