using System.Text.Json;
using Quartz;
using Recognize.Worker.Contacts;

namespace Recognize.Worker.Jobs;

/// <summary>Reads and matches the contacts of every user who has some. Only runs that did something are journalled.</summary>
[DisallowConcurrentExecution]
internal sealed class ContactsJob(ContactWork work, JobJournal journal) : IJob
{
    public static readonly JobKey Key = new("contacts");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        foreach (var ownerId in await work.OwnersAsync(cancellationToken))
        {
            if (!await work.IsDueAsync(ownerId, cancellationToken))
                continue;
            await journal.RunAsync(
                "contacts", ownerId, null,
                async token => JsonSerializer.Serialize(await work.RunAsync(ownerId, token), JsonSerializerOptions.Web),
                cancellationToken);
        }
    }
}
