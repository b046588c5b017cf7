using Microsoft.AspNetCore.Http.HttpResults;
using Recognize.Api.Accounts;
using Recognize.Models.Accounts;

namespace Recognize.Api.Jobs;

/// <summary>Progress, failures and recent runs.</summary>
internal static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder routes) => routes
        .MapGroup("/api/jobs")
        .WithTags("Jobs")
        .RequireScope(TokenScopes.JobsRead)
        .MapGet("/", GetAsync)
        .WithName("GetJobs")
        .WithSummary("How the analysis stands: counts, rate, time left, the latest failures and runs.");

    private static async Task<Ok<JobsResponse>> GetAsync(JobStatus status, CancellationToken cancellationToken) =>
        TypedResults.Ok(await status.ReadAsync(cancellationToken));
}
