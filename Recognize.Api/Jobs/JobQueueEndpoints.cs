using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Models.Accounts;
using Recognize.Models.Jobs;

namespace Recognize.Api.Jobs;

/// <summary>Asking for coarse jobs, watching, cancelling and pausing them.</summary>
internal static class JobQueueEndpoints
{
    private static readonly TimeSpan ShownFor = TimeSpan.FromHours(1);
    private static readonly string[] UserKinds =
        [JobKinds.Scan, JobKinds.Analyse, JobKinds.Group, JobKinds.Contacts, JobKinds.Export];
    private static readonly string[] AdminKinds = [JobKinds.Thumbnails, JobKinds.CleanUp];

    public static void MapJobQueue(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/api/jobs").WithTags("Jobs").RequireScope(TokenScopes.JobsRead);
        read.MapGet("/queue", ListAsync)
            .WithName("ListJobs").WithSummary("Lists jobs, the latest request first.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        read.MapGet("/pauses", ListPausesAsync)
            .WithName("ListPauses").WithSummary("What is paused: the caller's work, and everybody's; for admins that of each user, too.");
        read.MapGet("/workers", ListWorkersAsync).RequireAdmin()
            .WithName("ListWorkers").WithSummary("The workers of the last hour, and what they do.");

        var write = routes.MapGroup("/api/jobs").WithTags("Jobs").RequireScope(TokenScopes.JobsWrite);
        write.MapPost("/queue", RequestAsync)
            .WithName("RequestJob").WithSummary("Asks for work; work that waits already is not queued twice.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        write.MapDelete("/queue/{id:guid}", CancelAsync)
            .WithName("CancelJob").WithSummary("Cancels a job that waits, or stops one that runs, within seconds.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        write.MapPut("/pauses", PauseAsync)
            .WithName("PauseWork").WithSummary("Pauses work; what is under way is finished.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
        write.MapDelete("/pauses", ResumeAsync)
            .WithName("ResumeWork").WithSummary("Ends a pause.")
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<Page<JobResponse>>, ProblemHttpResult>> ListAsync(
        [FromQuery, Description("Only one kind.")] string? kind,
        [FromQuery, Description("Only one state: queued, running, succeeded, failed, interrupted or cancelled.")]
        NameOf<JobState>? state,
        [AsParameters] PageQuery page, JobScope scope, CancellationToken cancellationToken)
    {
        if (page.Read<JobKey>(out var after) is { } problem)
            return problem;
        var jobs = scope.Jobs;
        if (kind is not null)
            jobs = jobs.Where(job => job.Kind == kind);
        if (state?.Value is { } only)
            jobs = jobs.Where(job => job.State == only);
        if (after is not null)
        {
            jobs = jobs.Where(job => job.RequestedAt < after.RequestedAt
                || (job.RequestedAt == after.RequestedAt && job.Id < after.Id));
        }
        var rows = await jobs.OrderByDescending(job => job.RequestedAt).ThenByDescending(job => job.Id)
            .Take(page.Size + 1).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, job => new JobKey(job.RequestedAt, job.Id));
        return TypedResults.Ok(new Page<JobResponse>([.. cut.Items.Select(JobResponse.Of)], cut.Next));
    }

    private static async Task<Results<Ok<RequestedJobs>, ProblemHttpResult>> RequestAsync(
        [FromBody] RequestJob request, JobScope scope, JobRequests jobs, CancellationToken cancellationToken)
    {
        if (!UserKinds.Contains(request.Kind) && !AdminKinds.Contains(request.Kind))
            return Problems.BadRequest("bad-kind", $"kind must be one of: {string.Join(", ", [.. UserKinds, .. AdminKinds])}.");
        if (AdminKinds.Contains(request.Kind))
        {
            return scope.IsAdmin
                ? TypedResults.Ok(new RequestedJobs([await AskAsync(null, null, "")]))
                : AdminGate.Refusal();
        }
        if (request.Kind is not (JobKinds.Scan or JobKinds.Analyse))
            return TypedResults.Ok(new RequestedJobs([await AskAsync(scope.UserId, null, "")]));

        if (request.Path is not null && request.LibraryId is null)
            return Problems.BadRequest("bad-request", "A path needs the library it lies in.");
        var libraries = await scope.LibrariesAsync(request.LibraryId, cancellationToken);
        if (libraries.Count == 0 && request.LibraryId is not null)
            return Problems.NotFound("library");
        var ids = new List<Guid>();
        foreach (var library in libraries)
            ids.Add(await AskAsync(scope.UserId, library.Id, request.Path ?? ""));
        return TypedResults.Ok(new RequestedJobs(ids));

        Task<Guid> AskAsync(Guid? owner, Guid? library, string subject) => jobs.RequestAsync(
            new JobRequest(request.Kind, owner, library, subject, scope.UserName, JobPriorities.Asked), cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> CancelAsync(
        Guid id, JobScope scope, JobRequests jobs, CancellationToken cancellationToken)
    {
        if (!await scope.Jobs.AnyAsync(job => job.Id == id, cancellationToken))
            return Problems.NotFound("job");
        return await jobs.CancelAsync(id, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.Of(StatusCodes.Status409Conflict, "ended", "The job has ended already.");
    }

    private static async Task<Ok<IReadOnlyList<PauseResponse>>> ListPausesAsync(
        JobScope scope, WorkPauses pauses, CancellationToken cancellationToken)
    {
        var users = await scope.UserNamesAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<PauseResponse>>(
        [
            .. (await pauses.ListAsync(cancellationToken))
                .Where(pause => pause.OwnerId is not { } owner || users.ContainsKey(owner))
                .Select(pause => new PauseResponse(
                    pause.Kind, pause.OwnerId is null, pause.OwnerId,
                    pause.OwnerId is { } owner ? users[owner] : null, pause.PausedBy, pause.PausedAt)),
        ]);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> PauseAsync(
        [FromBody] PauseRequest request, HttpContext context, JobScope scope, WorkPauses pauses, CancellationToken cancellationToken)
    {
        if (request.Kind is not null && !WorkPauses.Kinds.Contains(request.Kind))
            return Problems.BadRequest("bad-kind", $"kind must be one of: {string.Join(", ", WorkPauses.Kinds)}.");
        if (await RefuseAsync(request.Everybody, request.UserId, scope, cancellationToken) is { } refusal)
            return refusal;
        await pauses.PauseAsync(
            request.Kind, request.Everybody ? null : request.UserId ?? scope.UserId, context.Actor(), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ResumeAsync(
        [FromQuery, Description("As it was paused.")] string? kind,
        [FromQuery, Description("As it was paused.")] bool? everybody,
        [FromQuery, Description("As it was paused.")] Guid? userId,
        HttpContext context, JobScope scope, WorkPauses pauses, CancellationToken cancellationToken)
    {
        if (await RefuseAsync(everybody == true, userId, scope, cancellationToken) is { } refusal)
            return refusal;
        await pauses.ResumeAsync(kind, everybody == true ? null : userId ?? scope.UserId, context.Actor(), cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Only admins say something about everybody's work, or another user's; to others other users do not exist.</summary>
    private static async Task<ProblemHttpResult?> RefuseAsync(
        bool everybody, Guid? userId, JobScope scope, CancellationToken cancellationToken)
    {
        if (everybody && !scope.IsAdmin)
            return AdminGate.Refusal();
        return userId is { } user && !(await scope.UserNamesAsync(cancellationToken)).ContainsKey(user)
            ? Problems.NotFound("user")
            : null;
    }

    private static async Task<Ok<IReadOnlyList<WorkerResponse>>> ListWorkersAsync(
        JobScope scope, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var workers = await scope.WorkersAsync(now - ShownFor, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<WorkerResponse>>(
        [
            .. workers.Select(worker => new WorkerResponse(
                worker.Id, worker.Name, worker.Version, JsonElement.Parse(worker.Packs), worker.Cores, worker.Threads,
                worker.Status != WorkerStatus.Stopped && worker.SeenAt < now - WorkerRecord.LostAfter
                    ? "lost"
                    : JsonNamingPolicy.CamelCase.ConvertName(worker.Status.ToString()),
                worker.StatusReason, worker.ResidentMib, worker.StartedAt, worker.SeenAt)),
        ]);
    }

    private sealed record JobKey(DateTimeOffset RequestedAt, Guid Id);
}
