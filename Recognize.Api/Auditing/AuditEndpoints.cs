using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Models.Accounts;

namespace Recognize.Api.Auditing;

/// <summary>Reading the audit log. Nothing here, or anywhere, changes it.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder routes) => routes
        .MapGroup("/api/audit")
        .WithTags("Audit")
        .RequireScope(TokenScopes.AuditRead)
        .MapGet("/", ListAsync)
        .WithName("ListAudit")
        .WithSummary("The audit log, the latest entry first: what the caller did or was done to; for admins all of it.")
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<Page<AuditResponse>>, ProblemHttpResult>> ListAsync(
        [FromQuery, Description("Only what this user did or was done to.")] Guid? user,
        [FromQuery, Description("Only one action, such as token.made, or one kind, such as token.")] string? action,
        [FromQuery, Description("Only since then.")] DateTimeOffset? from,
        [FromQuery, Description("Only before then.")] DateTimeOffset? to,
        [AsParameters] PageQuery page, AuditScope scope, CancellationToken cancellationToken)
    {
        if (page.Read<AuditKey>(out var after) is { } problem)
            return problem;
        var entries = scope.Entries;
        if (user is not null)
            entries = entries.Where(entry => entry.ActorId == user || entry.AboutId == user);
        if (action is not null)
        {
            var kind = action + ".";
            entries = entries.Where(entry => entry.Action == action || entry.Action.StartsWith(kind));
        }
        if (from?.ToUniversalTime() is { } since)
            entries = entries.Where(entry => entry.At >= since);
        if (to?.ToUniversalTime() is { } until)
            entries = entries.Where(entry => entry.At < until);
        if (after is not null)
        {
            entries = entries.Where(entry => entry.At < after.At || (entry.At == after.At && entry.Id < after.Id));
        }
        var rows = await entries.OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id)
            .Take(page.Size + 1).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, entry => new AuditKey(entry.At, entry.Id));
        return TypedResults.Ok(new Page<AuditResponse>(
            [.. cut.Items.Select(entry => AuditResponse.Of(entry, scope))], cut.Next));
    }

    private sealed record AuditKey(DateTimeOffset At, Guid Id);
}
