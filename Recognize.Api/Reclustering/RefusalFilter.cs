using Recognize.Api.Http;
using Recognize.Models.People.Acts;

namespace Recognize.Api.Reclustering;

/// <summary>Answers a refusal as the problem it is; the message was written for the user.</summary>
internal sealed class RefusalFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (ActRefusedException refused)
        {
            var (status, code) = refused.Refusal switch
            {
                ActRefusal.NotFound => (StatusCodes.Status404NotFound, "not-found"),
                ActRefusal.Invalid => (StatusCodes.Status400BadRequest, "bad-request"),
                ActRefusal.Changed => (StatusCodes.Status409Conflict, "changed"),
                _ => (StatusCodes.Status409Conflict, "contradiction"),
            };
            var problem = Problems.Details(status, code, refused.Message);
            if (refused.About.Count > 0)
                problem.Extensions["about"] = refused.About;
            return TypedResults.Problem(problem);
        }
    }
}
