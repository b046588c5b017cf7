using Recognize.Api.Http;
using Recognize.Models.People.Acts;

namespace Recognize.Api.Contacts;

/// <summary>Answers a refused act as the problem it is.</summary>
internal sealed class ContactRefusals : IEndpointFilter
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
            return Problems.Of(status, code, refused.Message);
        }
    }
}
