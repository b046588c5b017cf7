using Microsoft.EntityFrameworkCore;
using Quartz;
using Recognize.Models.Jobs;
using Recognize.Models.People;
using Recognize.Models.Persistence;
using Recognize.Worker.Contacts;

namespace Recognize.Worker.Jobs;

/// <summary>
/// Asks for what became due without anybody's asking: new faces to group, questions to find anew, contacts to read and match, reclusters whose
/// request was lost. It only asks; the same work asked for twice is done once.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class RequestDueJob(
    IDbContextFactory<RecognizeDbContext> databases, LibraryWork work, ContactWork contacts, ReclusterWork reclusters,
    JobRequests requests, TimeProvider clock) : IJob
{
    public static readonly JobKey Key = new("request-due");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        foreach (var ownerId in await OwnersToGroupAsync(cancellationToken))
            await RequestAsync(JobKinds.Group, ownerId, cancellationToken);
        foreach (var ownerId in await contacts.OwnersAsync(cancellationToken))
        {
            if (await contacts.IsDueAsync(ownerId, cancellationToken))
                await RequestAsync(JobKinds.Contacts, ownerId, cancellationToken);
        }
        if (await reclusters.IsDueAsync(cancellationToken))
            await RequestAsync(JobKinds.Recluster, null, cancellationToken);
    }

    private Task<Guid> RequestAsync(string kind, Guid? ownerId, CancellationToken cancellationToken) =>
        requests.RequestAsync(new JobRequest(kind, ownerId, null, "", "schedule"), cancellationToken);

    private async Task<IReadOnlyList<Guid>> OwnersToGroupAsync(CancellationToken cancellationToken)
    {
        if (work.FaceVersion is not { } version)
            return [];
        var now = clock.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var owners = await database.Faces
            .Where(face => ((face.GroupedAt == null && face.PersonId == null && face.IgnoredAs == null
                        && face.PackVersion == version)
                    || (face.Origin == FaceOrigin.Drawn && face.PackVersion == ""
                        && !database.FaceProblems.Any(problem => problem.FaceId == face.Id && problem.RetryAt > now)))
                && database.Media.Any(item => item.Id == face.MediaId && item.RemovedAt == null))
            .Select(face => face.OwnerId).Distinct().ToListAsync(cancellationToken);
        return
        [
            .. owners.Union(await work.OwnersToSwitchAsync(cancellationToken))
                .Union(await work.OwnersToAskAsync(cancellationToken)).Order(),
        ];
    }
}
