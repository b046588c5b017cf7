using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Api.People;
using Recognize.Models.Accounts;
using Recognize.Models.Jobs;
using Recognize.Models.People.Reclustering;

namespace Recognize.Api.Reclustering;

/// <summary>Full reclusters: asked for here, computed by a worker, looked at and applied here.</summary>
internal static class ReclusterEndpoints
{
    private const string User = "Whose faces, for admins; by default the caller's.";

    public static void AddReclusterApi(this IServiceCollection services)
    {
        services.AddReclustering();
        services.AddScoped<ReclusterScope>();
        services.AddScoped<ReclusterFaces>();
    }

    public static void MapReclusters(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/reclusters").WithTags("Reclusters").AddEndpointFilter<ActRefusalFilter>();
        var read = group.MapGroup("/").RequireScope(TokenScopes.PeopleRead).ProducesProblem(StatusCodes.Status404NotFound);
        var write = group.MapGroup("/").RequireScope(TokenScopes.PeopleWrite)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

        write.MapPost("/", RequestAsync)
            .WithName("RequestRecluster")
            .WithSummary("Asks for a preview of all faces grouped anew; nothing is changed.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        read.MapGet("/", ListAsync)
            .WithName("ListReclusters")
            .WithSummary("The latest reclusters, the newest first.");
        read.MapGet("/{id:guid}", GetAsync)
            .WithName("GetRecluster")
            .WithSummary("State, progress and figures of one.");
        read.MapGet("/{id:guid}/people", ListPeopleAsync)
            .WithName("ListReclusterPeople")
            .WithSummary("The people that would change, the greatest change first, with example faces.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        read.MapGet("/{id:guid}/conflicts", ListConflictsAsync)
            .WithName("ListReclusterConflicts")
            .WithSummary("What only a user can decide.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        write.MapPost("/{id:guid}/apply", ApplyAsync)
            .WithName("ApplyRecluster")
            .WithSummary("Makes a preview real, as one act; what changed meanwhile is left alone.");
        write.MapPost("/{id:guid}/undo", UndoAsync)
            .WithName("UndoRecluster")
            .WithSummary("Takes an applied recluster back: everything is as it was before.");
        write.MapDelete("/{id:guid}", CancelAsync)
            .WithName("CancelRecluster")
            .WithSummary("Stops a recluster that is under way, within seconds, or throws a preview away.");
    }

    private static async Task<Ok<ReclusterResponse>> RequestAsync(
        [FromBody] ReclusterRequest request,
        ReclusterScope scope,
        ReclusterRuns runs,
        JobRequests jobs,
        CancellationToken cancellationToken,
        [FromQuery, Description(User)] string? user = null)
    {
        var owner = await scope.OwnerAsync(user, cancellationToken);
        var current = await runs.SettingsAsync(owner, cancellationToken);
        var settings = new ReclusterSettings(
            request.Threshold ?? current.Threshold,
            request.MinimumSize ?? current.MinimumSize,
            request.MinimumQuality ?? current.MinimumQuality);
        var run = await runs.RequestAsync(owner, scope.Actor, settings, cancellationToken);
        await jobs.RequestAsync(
            new JobRequest(JobKinds.Recluster, null, null, "", scope.Actor.Name, JobPriorities.Asked), cancellationToken);
        return TypedResults.Ok(run.ToResponse());
    }

    private static async Task<Ok<ReclusterListResponse>> ListAsync(
        ReclusterScope scope,
        ReclusterRuns runs,
        CancellationToken cancellationToken,
        [FromQuery, Description(User)] string? user = null)
    {
        var found = await runs.ListAsync(await scope.OwnerAsync(user, cancellationToken), cancellationToken);
        return TypedResults.Ok(new ReclusterListResponse([.. found.Select(run => run.ToResponse())]));
    }

    private static async Task<Ok<ReclusterResponse>> GetAsync(
        Guid id, ReclusterScope scope, CancellationToken cancellationToken, [FromQuery, Description(User)] string? user = null) =>
        TypedResults.Ok((await scope.RunAsync(user, id, cancellationToken)).ToResponse());

    private static async Task<Results<Ok<Page<ReclusterPersonResponse>>, ProblemHttpResult>> ListPeopleAsync(
        Guid id,
        [AsParameters] PageQuery page,
        ReclusterScope scope,
        ReclusterPreview preview,
        ReclusterFaces faces,
        CancellationToken cancellationToken,
        [FromQuery, Description("Only people to whom this happens.")] NameOf<ReclusterChangeKinds>? change = null,
        [FromQuery, Description(User)] string? user = null)
    {
        if (page.Read<ReclusterKey>(out var after) is { } problem)
            return problem;
        var run = await scope.RunAsync(user, id, cancellationToken);
        var rows = await preview.ChangesAsync(
            run.OwnerId, id, change?.Value ?? ReclusterChangeKinds.None, after?.Number ?? -1, page.Size + 1, cancellationToken);
        var cut = page.Cut(rows, row => new ReclusterKey(row.Number));
        return TypedResults.Ok(new Page<ReclusterPersonResponse>(await faces.DescribeAsync(cut.Items, cancellationToken), cut.Next));
    }

    private static async Task<Results<Ok<Page<ReclusterConflictResponse>>, ProblemHttpResult>> ListConflictsAsync(
        Guid id,
        [AsParameters] PageQuery page,
        ReclusterScope scope,
        ReclusterPreview preview,
        ReclusterFaces faces,
        CancellationToken cancellationToken,
        [FromQuery, Description(User)] string? user = null)
    {
        if (page.Read<ReclusterKey>(out var after) is { } problem)
            return problem;
        var run = await scope.RunAsync(user, id, cancellationToken);
        var rows = await preview.ConflictsAsync(run.OwnerId, id, after?.Number ?? -1, page.Size + 1, cancellationToken);
        var cut = page.Cut(rows, row => new ReclusterKey(row.Number));
        return TypedResults.Ok(new Page<ReclusterConflictResponse>(await faces.DescribeAsync(cut.Items, cancellationToken), cut.Next));
    }

    private static async Task<Ok<ReclusterResponse>> ApplyAsync(
        Guid id, ReclusterScope scope, ReclusterApplication application, CancellationToken cancellationToken,
        [FromQuery, Description(User)] string? user = null)
    {
        var run = await scope.RunAsync(user, id, cancellationToken);
        return TypedResults.Ok((await application.ApplyAsync(run.OwnerId, scope.Actor, id, cancellationToken)).ToResponse());
    }

    private static async Task<Ok<ReclusterResponse>> UndoAsync(
        Guid id, ReclusterScope scope, ReclusterApplication application, CancellationToken cancellationToken,
        [FromQuery, Description(User)] string? user = null)
    {
        var run = await scope.RunAsync(user, id, cancellationToken);
        return TypedResults.Ok((await application.UndoAsync(run.OwnerId, scope.Actor, id, cancellationToken)).ToResponse());
    }

    private static async Task<Ok<ReclusterResponse>> CancelAsync(
        Guid id, ReclusterScope scope, ReclusterRuns runs, CancellationToken cancellationToken,
        [FromQuery, Description(User)] string? user = null)
    {
        var run = await scope.RunAsync(user, id, cancellationToken);
        await runs.CancelAsync(run.OwnerId, id, cancellationToken);
        return TypedResults.Ok((await scope.RunAsync(user, id, cancellationToken)).ToResponse());
    }
}
