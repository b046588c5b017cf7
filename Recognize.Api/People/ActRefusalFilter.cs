using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Models.People.Acts;

namespace Recognize.Api.People;

/// <summary>
/// Answers a refused act as the problem it is: the sentence for people, a code for programs, what stands in the way, and
/// the current versions of the people among that.
/// </summary>
internal sealed class ActRefusalFilter(OwnerScope scope) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (ActRefusedException refused)
        {
            var problem = Problems.Details(
                refused.Refusal switch
                {
                    ActRefusal.NotFound => StatusCodes.Status404NotFound,
                    ActRefusal.Invalid => StatusCodes.Status400BadRequest,
                    _ => StatusCodes.Status409Conflict,
                },
                refused.Code, refused.Message);
            problem.Extensions["about"] = refused.About;
            problem.Extensions["people"] = await scope.People
                .Where(person => refused.About.Contains(person.Id))
                .OrderBy(person => person.Id)
                .Select(person => new PersonVersion(person.Id, person.Version))
                .ToListAsync(context.HttpContext.RequestAborted);
            return TypedResults.Problem(problem);
        }
    }
}
