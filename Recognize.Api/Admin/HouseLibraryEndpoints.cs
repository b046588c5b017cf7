using Microsoft.AspNetCore.Http.HttpResults;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Models.Accounts;

namespace Recognize.Api.Admin;

/// <summary>Everybody's libraries, for admins.</summary>
internal static class HouseLibraryEndpoints
{
    public static void MapHouseLibraries(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/admin/libraries").WithTags("Administration")
            .RequireScope(TokenScopes.Admin).RequireAdmin();
        group.MapGet("/", ListAsync)
            .WithName("ListHouseLibraries").WithSummary("Everybody's libraries: their folders and how they fare, not what is in them.");
        group.MapPost("/{id:guid}/scan", ScanAsync)
            .WithName("ScanHouseLibrary").WithSummary("Has a library of anybody compared with the disk.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<IReadOnlyList<HouseLibraryResponse>>> ListAsync(
        HouseLibraries libraries, CancellationToken cancellationToken) =>
        TypedResults.Ok(await libraries.ListAsync(cancellationToken));

    private static async Task<Results<Ok<AskedScan>, ProblemHttpResult>> ScanAsync(
        Guid id, HttpContext context, HouseLibraries libraries, CancellationToken cancellationToken) =>
        await libraries.ScanAsync(id, context.Actor().Name, cancellationToken) is { } job
            ? TypedResults.Ok(new AskedScan(job))
            : Problems.NotFound("library");
}
