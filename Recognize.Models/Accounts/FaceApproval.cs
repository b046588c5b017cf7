using Microsoft.EntityFrameworkCore;
using Recognize.Models.Auditing;
using Recognize.Models.Persistence;

namespace Recognize.Models.Accounts;

/// <summary>What becomes of users whose faces are recognised when approval is made necessary.</summary>
public enum ExistingConsents
{
    /// <summary>Face work stops, and each waits for an admin.</summary>
    Ask,

    /// <summary>All of them are approved.</summary>
    Keep,
}

/// <summary>What an admin decides about a user.</summary>
public enum FaceApprovalDecision
{
    /// <summary>What the user agreed to may begin.</summary>
    Approve,

    /// <summary>It may not; what the user asked for is answered.</summary>
    Refuse,

    /// <summary>It has to stop; what was found stays.</summary>
    Withdraw,
}

/// <summary>How a decision ended.</summary>
public enum FaceApprovalOutcome
{
    Decided,

    NotFound,

    /// <summary>The user asks for nothing, or nothing is approved: nothing was changed.</summary>
    NothingToDecide,

    /// <summary>Users decide for themselves here: nothing was changed.</summary>
    NotRequired,
}

/// <summary>Somebody who agreed to face recognition, or was refused it.</summary>
public sealed record FaceApprovalEntry(Guid UserId, string UserName, FaceConsentStatus Status);

