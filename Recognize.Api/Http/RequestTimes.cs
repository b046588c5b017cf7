using Microsoft.AspNetCore.Http.Timeouts;

namespace Recognize.Api.Http;

/// <summary>How long a request may take: one that hangs gives its database connection back. Streams say that they go on.</summary>
internal static class RequestTimes
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public static void AddApiTimeouts(this IServiceCollection services) => services.AddRequestTimeouts(options =>
        options.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = Longest,
            TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
            WriteTimeoutResponse = context => Problems.WriteAsync(context, Problems.Details(
                StatusCodes.Status504GatewayTimeout, "timeout", "It took too long.", "Try again, or ask for less.")),
        });
}
