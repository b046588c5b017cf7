using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Recognize.Api.Http;

/// <summary>
/// The errors of the API. Each has a stable <c>code</c> for programs and a sentence for people; none ever holds a
/// path, a stack trace or another user's data.
/// </summary>
internal static class Problems
{
    public const string CodeExtension = "code";

    public static ProblemHttpResult Of(int status, string code, string title, string? detail = null) =>
        TypedResults.Problem(Details(status, code, title, detail));

    public static ProblemDetails Details(int status, string code, string title, string? detail = null) => new()
    {
        Status = status,
        Type = $"urn:recognize:problem:{code}",
        Title = title,
        Detail = detail,
        Extensions = { [CodeExtension] = code },
    };

    /// <summary>The same for what does not exist and for what belongs to somebody else.</summary>
    public static ProblemHttpResult NotFound(string what) =>
        Of(StatusCodes.Status404NotFound, "not-found", $"There is no such {what}.");

    public static ProblemHttpResult BadRequest(string code, string detail) =>
        Of(StatusCodes.Status400BadRequest, code, "The request cannot be understood.", detail);

    public static Task WriteAsync(HttpContext context, ProblemDetails problem)
    {
        context.Response.StatusCode = problem.Status ?? StatusCodes.Status500InternalServerError;
        return Results.Problem(problem).ExecuteAsync(context);
    }
}
