using Recognize.Models.Jobs;

namespace Recognize.Api.Jobs;

internal static class JobsApi
{
    /// <summary>Asking for jobs and pausing them.</summary>
    public static IServiceCollection AddJobsApi(this IServiceCollection services) => services
        .AddSingleton<JobRequests>()
        .AddSingleton<WorkPauses>()
        .AddScoped<JobScope>()
        .AddScoped<JobStatus>()
        .AddScoped<SystemFigures>();
}
