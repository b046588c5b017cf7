using Microsoft.EntityFrameworkCore;
using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Auditing;
using Recognize.Models.Exports;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Models.People.Reclustering;
using Recognize.Models.Persistence;
using Recognize.Worker.Analysis;
using Recognize.Worker.Scanning;

namespace Recognize.Worker.Jobs.Handlers;

/// <summary>Forgets what is remembered long enough: removed files, ended jobs, workers that are gone.</summary>
internal sealed class CleanUpHandler(
    IDbContextFactory<RecognizeDbContext> databases, NpgsqlDataSource connections, ScannerOptions options,
    RetentionOptions retention, KeptCounts counts, WorkRates rates, CoveredExports exports, TimeProvider clock) : IJobHandler
{
    private const int Batch = 1_000;

    public string Kind => JobKinds.CleanUp;

    public bool IsHeavy => false;

    public bool HeedsLimits => false;

    public bool IsPossible => true;

    public async Task<string> RunAsync(JobInHand job, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var media = await DeleteInBatchesAsync("media", "removed_at", now - options.KeepRemovedFor, cancellationToken);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var people = await database.People
            .Where(person => person.Name == null && !database.Faces.Any(face => face.PersonId == person.Id))
            .ExecuteDeleteAsync(cancellationToken);
        // A run in the foreground has no lease: one that is open for longer than any takes was left by a dead process.
        await database.JobRuns
            .Where(run => run.State == JobState.Running && run.LeaseOwner == null && run.StartedAt < now - TimeSpan.FromHours(24))
            .ExecuteUpdateAsync(
                update => update.SetProperty(run => run.State, JobState.Interrupted).SetProperty(run => run.FinishedAt, now),
                cancellationToken);
        var runs = await database.JobRuns
            .Where(run => run.FinishedAt < now - retention.KeepRunsFor).ExecuteDeleteAsync(cancellationToken);
        var workers = await database.Workers
            .Where(worker => worker.SeenAt < now - retention.KeepWorkersFor).ExecuteDeleteAsync(cancellationToken);
        var acts = await DeleteInBatchesAsync("person_acts", "made_at", now - retention.KeepActsFor, cancellationToken);
        var previewsBefore = now - retention.KeepPreviewsFor;
        var previews = await database.ReclusterRuns
            .Where(run => run.FinishedAt < previewsBefore && run.State != ReclusterState.Applied)
            .ExecuteDeleteAsync(cancellationToken);
        // What an applied one moved can be taken back for as long as its act is kept.
        var actsBefore = now - retention.KeepActsFor;
        previews += await database.ReclusterRuns
            .Where(run => run.AppliedAt < actsBefore).ExecuteDeleteAsync(cancellationToken);
        var corrected = await counts.RecountAsync(cancellationToken);
        await rates.TrimAsync(cancellationToken);
        await connections.ExpireAsync(cancellationToken);
        await exports.ExpireAsync(cancellationToken);
        var (seenBefore, openedBefore) = (now - SessionDirectory.IdleFor, now - SessionDirectory.Longest);
        await database.UserSessions
            .Where(session => session.SeenAt < seenBefore || session.OpenedAt < openedBefore)
            .ExecuteDeleteAsync(cancellationToken);
        await database.PasswordLinks.Where(link => link.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        return $$"""{"media":{{media}},"people":{{people}},"runs":{{runs}},"workers":{{workers}},"acts":{{acts}},"previews":{{previews}},"corrected":{{corrected}}}""";
    }

    /// <summary>In batches: what hangs on a row goes with it, and no transaction holds a library's rows for long.</summary>
    private async Task<long> DeleteInBatchesAsync(
        string table, string time, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenConnectionAsync(cancellationToken);
        long deleted = 0;
        int batch;
        do
        {
            batch = await connection.ExecuteAsync(
                $"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE {time} < $1 ORDER BY {time} LIMIT $2)",
                cancellationToken, before, Batch);
            deleted += batch;
        }
        while (batch == Batch);
        return deleted;
    }
}

/// <summary>How long things are remembered.</summary>
internal sealed record RetentionOptions
{
    /// <summary>Ended jobs.</summary>
    public TimeSpan KeepRunsFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>What users did to people, with what takes it back.</summary>
    public TimeSpan KeepActsFor { get; init; } = TimeSpan.FromDays(400);

    /// <summary>Reclusters that were not applied, or taken back.</summary>
    public TimeSpan KeepPreviewsFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Workers that are gone.</summary>
    public TimeSpan KeepWorkersFor { get; init; } = TimeSpan.FromDays(7);
}
