using Microsoft.EntityFrameworkCore;
using Recognize.Models.Library;
using Recognize.Models.Persistence;
using Recognize.Worker.Scanning;

namespace Recognize.Worker.Jobs;

/// <summary>Writes down every run of a coarse job, so that owners see what was done and why something failed.</summary>
internal sealed class JobJournal(IDbContextFactory<RecognizeDbContext> databases, TimeProvider clock)
{
    /// <summary>Runs a job under a journal entry.</summary>
    /// <param name="kind"><c>scan</c>, <c>group</c> or <c>purge</c>.</param>
    /// <param name="ownerId">Whose work it is, if anybody's.</param>
    /// <param name="libraryId">The library it is about, if any.</param>
    /// <param name="job">The work; returns its counts as a JSON object.</param>
    /// <param name="cancellationToken">Stops the work, which is then recorded as interrupted.</param>
    public async Task RunAsync(
        string kind, Guid? ownerId, Guid? libraryId, Func<CancellationToken, Task<string>> job,
        CancellationToken cancellationToken)
    {
        var run = new JobRun
        {
            Kind = kind, OwnerId = ownerId, LibraryId = libraryId, State = JobState.Running,
            StartedAt = clock.GetUtcNow(),
        };
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
        {
            database.JobRuns.Add(run);
            await database.SaveChangesAsync(cancellationToken);
        }
        try
        {
            run.Summary = await job(cancellationToken);
            run.State = JobState.Succeeded;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            run.State = JobState.Interrupted;
            throw;
        }
        catch (Exception failure)
        {
            run.State = JobState.Failed;
            // Shown to the owner: messages of other exceptions may hold paths.
            run.Error = failure is LibrarySuspendedException
                ? failure.Message
                : $"An internal error ({failure.GetType().Name}); the log has more.";
            throw;
        }
        finally
        {
            run.FinishedAt = clock.GetUtcNow();
            await using var database = await databases.CreateDbContextAsync(CancellationToken.None);
            database.JobRuns.Update(run);
            await database.SaveChangesAsync(CancellationToken.None);
        }
    }

    /// <summary>Closes entries that a dead process left open: nothing of that kind can run any more.</summary>
    public async Task CloseAbandonedAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var abandonedBefore = clock.GetUtcNow() - TimeSpan.FromHours(24);
        await database.JobRuns
            .Where(run => run.State == JobState.Running && run.StartedAt < abandonedBefore)
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(run => run.State, JobState.Interrupted)
                    .SetProperty(run => run.FinishedAt, clock.GetUtcNow()),
                cancellationToken);
    }
}
