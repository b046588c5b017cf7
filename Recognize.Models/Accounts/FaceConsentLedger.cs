using Microsoft.EntityFrameworkCore;
using Recognize.Models.Auditing;
using Recognize.Models.Persistence;

namespace Recognize.Models.Accounts;

/// <summary>
/// The answers to "may faces be recognised?", and their effect: recording one moves the user's face work in the same
/// transaction, so that no worker can take up a face after a "no" was stored.
/// </summary>
/// <param name="databases">Where answers are.</param>
/// <param name="text">What is asked now.</param>
/// <param name="clock">Tells when.</param>
public sealed class FaceConsentLedger(
    IDbContextFactory<RecognizeDbContext> databases, FaceConsentText text, TimeProvider clock)
{
    /// <summary>What users are asked now.</summary>
    public FaceConsentText Text => text;

    /// <summary>Whether faces may be recognised by a user's latest entry; none means no.</summary>
    public async Task<bool> IsGivenAsync(Guid userId, CancellationToken cancellationToken) =>
        (await StatusAsync(userId, cancellationToken)).State == FaceConsentState.Given;

    /// <summary>Where a user stands.</summary>
    public async Task<FaceConsentStatus> StatusAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return FaceConsentStatus.Of(await FaceConsentEntries.LatestAsync(database, userId, cancellationToken));
    }

    /// <summary>Records an answer that the user gave.</summary>
    /// <inheritdoc cref="RecordAsync(Guid, bool, string, AuditActor?, CancellationToken)"/>
    public Task<FaceConsentStatus> RecordAsync(
        Guid userId, bool given, string answeredBy, CancellationToken cancellationToken) =>
        RecordAsync(userId, given, answeredBy, null, cancellationToken);

    /// <summary>
    /// Appends an answer to the current text and starts or stops the face work. Where admins approve, a "yes" becomes a
    /// request that waits for one, unless faces are recognised by an earlier one already.
    /// </summary>
    /// <param name="userId">Whose library it is about.</param>
    /// <param name="given">Yes or no.</param>
    /// <param name="answeredBy">Who answered and by what way, for instance <c>anna at the terminal</c>.</param>
    /// <param name="by">Who is noted in the audit log; null for the user.</param>
    /// <param name="cancellationToken">Gives up; then nothing is stored.</param>
    /// <returns>Where the user stands now.</returns>
    /// <exception cref="InvalidOperationException">There is no such user.</exception>
    public async Task<FaceConsentStatus> RecordAsync(
        Guid userId, bool given, string answeredBy, AuditActor? by, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(answeredBy);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var entries = new FaceConsentEntries(database, clock);
        await entries.HoldRuleAsync(cancellationToken);
        var (user, latest) = await entries.HoldUserAsync(userId, cancellationToken)
            ?? throw new InvalidOperationException("There is no such user.");
        var isAllowed = latest is { Given: true } && text.IsAgreedBy(latest.TextVersion);
        var waits = given && !isAllowed && await FaceApproval.IsRequiredAsync(database, cancellationToken);
        if (waits && latest is { Kind: FaceConsentKind.Request } && latest.TextVersion == text.Version)
            return FaceConsentStatus.Of(latest);

        var entry = new FaceConsent
        {
            UserId = userId,
            Kind = waits ? FaceConsentKind.Request : FaceConsentKind.Answer,
            Given = given && !waits,
            TextVersion = text.Version,
            AnsweredBy = answeredBy,
            AnsweredAt = entries.TimeAfter(latest),
        };
        var actor = by ?? new AuditActor(userId, user.Name);
        await entries.AppendAsync(
            user, entry,
            !given ? new AuditRecord(actor, AuditActions.ConsentWithdrawn, "Declined face recognition.")
            : waits ? new AuditRecord(actor, AuditActions.ConsentRequested, "Agreed to face recognition; an admin has to approve.")
            : new AuditRecord(actor, AuditActions.ConsentGiven, "Agreed to face recognition."),
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return FaceConsentStatus.Of(entry);
    }

    /// <summary>
    /// Pauses face work of those who agreed to a text that asked for less than the current one, before any work is begun.
    /// </summary>
    /// <returns>How many users have to answer anew.</returns>
    public async Task<int> PauseOutdatedAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var outdated = (await FaceConsentEntries.LatestOfAll(database).ToListAsync(cancellationToken)).Where(IsOutdated).ToList();
        foreach (var found in outdated)
            await PauseAsync(found.UserId, cancellationToken);
        return outdated.Count;
    }

    /// <summary>A "no" stays one under every text.</summary>
    private bool IsOutdated(FaceConsent latest) =>
        !text.IsAgreedBy(latest.TextVersion)
        && FaceConsentStatus.Of(latest).State is not (FaceConsentState.Declined or FaceConsentState.TextChanged);

    private async Task PauseAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var entries = new FaceConsentEntries(database, clock);
        // Somebody may have answered, or another process have been here, since they were read.
        if (await entries.HoldUserAsync(userId, cancellationToken) is not var (user, latest) || latest is null || !IsOutdated(latest))
            return;
        await entries.AppendAsync(
            user,
            new FaceConsent
            {
                UserId = userId,
                Kind = FaceConsentKind.NewText,
                Given = false,
                TextVersion = latest.TextVersion,
                AnsweredBy = $"text {text.Version}",
                AnsweredAt = entries.TimeAfter(latest),
            },
            new AuditRecord(
                "the program", AuditActions.ConsentOutdated,
                "Face recognition was paused: its text asks for more than what was agreed to."),
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
