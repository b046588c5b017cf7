using System.ComponentModel;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Recognize.Api.Accounts;
using Recognize.Models.Accounts;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Recognize.Api.Jobs;

/// <summary>Progress as it happens.</summary>
internal static class JobEventEndpoints
{
    private const int MaxSeconds = 3600;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Shorter than proxies keep a silent connection.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    public static void MapJobEvents(this IEndpointRouteBuilder routes) => routes
        .MapGroup("/api/jobs")
        .WithTags("Jobs")
        .RequireScope(TokenScopes.JobsRead)
        .MapGet("/events", Watch)
        .WithMetadata(new DisableRequestTimeoutAttribute())
        .WithName("WatchJobs")
        .WithSummary("How the work stands, as server-sent events named `jobs`: at once, then whenever it changes.")
        .Produces<JobsResponse>(StatusCodes.Status200OK, "text/event-stream");

    private static ServerSentEventsResult<JobsResponse> Watch(
        JobStatus status, TimeProvider clock, IOptions<JsonOptions> json, CancellationToken cancellationToken,
        [FromQuery, Description("End after so many seconds, 1 to 3600; a browser connects again by itself.")] int? seconds = null) =>
        TypedResults.ServerSentEvents(StatesAsync(
            status, clock, json.Value.SerializerOptions, TimeSpan.FromSeconds(Math.Clamp(seconds ?? MaxSeconds, 1, MaxSeconds)),
            cancellationToken));

    private static async IAsyncEnumerable<SseItem<JobsResponse>> StatesAsync(
        JobStatus status, TimeProvider clock, JsonSerializerOptions json, TimeSpan longest,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (began, sent, last) = (clock.GetTimestamp(), clock.GetTimestamp(), "");
        while (true)
        {
            var now = await status.ReadAsync(cancellationToken);
            var text = JsonSerializer.Serialize(now, json);
            if (text != last || clock.GetElapsedTime(sent) > LongestSilence)
            {
                (last, sent) = (text, clock.GetTimestamp());
                yield return new SseItem<JobsResponse>(now, "jobs");
            }
            if (clock.GetElapsedTime(began) + Interval > longest)
                yield break;
            await Task.Delay(Interval, clock, cancellationToken);
        }
    }
}
