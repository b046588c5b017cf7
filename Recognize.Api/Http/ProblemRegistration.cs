using Recognize.Api.Hosting;

namespace Recognize.Api.Http;

/// <summary>Turns everything that goes wrong into problem details.</summary>
internal static class ProblemRegistration
{
    /// <summary>How long a client should wait while the database is away.</summary>
    private const string RetryAfterSeconds = "5";

    public static void AddApiProblems(this IServiceCollection services)
    {
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            context.ProblemDetails.Instance = null;
            // The server ends these before any endpoint is asked.
            if (context.ProblemDetails is { Status: StatusCodes.Status413PayloadTooLarge } tooLarge
                && tooLarge.Extensions.TryAdd(Problems.CodeExtension, "too-large"))
            {
                tooLarge.Type = "urn:recognize:problem:too-large";
                tooLarge.Title = "The request is too large: send less at once.";
            }
        });
        services.AddExceptionHandler<ExceptionProblems>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    public static void UseApiProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
    }

    /// <summary>Answers 503 while the schema does not fit: no query would mean what it says.</summary>
    public static void UseSchemaGate(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            var check = context.RequestServices.GetRequiredService<SchemaCheck>();
            if (await check.FindProblemAsync(context.RequestAborted) is { } problem)
            {
                await WriteUnavailableAsync(context, "schema-mismatch", problem);
                return;
            }
        }
        await next(context);
    });

    public static Task WriteUnavailableAsync(HttpContext context, string code, string detail)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Problems.WriteAsync(context, Problems.Details(
            StatusCodes.Status503ServiceUnavailable, code, "The service is not available right now.", detail));
    }
}
