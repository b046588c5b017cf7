using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Auditing;
using Recognize.Models.Persistence;

namespace Recognize.Models.Accounts;

/// <summary>One-time links by which users choose their passwords: made by an admin, shown once, good once and for a while.</summary>
public sealed class PasswordLinks(
    IDbContextFactory<RecognizeDbContext> databases, IPasswordHasher<UserAccount> hasher, TimeProvider clock)
{
    public const string Prefix = "rcl_";

    private const int SecretBytes = 32;

    /// <summary>For somebody who may have to be reached first.</summary>
    public static readonly TimeSpan InvitationLifetime = TimeSpan.FromDays(7);

    /// <summary>For somebody who is waiting to get in.</summary>
    public static readonly TimeSpan ResetLifetime = TimeSpan.FromDays(1);

    /// <summary>Makes a link for a user who lost the password; links made before are worth nothing any more.</summary>
    /// <returns>Null when there is no such user, or the account is disabled.</returns>
    public async Task<NewPasswordLink?> MakeAsync(Guid userId, AuditActor by, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var user = await database.Users
            .FromSql($"SELECT * FROM users WHERE id = {userId} AND disabled_at IS NULL FOR UPDATE")
            .SingleOrDefaultAsync(cancellationToken);
        if (user is null)
            return null;
        var link = await AddAsync(database, user, ResetLifetime, by, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return link;
    }

    /// <summary>Sets the password that the bearer of a link has chosen, and ends the user's sessions.</summary>
    /// <param name="secret">What the link holds.</param>
    /// <param name="newPassword">Checked by <see cref="Passwords"/> before the link is looked at.</param>
    /// <param name="address">Where the request came from.</param>
    /// <param name="cancellationToken">Gives up; then the link is still good.</param>
    /// <returns>The user; null when the link was used or replaced, has expired, or never was one.</returns>
    /// <exception cref="ArgumentException">The password breaks a rule.</exception>
    public async Task<UserAccount?> RedeemAsync(
        string secret, string newPassword, string? address, CancellationToken cancellationToken)
    {
        if (Passwords.Problem(newPassword, string.Empty) is { } problem)
            throw new ArgumentException(problem, nameof(newPassword));
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal) || secret.Length > 2 * SecretBytes)
            return null;
        var hash = TokenSecret.Hash(secret);
        var now = clock.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var user = await database.Users
            .FromSql(
                $"""
                SELECT u.* FROM users u JOIN password_links l ON l.user_id = u.id
                WHERE l.secret_hash = {hash} AND l.expires_at > {now} AND u.disabled_at IS NULL FOR UPDATE OF u
                """)
            .SingleOrDefaultAsync(cancellationToken);
        // Of two who come at once with the same link, the second waits for the user's row and then finds no link.
        if (user is null
            || await database.PasswordLinks.Where(link => link.SecretHash == hash).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return null;
        }
        user.PasswordHash = hasher.HashPassword(user, newPassword);
        user.MustChangePassword = false;
        await database.Users.Where(row => row.Id == user.Id).ExecuteUpdateAsync(
            row => row
                .SetProperty(column => column.PasswordHash, user.PasswordHash)
                .SetProperty(column => column.MustChangePassword, false),
            cancellationToken);
        await database.UserSessions.Where(session => session.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
        await database.AppendAsync(
            new AuditRecord(
                new AuditActor(user.Id, user.Name, address), AuditActions.LinkUsed, "Chose a password by a one-time link.")
            {
                About = new(user.Id, user.Name),
            },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return user;
    }

    /// <summary>Adds a link, and its entry in the audit log, within the context's transaction.</summary>
    internal async Task<NewPasswordLink> AddAsync(
        RecognizeDbContext database, UserAccount user, TimeSpan lifetime, AuditActor by, CancellationToken cancellationToken)
    {
        var secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var now = clock.GetUtcNow();
        await database.PasswordLinks.Where(link => link.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
        database.PasswordLinks.Add(new PasswordLink
        {
            UserId = user.Id,
            SecretHash = TokenSecret.Hash(secret),
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        });
        await database.SaveChangesAsync(cancellationToken);
        await database.AppendAsync(
            new AuditRecord(by, AuditActions.LinkMade, "Made a one-time link for choosing a password.")
            {
                About = new(user.Id, user.Name),
            },
            cancellationToken);
        return new NewPasswordLink(user, secret, now + lifetime);
    }
}
