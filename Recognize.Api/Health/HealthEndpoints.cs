using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Recognize.Api.Hosting;
using Recognize.Api.Http;

namespace Recognize.Api.Health;

/// <summary>Whether the service can do its work. Open to everybody, so it says nothing but yes or no.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void MapHealth(this IEndpointRouteBuilder routes) => routes
        .MapGet("/healthz", GetAsync)
        .WithName("GetHealth")
        .WithSummary("Tells whether the service and its database work.")
        .WithTags("Health")
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .AllowAnonymous();

    private static async Task<Results<Ok<HealthResponse>, ProblemHttpResult>> GetAsync(
        NpgsqlDataSource database, SchemaCheck schema, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            await using var command = database.CreateCommand("select 1");
            await command.ExecuteScalarAsync(deadline.Token);
            if (await schema.FindProblemAsync(deadline.Token) is null)
                return TypedResults.Ok(new HealthResponse("healthy"));
        }
        catch (Exception exception) when (
            DatabaseTrouble.IsCauseOf(exception)
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Said by the answer below; the log has it from the requests that failed.
        }
        return Problems.Of(StatusCodes.Status503ServiceUnavailable, "unhealthy", "The service is not available right now.");
    }
}

internal sealed record HealthResponse(string Status);
