using Microsoft.EntityFrameworkCore;
using Recognize.Models.Auditing;
using Recognize.Models.Library;
using Recognize.Models.Persistence;

namespace Recognize.Models.Accounts;

/// <summary>
/// The answers to "may faces be recognised?", and their effect: recording one moves the user's face work in the same
/// transaction, so that no worker can take up a face after a "no" was stored.
/// </summary>
public sealed class FaceConsentLedger(IDbContextFactory<RecognizeDbContext> databases, TimeProvider clock)
{
    // Quarantined rows stay: they are not worked on, and there is no legal move from there to withheld.
    private static readonly AnalysisState[] StoppedByNo =
    [
        AnalysisState.Due, AnalysisState.Running, AnalysisState.Done, AnalysisState.Failed, AnalysisState.Waiting,
    ];

    /// <summary>Whether the latest answer of a user was yes; no answer means no.</summary>
    public async Task<bool> IsGivenAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await Answers(database, userId).Select(consent => consent.Given).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Whether the user has answered at all, with yes or no.</summary>
    public async Task<bool> IsAnsweredAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await Answers(database, userId).AnyAsync(cancellationToken);
    }

    /// <summary>Appends an answer to the current <see cref="FaceConsentText"/> and starts or stops the face work.</summary>
    /// <param name="userId">Whose library it is about.</param>
    /// <param name="given">Yes or no.</param>
    /// <param name="answeredBy">Who answered and by what way, for instance <c>anna at the terminal</c>.</param>
    /// <param name="cancellationToken">Gives up; then nothing is stored.</param>
    /// <exception cref="InvalidOperationException">There is no such user.</exception>
    public async Task RecordAsync(Guid userId, bool given, string answeredBy, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(answeredBy);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);

        // The user's row is the lock: answers of one user come one after the other, in the order of their times. A
        // scan that inserts face work under a key-share of this row (`for share`) cannot miss an answer either.
        var users = await database.Users
            .FromSql($"select * from users where id = {userId} for update")
            .ToListAsync(cancellationToken);
        if (users.Count == 0)
            throw new InvalidOperationException("There is no such user.");

        database.FaceConsents.Add(new FaceConsent
        {
            UserId = userId,
            Given = given,
            TextVersion = FaceConsentText.Version,
            AnsweredBy = answeredBy,
            AnsweredAt = await NextAnswerTimeAsync(database, userId, cancellationToken),
        });
        await database.SaveChangesAsync(cancellationToken);
        await MoveFaceWorkAsync(database, userId, given, cancellationToken);
        await database.AppendAsync(
            new AuditRecord(
                new AuditActor(userId, users[0].Name),
                given ? AuditActions.ConsentGiven : AuditActions.ConsentWithdrawn,
                given ? "Agreed to face recognition." : "Declined face recognition.")
            {
                About = new(userId, users[0].Name),
                Detail = $"{answeredBy}; text {FaceConsentText.Version}",
            },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static IQueryable<FaceConsent> Answers(RecognizeDbContext database, Guid userId) =>
        database.FaceConsents
            .Where(consent => consent.UserId == userId)
            .OrderByDescending(consent => consent.AnsweredAt);

    // Later than every earlier answer even when the machine's clock was set back: the latest one counts.
    private async Task<DateTimeOffset> NextAnswerTimeAsync(
        RecognizeDbContext database, Guid userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var last = await Answers(database, userId)
            .Select(consent => (DateTimeOffset?)consent.AnsweredAt)
            .FirstOrDefaultAsync(cancellationToken);
        return last is { } earlier && now - earlier < TimeSpan.FromMicroseconds(1)
            ? earlier + TimeSpan.FromMicroseconds(1)
            : now;
    }

    private async Task MoveFaceWorkAsync(
        RecognizeDbContext database, Guid userId, bool given, CancellationToken cancellationToken)
    {
        var work = database.Analysis
            .Where(entry => entry.Task == AnalysisTask.Faces)
            .Where(entry => database.Media.Any(item => item.Id == entry.MediaId && item.OwnerId == userId));
        var now = clock.GetUtcNow();

        if (given)
        {
            await work.Where(entry => entry.State == AnalysisState.Withheld).ExecuteUpdateAsync(
                row => row
                    .SetProperty(entry => entry.State, AnalysisState.Due)
                    .SetProperty(entry => entry.DueAt, now)
                    .SetProperty(entry => entry.Attempts, (short)0),
                cancellationToken);
            return;
        }

        // A worker in the middle of a file loses its lease here; its results are then refused with the lease.
        await work.Where(entry => StoppedByNo.Contains(entry.State)).ExecuteUpdateAsync(
            row => row
                .SetProperty(entry => entry.State, AnalysisState.Withheld)
                .SetProperty(entry => entry.LeaseOwner, (Guid?)null)
                .SetProperty(entry => entry.LeaseUntil, (DateTimeOffset?)null)
                .SetProperty(entry => entry.ErrorKind, (AnalysisErrorKind?)null)
                .SetProperty(entry => entry.Reason, (string?)null),
            cancellationToken);
        // The half-made results of new face models lead nowhere now; with a new yes they are made again.
        await database.NextFaces.Where(face => face.OwnerId == userId).ExecuteDeleteAsync(cancellationToken);
    }
}
