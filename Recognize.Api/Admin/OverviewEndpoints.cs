using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Models.Accounts;

namespace Recognize.Api.Admin;

/// <summary>The whole house at a glance, for admins.</summary>
internal static class OverviewEndpoints
{
    public static void MapOverview(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/admin").WithTags("Administration").RequireScope(TokenScopes.Admin).RequireAdmin();
        group.MapGet("/overview", GetAsync)
            .WithName("GetOverview").WithSummary("How the whole house stands: counts, work, and what needs attention.");
        group.MapGet("/work", GetWorkAsync)
            .WithName("GetWorkOverTime").WithSummary("Files analysed over time, everybody's together.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/face-quality", GetQualityAsync)
            .WithName("GetFaceQuality").WithSummary("How many faces there are of each quality, with and without a person.");
    }

    private static async Task<Ok<OverviewResponse>> GetAsync(HouseFigures figures, CancellationToken cancellationToken) =>
        TypedResults.Ok(await figures.ReadAsync(cancellationToken));

    private static async Task<Ok<WorkChartResponse>> GetWorkAsync(
        HouseFigures figures, CancellationToken cancellationToken,
        [FromQuery, Description("The last hour, day (the default), week or month.")] NameOf<WorkPeriod>? period = null) =>
        TypedResults.Ok(await figures.WorkAsync(period?.Value ?? WorkPeriod.Day, cancellationToken));

    private static async Task<Ok<FaceQualityResponse>> GetQualityAsync(
        HouseFigures figures, CancellationToken cancellationToken) =>
        TypedResults.Ok(await figures.QualityAsync(cancellationToken));
}
