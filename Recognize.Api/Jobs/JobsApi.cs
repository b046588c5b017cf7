using Recognize.Models.Exports;
using Recognize.Models.Jobs;
using Recognize.Models.Library;

namespace Recognize.Api.Jobs;

internal static class JobsApi
{
    /// <summary>Asking for jobs and pausing them.</summary>
    public static IServiceCollection AddJobsApi(this IServiceCollection services) => services
        .AddSingleton<JobRequests>()
        .AddSingleton<WorkPauses>()
        .AddSingleton<CoveredExports>()
        .AddSingleton<WorkLimitsStore>()
        .AddSingleton<LedgerCounts>()
        .AddSingleton<WorkRates>()
        .AddSingleton<AnalysisRequests>()
        .AddScoped<JobScope>()
        .AddScoped<JobStatus>()
        .AddSingleton<FailureGroups>()
        .AddScoped<SystemFigures>();
}
