using Recognize.Api.Accounts;
using Recognize.Models.Jobs;

namespace Recognize.Api.Contacts;

/// <summary>
/// Has a worker look at the caller's contacts at once after what gives it something to do, because somebody waits for
/// it: by itself it would look within half a minute.
/// </summary>
internal sealed class ContactWorkFilter(JobRequests jobs) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        var told = result is INestedHttpResult nested ? nested.Result : result;
        if (told is IStatusCodeHttpResult { StatusCode: < StatusCodes.Status300MultipleChoices })
        {
            var http = context.HttpContext;
            await jobs.RequestAsync(
                new JobRequest(JobKinds.Contacts, http.User.RequireUserId(), null, "", http.Actor().Name, JobPriorities.Asked),
                http.RequestAborted);
        }
        return result;
    }
}

internal static class ContactWorkFilterExtensions
{
    public static RouteHandlerBuilder HasContactsLookedAt(this RouteHandlerBuilder route) =>
        route.AddEndpointFilter<ContactWorkFilter>();
}
