using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Auditing;
using Recognize.Models.Persistence;

namespace Recognize.Models.Accounts;

/// <summary>Which users of an OpenID Connect provider are which users here. A link is made by the signed-in user, never by name.</summary>
public sealed class ProviderLogins(
    IDbContextFactory<RecognizeDbContext> databases, IPasswordHasher<UserAccount> hasher, TimeProvider clock)
{
    /// <summary>The user that is linked; null when there is none, or one who is disabled.</summary>
    public async Task<UserAccount?> FindUserAsync(string issuer, string subject, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.ProviderLogins
            .Where(login => login.Issuer == issuer && login.Subject == subject)
            .Join(database.Users.Where(user => user.DisabledAt == null), login => login.UserId, user => user.Id, (_, user) => user)
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Whether anybody, disabled or not, is linked.</summary>
    public async Task<bool> IsLinkedAsync(string issuer, string subject, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.ProviderLogins.AnyAsync(
            login => login.Issuer == issuer && login.Subject == subject, cancellationToken);
    }

    /// <summary>Links a user here with a user of the provider.</summary>
    /// <returns>False when that user of the provider is somebody else here.</returns>
    public async Task<bool> LinkAsync(
        UserAccount user, string issuer, string subject, AuditActor by, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var added = await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO provider_logins (issuer, subject, user_id, linked_at) VALUES ({issuer}, {subject}, {user.Id}, {now})
            ON CONFLICT DO NOTHING
            """,
            cancellationToken);
        if (added == 0)
        {
            return await database.ProviderLogins.AnyAsync(
                login => login.Issuer == issuer && login.Subject == subject && login.UserId == user.Id, cancellationToken);
        }
        await AppendLinkedAsync(database, user, issuer, by, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Makes a user for a user of the provider; such a user has no password before an admin makes a link for one.</summary>
    /// <exception cref="InvalidUserNameException">The name breaks a rule or is taken: it is never taken over.</exception>
    public async Task<UserAccount> CreateUserAsync(
        string name, string issuer, string subject, string? address, CancellationToken cancellationToken)
    {
        var user = AccountDirectory.NewUser(name, isAdmin: false, OneTimePassword.Create(), hasher, clock);
        user.MustChangePassword = false;
        var by = new AuditActor(null, "sign-in by the provider", address);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await UserAdministration.AddUserAsync(database, user, by, cancellationToken);
        database.ProviderLogins.Add(new ProviderLogin
        {
            Issuer = issuer, Subject = subject, UserId = user.Id, LinkedAt = clock.GetUtcNow(),
        });
        await database.SaveChangesAsync(cancellationToken);
        await AppendLinkedAsync(database, user, issuer, by, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return user;
    }

    /// <summary>Ends all links of a user; false when there were none.</summary>
    public async Task<bool> UnlinkAsync(UserAccount user, AuditActor by, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await database.ProviderLogins.Where(login => login.UserId == user.Id).ExecuteDeleteAsync(cancellationToken) == 0)
            return false;
        await database.AppendAsync(
            new AuditRecord(by, AuditActions.ProviderUnlinked, "Ended signing in by the provider.")
            {
                About = new(user.Id, user.Name),
            },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static Task AppendLinkedAsync(
        RecognizeDbContext database, UserAccount user, string issuer, AuditActor by, CancellationToken cancellationToken) =>
        database.AppendAsync(
            new AuditRecord(by, AuditActions.ProviderLinked, "Linked a user with a user of the provider.")
            {
                About = new(user.Id, user.Name),
                Detail = issuer,
            },
            cancellationToken);
}
