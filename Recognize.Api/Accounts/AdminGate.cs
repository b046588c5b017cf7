using Microsoft.AspNetCore.Http.HttpResults;
using Recognize.Api.Http;

namespace Recognize.Api.Accounts;

/// <summary>Marks an operation that only admins may use; the description says so.</summary>
internal sealed record AdminOnly;

internal static class AdminGate
{
    /// <summary>Refuses everybody but admins, whatever scopes their token has.</summary>
    public static TBuilder RequireAdmin<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder
            .AddEndpointFilter(async (context, next) =>
                context.HttpContext.User.IsAdmin() ? await next(context) : Refusal())
            .WithMetadata(new AdminOnly(), new ProducesResponseTypeMetadata(StatusCodes.Status403Forbidden));

    public static ProblemHttpResult Refusal() => Problems.Of(
        StatusCodes.Status403Forbidden, "admins-only", "Only an admin may do this.");
}
