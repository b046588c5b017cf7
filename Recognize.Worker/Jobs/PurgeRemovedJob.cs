using Microsoft.EntityFrameworkCore;
using Quartz;
using Recognize.Models.Persistence;
using Recognize.Worker.Scanning;

namespace Recognize.Worker.Jobs;

/// <summary>Forgets files that have been gone for longer than removed files are remembered.</summary>
[DisallowConcurrentExecution]
internal sealed class PurgeRemovedJob(
    IDbContextFactory<RecognizeDbContext> databases, ScannerOptions options, JobJournal journal, TimeProvider clock) : IJob
{
    public static readonly JobKey Key = new("purge-removed");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await journal.RunAsync("purge", null, null, PurgeAsync, cancellationToken);

    /// <summary>Deletes the rows with all that hangs on them, and people of whom no face is left and who have no name.</summary>
    internal async Task<string> PurgeAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var removedBefore = clock.GetUtcNow() - options.KeepRemovedFor;
        var media = await database.Media
            .Where(item => item.RemovedAt < removedBefore).ExecuteDeleteAsync(cancellationToken);
        var people = await database.People
            .Where(person => person.Name == null && !database.Faces.Any(face => face.PersonId == person.Id))
            .ExecuteDeleteAsync(cancellationToken);
        await journal.CloseAbandonedAsync(cancellationToken);
        return $$"""{"media":{{media}},"people":{{people}}}""";
    }
}
