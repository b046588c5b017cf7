using Microsoft.EntityFrameworkCore;
using Quartz;
using Recognize.Models.People;
using Recognize.Models.Persistence;
using Recognize.Worker.Analysis;

namespace Recognize.Worker.Jobs;

/// <summary>Groups the new faces of every user who has some, described drawn ones among them, after a switch of face models where one is due.</summary>
[DisallowConcurrentExecution]
internal sealed class GroupFacesJob(
    IDbContextFactory<RecognizeDbContext> databases, LibraryWork work, Recognisers recognisers,
    TimeProvider clock) : IJob
{
    public static readonly JobKey Key = new("group-faces");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (recognisers.Faces is not { } recogniser)
            return;
        await work.SwitchFacesAsync(cancellationToken);
        var now = clock.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var owners = await database.Faces
            .Where(face => ((face.GroupedAt == null && face.PersonId == null && face.IgnoredAs == null
                        && face.PackVersion == recogniser.PackVersion)
                    || (face.Origin == FaceOrigin.Drawn && face.PackVersion == ""
                        && !database.FaceProblems.Any(problem => problem.FaceId == face.Id && problem.RetryAt > now)))
                && database.Media.Any(item => item.Id == face.MediaId && item.RemovedAt == null))
            .Select(face => face.OwnerId).Distinct().Order().ToListAsync(cancellationToken);
        foreach (var ownerId in owners)
            await work.GroupAsync(ownerId, cancellationToken);
    }
}
