using Microsoft.AspNetCore.Diagnostics;
using Recognize.Api.Hosting;
using Recognize.Models.Sealing;

namespace Recognize.Api.Http;

/// <summary>Answers exceptions: a malformed request, a database that is away, or a mistake of ours.</summary>
internal sealed class ExceptionProblems(ILogger<ExceptionProblems> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        switch (exception)
        {
            case OperationCanceledException when httpContext.RequestAborted.IsCancellationRequested:
                httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                return true;

            case BadHttpRequestException bad:
                await Problems.WriteAsync(httpContext, Problems.Details(
                    bad.StatusCode, "bad-request", "The request cannot be understood.", bad.Message));
                return true;

            case var _ when DatabaseTrouble.IsCauseOf(exception):
                await ProblemRegistration.WriteUnavailableAsync(
                    httpContext, "database-unavailable", "The database cannot be reached. Try again in a moment.");
                return true;

            case KeysUnavailableException unavailable:
                // The exception's own words name a file of the server.
                logger.RequestFailed(unavailable, RouteOf(httpContext));
                await Problems.WriteAsync(httpContext, Problems.Details(
                    StatusCodes.Status503ServiceUnavailable, "face-key-missing", KeysUnavailableException.ForUsers));
                return true;

            default:
                logger.RequestFailed(exception, RouteOf(httpContext));
                await Problems.WriteAsync(httpContext, Problems.Details(
                    StatusCodes.Status500InternalServerError, "internal", "Something went wrong. The log says what."));
                return true;
        }
    }

    // The pattern, never the address: ids and search terms stay out of the log.
    private static string RouteOf(HttpContext context)
    {
        var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint();
        return (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "an unknown route";
    }
}
