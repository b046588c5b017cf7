using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Models.Accounts;
using Recognize.Models.Jobs;

namespace Recognize.Api.Jobs;

/// <summary>What workers may use of their machines.</summary>
internal static class LimitEndpoints
{
    public static void MapLimits(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/api/jobs").WithTags("Jobs").RequireScope(TokenScopes.JobsRead)
            .MapGet("/limits", GetAsync).RequireAdmin()
            .WithName("GetLimits").WithSummary("The limits that admins have set; what is not set is not limited.");
        routes.MapGroup("/api/jobs").WithTags("Jobs").RequireScope(TokenScopes.JobsWrite)
            .MapPut("/limits", SetAsync).RequireAdmin()
            .WithName("SetLimits").WithSummary("Replaces the limits; running workers keep to them within ten seconds.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Ok<LimitsContract>> GetAsync(WorkLimitsStore limits, CancellationToken cancellationToken) =>
        TypedResults.Ok(LimitsContract.Of(await limits.ReadAsync(cancellationToken)));

    private static async Task<Results<Ok<LimitsContract>, ProblemHttpResult>> SetAsync(
        [FromBody] LimitsContract request, HttpContext context, WorkLimitsStore limits, CancellationToken cancellationToken)
    {
        try
        {
            var wanted = request.ToLimits();
            return TypedResults.Ok(LimitsContract.Of(
                await limits.ChangeAsync(_ => wanted, context.Actor(), cancellationToken)));
        }
        catch (FormatException wrong)
        {
            return Problems.BadRequest("bad-limits", wrong.Message);
        }
    }
}
