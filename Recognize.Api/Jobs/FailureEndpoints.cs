using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Models.Accounts;
using Recognize.Models.Library;

namespace Recognize.Api.Jobs;

/// <summary>What could not be done, and having it done again.</summary>
internal static class FailureEndpoints
{
    public static void MapFailures(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/api/jobs").WithTags("Jobs").RequireScope(TokenScopes.JobsRead)
            .MapGet("/failures", ListAsync)
            .WithName("ListFailures").WithSummary("Lists files that could not be analysed, with the reason and what to do about it.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapGroup("/api/jobs").WithTags("Jobs").RequireScope(TokenScopes.JobsRead)
            .MapGet("/failures/groups", ListGroupsAsync)
            .WithName("ListFailureGroups").WithSummary("Failures by what failed and why, the most frequent first, without the files.");
        routes.MapGroup("/api/jobs").WithTags("Jobs").RequireScope(TokenScopes.JobsWrite)
            .MapPost("/retry", RetryAsync)
            .WithName("RetryFailures").WithSummary("Has failed tasks tried again, all or of one kind.")
            .ProducesProblem(StatusCodes.Status403Forbidden);
        routes.MapGroup("/api/media").WithTags("Jobs").RequireScope(TokenScopes.JobsWrite)
            .MapPost("/{id:guid}/analyse", AnalyseAsync)
            .WithName("AnalyseMedia").WithSummary("Has a file analysed anew, before others.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<Page<FailureResponse>>, ProblemHttpResult>> ListAsync(
        [FromQuery, Description("Only one task.")] NameOf<AnalysisTask>? task,
        [FromQuery, Description("Only one kind of failure: unreadable, transient or poison.")] NameOf<AnalysisErrorKind>? errorKind,
        [FromQuery, Description("Only failures for this reason, word by word.")] string? reason,
        [AsParameters] PageQuery page, OwnerScope scope, CancellationToken cancellationToken)
    {
        if (page.Read<FailureKey>(out var after) is { } problem)
            return problem;
        var failed = scope.Analysis
            .Where(entry => entry.State == AnalysisState.Failed || entry.State == AnalysisState.Quarantined);
        if (task?.Value is { } onlyTask)
            failed = failed.Where(entry => entry.Task == onlyTask);
        if (errorKind?.Value is { } onlyKind)
            failed = failed.Where(entry => entry.ErrorKind == onlyKind);
        if (reason is not null)
            failed = failed.Where(entry => entry.Reason == reason);
        if (after is not null)
        {
            failed = failed.Where(entry => entry.MediaId > after.MediaId
                || (entry.MediaId == after.MediaId && entry.Task > after.Task));
        }
        var rows = await failed
            .Join(scope.Media, entry => entry.MediaId, item => item.Id, (entry, item) => new { entry, item.RelativePath })
            .OrderBy(row => row.entry.MediaId).ThenBy(row => row.entry.Task)
            .Take(page.Size + 1).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, row => new FailureKey(row.entry.MediaId, row.entry.Task));
        return TypedResults.Ok(new Page<FailureResponse>(
            [.. cut.Items.Select(row => FailureResponse.Of(row.entry, row.RelativePath))],
            cut.Next));
    }

    private static async Task<Results<Ok<IReadOnlyList<FailureGroupResponse>>, ProblemHttpResult>> ListGroupsAsync(
        JobScope scope, FailureGroups groups, CancellationToken cancellationToken,
        [FromQuery, Description("Everybody's, not only the caller's; admins only.")] bool everybody = false) =>
        everybody && !scope.IsAdmin
            ? AdminGate.Refusal()
            : TypedResults.Ok(await groups.ReadAsync(everybody ? null : scope.UserId, cancellationToken));

    private static async Task<Results<Ok<DueResponse>, ProblemHttpResult>> RetryAsync(
        [FromBody] RetryRequest request, HttpContext context, JobScope scope, AnalysisRequests requests,
        CancellationToken cancellationToken)
    {
        if (request.Everybody && !scope.IsAdmin)
            return AdminGate.Refusal();
        var selection = new RetrySelection
        {
            OwnerId = request.Everybody ? null : scope.UserId, Task = request.Task, ErrorKind = request.ErrorKind,
        };
        return TypedResults.Ok(new DueResponse(await requests.RetryFailedAsync(selection, context.Actor(), cancellationToken)));
    }

    private static async Task<Results<Ok<DueResponse>, ProblemHttpResult>> AnalyseAsync(
        Guid id, [FromBody] AnalyseRequest request, JobScope jobs, OwnerScope scope, AnalysisRequests requests,
        CancellationToken cancellationToken)
    {
        if (!await scope.Media.AnyAsync(item => item.Id == id, cancellationToken))
            return Problems.NotFound("file");
        return TypedResults.Ok(new DueResponse(await requests.ReanalyseAsync(
            jobs.UserId, [id], request.Tasks, AnalysisPriorities.LookedAt, cancellationToken)));
    }

    private sealed record FailureKey(Guid MediaId, AnalysisTask Task);
}
