using System.Text.Json;
using Recognize.Models.Jobs;
using Recognize.Worker.Contacts;

namespace Recognize.Worker.Jobs.Handlers;

/// <summary>Reads a user's contacts and finds them among people.</summary>
internal sealed class ContactsHandler(ContactWork work) : IJobHandler
{
    public string Kind => JobKinds.Contacts;

    public bool IsHeavy => false;

    public bool HeedsLimits => true;

    public bool IsPossible => true;

    public async Task<string> RunAsync(JobInHand job, CancellationToken cancellationToken) =>
        await work.RunAsync(job.RequireOwner(), cancellationToken) is { } summary
            ? JsonSerializer.Serialize(summary, JsonSerializerOptions.Web)
            : "{}";
}
