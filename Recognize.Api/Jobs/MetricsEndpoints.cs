using Microsoft.AspNetCore.Http.HttpResults;
using Recognize.Api.Accounts;
using Recognize.Models.Accounts;

namespace Recognize.Api.Jobs;

/// <summary>Figures for whoever watches the machine.</summary>
internal static class MetricsEndpoints
{
    public static void MapMetrics(this IEndpointRouteBuilder routes) => routes
        .MapGet("/metrics", GetAsync)
        .WithTags("Jobs")
        .RequireScope(TokenScopes.JobsRead)
        .RequireAdmin()
        .WithName("GetMetrics")
        .WithSummary("The whole system in figures, as Prometheus reads them; give it an admin's token.")
        .Produces<string>(StatusCodes.Status200OK, "text/plain");

    private static async Task<ContentHttpResult> GetAsync(SystemFigures figures, CancellationToken cancellationToken) =>
        TypedResults.Content(await figures.ReadAsync(cancellationToken), SystemFigures.ContentType);
}