/// <summary>
/// Whether users may switch face recognition on by themselves, and what admins decide where they may not. Off in a new
/// installation; admins are asked for approval as everybody is.
/// </summary>
public sealed class FaceApproval(
    IDbContextFactory<RecognizeDbContext> databases, FaceConsentText text, TimeProvider clock)
{
    /// <summary>Of the row in <c>system_settings</c>.</summary>
    public const string Key = "face-approval";

    /// <summary>Whether an admin has to approve.</summary>
    public async Task<bool> IsRequiredAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await IsRequiredAsync(database, cancellationToken);
    }

    /// <summary>Makes approval necessary; where it is already, nothing changes.</summary>
    /// <param name="existing">What becomes of users whose faces are recognised now.</param>
    /// <param name="by">The admin.</param>
    /// <param name="cancellationToken">Gives up; then nothing is changed.</param>
    /// <returns>How many of these users there were.</returns>
    public Task<int> RequireAsync(ExistingConsents existing, AuditActor by, CancellationToken cancellationToken) =>
        ChangeRuleAsync(
            required: true, consent => consent.Given, by,
            new AuditRecord(by, AuditActions.ApprovalRequired, "Made an admin's approval necessary for face recognition.")
            {
                Detail = existing == ExistingConsents.Keep ? "existing consents kept" : "existing consents wait for approval",
            },
            existing == ExistingConsents.Keep ? FaceConsentKind.Approval : FaceConsentKind.Request, cancellationToken);

    /// <summary>Lets users decide for themselves. Who waits for an admin waits no more; who was refused may answer anew.</summary>
    /// <returns>How many users waited.</returns>
    public Task<int> DropAsync(AuditActor by, CancellationToken cancellationToken) =>
        ChangeRuleAsync(
            required: false, consent => consent.Kind == FaceConsentKind.Request && text.IsAgreedBy(consent.TextVersion), by,
            new AuditRecord(by, AuditActions.ApprovalDropped, "Let users switch face recognition on by themselves."),
            FaceConsentKind.Approval, cancellationToken);

    /// <summary>Users who have said yes and what became of it, those who wait first, then by name.</summary>
    public async Task<IReadOnlyList<FaceApprovalEntry>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var latest = await FaceConsentEntries.LatestOfAll(database).ToListAsync(cancellationToken);
        var names = await database.Users.ToDictionaryAsync(user => user.Id, user => user.Name, cancellationToken);
        return
        [
            .. latest.Select(entry => new FaceApprovalEntry(entry.UserId, names[entry.UserId], FaceConsentStatus.Of(entry)))
                .Where(entry => entry.Status.State is not (FaceConsentState.Declined or FaceConsentState.TextChanged))
                .OrderBy(entry => entry.Status.State != FaceConsentState.WaitsForApproval)
                .ThenBy(entry => entry.UserName, StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>Decides about a user. Taking an approval back stops face work at once and keeps what was found.</summary>
    /// <param name="userId">The user, who may be the admin.</param>
    /// <param name="decision">What is decided.</param>
    /// <param name="reason">Shown to the user; null for none.</param>
    /// <param name="by">The admin.</param>
    /// <param name="cancellationToken">Gives up; then nothing is changed.</param>
    public async Task<FaceApprovalOutcome> DecideAsync(
        Guid userId, FaceApprovalDecision decision, string? reason, AuditActor by, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var entries = new FaceConsentEntries(database, clock);
        await entries.HoldRuleAsync(cancellationToken);
        if (await entries.HoldUserAsync(userId, cancellationToken) is not var (user, latest))
            return FaceApprovalOutcome.NotFound;
        if (!await IsRequiredAsync(database, cancellationToken))
            return FaceApprovalOutcome.NotRequired;
        var state = FaceConsentStatus.Of(latest).State;
        var (kind, isPossible, record) = decision switch
        {
            // The user's yes stands after a refusal, too: an admin may think better of it.
            FaceApprovalDecision.Approve => (
                FaceConsentKind.Approval,
                state is FaceConsentState.WaitsForApproval or FaceConsentState.Refused or FaceConsentState.ApprovalWithdrawn
                    && text.IsAgreedBy(latest!.TextVersion),
                new AuditRecord(by, AuditActions.ApprovalGiven, "Approved face recognition for a user.")),
            FaceApprovalDecision.Refuse => (
                FaceConsentKind.Refusal, state == FaceConsentState.WaitsForApproval,
                new AuditRecord(by, AuditActions.ApprovalRefused, "Refused face recognition to a user.")),
            _ => (
                FaceConsentKind.Withdrawal, state == FaceConsentState.Given,
                new AuditRecord(by, AuditActions.ApprovalWithdrawn, "Took the approval of face recognition back from a user.")),
        };
        if (!isPossible)
            return FaceApprovalOutcome.NothingToDecide;
        await entries.AppendAsync(user, Entry(entries, latest!, kind, by, reason), record, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return FaceApprovalOutcome.Decided;
    }

    internal static async Task<bool> IsRequiredAsync(RecognizeDbContext database, CancellationToken cancellationToken) =>
        (await database.Database
            .SqlQuery<bool>($"""SELECT (value ->> 'required')::boolean AS "Value" FROM system_settings WHERE key = {Key}""")
            .ToListAsync(cancellationToken)) is [true];

    private static FaceConsent Entry(
        FaceConsentEntries entries, FaceConsent latest, FaceConsentKind kind, AuditActor by, string? reason) => new()
        {
            UserId = latest.UserId,
            Kind = kind,
            Given = kind == FaceConsentKind.Approval,
            TextVersion = latest.TextVersion,
            AnsweredBy = by.Name,
            Reason = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim(),
            AnsweredAt = entries.TimeAfter(latest),
        };

    private async Task<int> ChangeRuleAsync(
        bool required, Func<FaceConsent, bool> concerns, AuditActor by, AuditRecord record, FaceConsentKind kind,
        CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var entries = new FaceConsentEntries(database, clock);
        await entries.HoldRuleToChangeAsync(cancellationToken);
        if (await IsRequiredAsync(database, cancellationToken) == required)
            return 0;
        var value = required ? """{"required": true}""" : """{"required": false}""";
        await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO system_settings (key, value, changed_by, changed_at) VALUES ({Key}, {value}::jsonb, {by.Name}, now())
            ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_by = excluded.changed_by, changed_at = now()
            """,
            cancellationToken);
        await database.AppendAsync(record, cancellationToken);
        var concerned = (await FaceConsentEntries.LatestOfAll(database).ToListAsync(cancellationToken)).Where(concerns).ToList();
        foreach (var found in concerned)
        {
            // Nobody answers while the rule is held, but a new text may have paused somebody.
            if (await entries.HoldUserAsync(found.UserId, cancellationToken) is not var (user, latest)
                || latest is null || !concerns(latest))
                continue;
            await entries.AppendAsync(
                user, Entry(entries, latest, kind, by, null),
                kind == FaceConsentKind.Approval
                    ? new AuditRecord(by, AuditActions.ApprovalGiven, "Approved face recognition for a user.")
                    : new AuditRecord(by, AuditActions.ConsentRequested, "Face recognition of a user waits for approval from now on."),
                cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return concerned.Count;
    }
}
