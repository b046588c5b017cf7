using Microsoft.EntityFrameworkCore;
using Recognize.Models.Auditing;
using Recognize.Models.Library;
using Recognize.Models.People.Reclustering;
using Recognize.Models.Persistence;

namespace Recognize.Models.Accounts;

/// <summary>
/// Appends entries about face recognition and moves the user's face work in the same transaction, so that no worker can
/// take up, or store, a face after a "no" was stored.
/// </summary>
internal sealed class FaceConsentEntries(RecognizeDbContext database, TimeProvider clock)
{
    // Any number will do as long as nothing else in this database locks it.
    private const long ApprovalLock = 0x5245_434F_474E_0016;

    // Quarantined rows stay: they are not worked on, and there is no legal move from there to withheld.
    private static readonly AnalysisState[] StoppedByNo =
    [
        AnalysisState.Due, AnalysisState.Running, AnalysisState.Done, AnalysisState.Failed, AnalysisState.Waiting,
    ];

    /// <summary>Holds the rule about approval as it is, until the transaction ends.</summary>
    public Task HoldRuleAsync(CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock_shared({ApprovalLock})", cancellationToken);

    /// <summary>Waits until nobody answers under the rule as it was, and lets nobody answer until the transaction ends.</summary>
    public Task HoldRuleToChangeAsync(CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({ApprovalLock})", cancellationToken);

    /// <summary>
    /// Locks a user's answers and reads the latest one; null when there is no such user. They come one after the other, in
    /// the order of their times, and whoever stores faces holds the same row (see <see cref="FacePermission"/>). Rows that
    /// merely refer to the user are not kept waiting.
    /// </summary>
    public async Task<(UserAccount User, FaceConsent? Latest)?> HoldUserAsync(Guid userId, CancellationToken cancellationToken)
    {
        var users = await database.Users
            .FromSql($"select * from users where id = {userId} for no key update").ToListAsync(cancellationToken);
        return users is [var user] ? (user, await LatestAsync(database, userId, cancellationToken)) : null;
    }

    public static Task<FaceConsent?> LatestAsync(RecognizeDbContext database, Guid userId, CancellationToken cancellationToken) =>
        LatestFirst(database, userId).FirstOrDefaultAsync(cancellationToken);

    /// <summary>All entries of a user; the first one counts.</summary>
    public static IQueryable<FaceConsent> LatestFirst(RecognizeDbContext database, Guid userId) =>
        database.FaceConsents.Where(consent => consent.UserId == userId).OrderByDescending(consent => consent.AnsweredAt);

    /// <summary>The latest entry of every user who has one, in the order of the users' ids.</summary>
    public static IQueryable<FaceConsent> LatestOfAll(RecognizeDbContext database) => database.FaceConsents
        .FromSql($"SELECT DISTINCT ON (user_id) * FROM face_consents ORDER BY user_id, answered_at DESC");

    /// <summary>Appends an entry of a held user, moves the work, and notes it in the audit log.</summary>
    public async Task AppendAsync(
        UserAccount user, FaceConsent entry, AuditRecord record, CancellationToken cancellationToken)
    {
        database.FaceConsents.Add(entry);
        await database.SaveChangesAsync(cancellationToken);
        if (entry.Given)
            await AllowAsync(user.Id, cancellationToken);
        else
            await StopAsync(user.Id, cancellationToken);
        await database.AppendAsync(
            record with
            {
                About = new(user.Id, user.Name),
                Detail = $"{entry.AnsweredBy}; text {entry.TextVersion}{(entry.Reason is null ? "" : $"; {entry.Reason}")}",
            },
            cancellationToken);
    }

    /// <summary>Later than the entry before even when the machine's clock was set back: the latest one counts.</summary>
    public DateTimeOffset TimeAfter(FaceConsent? latest)
    {
        var now = clock.GetUtcNow();
        return latest is not null && now - latest.AnsweredAt < TimeSpan.FromMicroseconds(1)
            ? latest.AnsweredAt + TimeSpan.FromMicroseconds(1)
            : now;
    }

    private IQueryable<AnalysisEntry> Work(Guid userId) => database.Analysis
        .Where(entry => entry.Task == AnalysisTask.Faces)
        .Where(entry => database.Media.Any(item => item.Id == entry.MediaId && item.OwnerId == userId));

    private async Task AllowAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await Work(userId).Where(entry => entry.State == AnalysisState.Withheld).ExecuteUpdateAsync(
            row => row
                .SetProperty(entry => entry.State, AnalysisState.Due)
                .SetProperty(entry => entry.DueAt, now)
                .SetProperty(entry => entry.Attempts, (short)0),
            cancellationToken);
    }

    private async Task StopAsync(Guid userId, CancellationToken cancellationToken)
    {
        // A worker in the middle of a file loses its lease here; its results are then refused with the lease.
        await Work(userId).Where(entry => StoppedByNo.Contains(entry.State)).ExecuteUpdateAsync(
            row => row
                .SetProperty(entry => entry.State, AnalysisState.Withheld)
                .SetProperty(entry => entry.LeaseOwner, (Guid?)null)
                .SetProperty(entry => entry.LeaseUntil, (DateTimeOffset?)null)
                .SetProperty(entry => entry.ErrorKind, (AnalysisErrorKind?)null)
                .SetProperty(entry => entry.Reason, (string?)null),
            cancellationToken);
        // The half-made results of new face models lead nowhere now; with a new yes they are made again.
        await database.NextFaces.Where(face => face.OwnerId == userId).ExecuteDeleteAsync(cancellationToken);
        await StopReclustersAsync(userId, cancellationToken);
    }

    /// <summary>One in work learns of it within a second and stores no preview; finished previews are thrown away.</summary>
    private Task<int> StopReclustersAsync(Guid userId, CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync(
            $"""
            UPDATE recluster_runs SET
                is_cancel_requested = true,
                state = CASE WHEN state = {(int)ReclusterState.Running} THEN state ELSE {(int)ReclusterState.Cancelled} END,
                finished_at = CASE WHEN state = {(int)ReclusterState.Running} THEN NULL ELSE now() END
            WHERE owner_id = {userId}
              AND state IN ({(int)ReclusterState.Requested}, {(int)ReclusterState.Running}, {(int)ReclusterState.Ready})
            """,
            cancellationToken);
}
