using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Recognize.Api.Accounts;
using Recognize.Api.Hosting;

namespace Recognize.Api.Http;

/// <summary>How much one caller may ask: a user, whatever session or token is used, or else an address.</summary>
internal static class RateLimits
{
    /// <summary>A page of many thumbnails is asked for at once.</summary>
    private const int BurstSeconds = 10;

    /// <summary>Strangers can sign in and look at the page; they need little.</summary>
    private const int StrangersShare = 10;

    /// <summary>Of one caller at the same time; more wait, so that others find a database connection free.</summary>
    private const int AtOnce = 64;

    private const int Waiting = 1_000;

    public static void AddApiRateLimits(this IServiceCollection services, TransportSettings settings) =>
        services.AddRateLimiter(options =>
        {
            options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                PartitionedRateLimiter.Create<HttpContext, string>(context => Bucket(context, settings.RequestRate)),
                PartitionedRateLimiter.Create<HttpContext, string>(context => IsHealth(context)
                    ? RateLimitPartition.GetNoLimiter("")
                    : RateLimitPartition.GetConcurrencyLimiter(KeyOf(context), _ => new ConcurrencyLimiterOptions
                    {
                        PermitLimit = AtOnce,
                        QueueLimit = Waiting,
                    })));
            options.OnRejected = RefuseAsync;
        });

    private static RateLimitPartition<string> Bucket(HttpContext context, int requestRate)
    {
        if (IsHealth(context))
            return RateLimitPartition.GetNoLimiter("");
        var isKnown = context.User.FindUserId() is not null;
        return RateLimitPartition.GetTokenBucketLimiter(KeyOf(context), _ =>
        {
            var rate = isKnown ? requestRate : Math.Max(1, requestRate / StrangersShare);
            return new TokenBucketRateLimiterOptions
            {
                TokensPerPeriod = rate,
                TokenLimit = rate * BurstSeconds,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            };
        });
    }

    private static bool IsHealth(HttpContext context) => context.Request.Path == "/healthz";

    private static string KeyOf(HttpContext context) => context.User.FindUserId() is { } user
        ? $"user {user}"
        : $"address {Caller.PlaceOf(context.Connection.RemoteIpAddress)}";

    private static async ValueTask RefuseAsync(OnRejectedContext refused, CancellationToken cancellationToken)
    {
        var wait = refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out var told) ? told : TimeSpan.FromSeconds(1);
        refused.HttpContext.Response.Headers.RetryAfter =
            ((int)Math.Max(1, Math.Ceiling(wait.TotalSeconds))).ToString(CultureInfo.InvariantCulture);
        await Problems.WriteAsync(refused.HttpContext, Problems.Details(
            StatusCodes.Status429TooManyRequests, "too-many-requests", "Too many requests.", "Ask more slowly."));
    }
}
