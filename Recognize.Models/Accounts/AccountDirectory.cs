using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Auditing;
using Recognize.Models.Persistence;

namespace Recognize.Models.Accounts;

/// <summary>Users and their passwords. Safe for use by many threads and processes at once.</summary>
public sealed class AccountDirectory(
    IDbContextFactory<RecognizeDbContext> databases,
    IPasswordHasher<UserAccount> hasher,
    TokenDirectory tokens,
    TimeProvider clock)
{
    // Any number will do as long as nothing else in this database locks it.
    private const long FirstUserLock = 0x5245_434F_474E_0001;

    private readonly Lazy<UserAccount> _nobody = new(() => NewUser("nobody", false, "correct-horse", hasher, clock));

    /// <summary>Makes the first user, an admin, with a one-time password and a token; null when any user exists.</summary>
    /// <exception cref="InvalidUserNameException">The name breaks a rule.</exception>
    public async Task<FirstStart?> EnsureFirstUserAsync(string name, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);

        // Two processes may start at once: the second waits here and then sees the first one's user.
        await database.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({FirstUserLock})", cancellationToken);
        if (await database.Users.AnyAsync(cancellationToken))
            return null;

        var password = OneTimePassword.Create();
        var user = NewUser(name, isAdmin: true, password, hasher, clock);
        var (token, text) = tokens.Create(user.Id, "first start", TokenScopes.All, expiresAt: null);
        database.ApiTokens.Add(token);
        await UserAdministration.AddUserAsync(database, user, AuditActor.CommandLine, cancellationToken);
        await database.AppendAsync(
            TokenDirectory.Made(token, user, AuditActor.CommandLine), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new FirstStart(user, password, text);
    }

    /// <summary>Makes a user with a one-time password.</summary>
    /// <exception cref="InvalidUserNameException">The name breaks a rule or is taken.</exception>
    public async Task<AccountWithPassword> CreateUserAsync(
        string name, bool isAdmin, CancellationToken cancellationToken)
    {
        var password = OneTimePassword.Create();
        var user = NewUser(name, isAdmin, password, hasher, clock);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await UserAdministration.AddUserAsync(database, user, AuditActor.CommandLine, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new AccountWithPassword(user, password);
    }

    /// <summary>The user of a name, without regard to case.</summary>
    public async Task<UserAccount?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var normalized = UserNames.Normalize(name);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Users.SingleOrDefaultAsync(user => user.NormalizedName == normalized, cancellationToken);
    }

    /// <summary>The user who was made first.</summary>
    /// <exception cref="InvalidOperationException">There is no user yet.</exception>
    public async Task<UserAccount> FirstAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Users.OrderBy(user => user.CreatedAt).ThenBy(user => user.Id).FirstAsync(cancellationToken);
    }

    public async Task<UserAccount?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Users.SingleOrDefaultAsync(user => user.Id == id, cancellationToken);
    }

    /// <summary>The user whose name and password these are; null for all others, and for one who is disabled.</summary>
    public async Task<UserAccount?> VerifyPasswordAsync(
        string name, string password, CancellationToken cancellationToken)
    {
        if (password.Length > Passwords.MaxLength)
            return null;
        var user = await FindAsync(name, cancellationToken);

        // An unknown name costs a hash too, so that the time taken does not tell which names exist.
        var subject = user ?? _nobody.Value;
        var result = hasher.VerifyHashedPassword(subject, subject.PasswordHash, password);
        if (user is null || result == PasswordVerificationResult.Failed || user.DisabledAt is not null)
            return null;
        if (result == PasswordVerificationResult.SuccessRehashNeeded)
            await StoreHashAsync(user, password, user.MustChangePassword, (_, _) => Task.CompletedTask, cancellationToken);
        return user;
    }

    /// <summary>Replaces a password that its owner knows, and ends the need to change it; all sessions end.</summary>
    public Task<PasswordChange> ChangePasswordAsync(
        Guid userId, string oldPassword, string newPassword, CancellationToken cancellationToken) =>
        ChangePasswordAsync(userId, oldPassword, newPassword, keptSession: null, address: null, cancellationToken);

    /// <summary>The same, for a session that goes on while all others end.</summary>
    public async Task<PasswordChange> ChangePasswordAsync(
        Guid userId, string oldPassword, string newPassword, Guid? keptSession, string? address,
        CancellationToken cancellationToken)
    {
        var user = await FindAsync(userId, cancellationToken);
        if (user is null || await VerifyPasswordAsync(user.Name, oldPassword, cancellationToken) is not { } verified)
            return PasswordChange.WrongPassword;
        if (Passwords.Problem(newPassword, oldPassword) is not null)
            return PasswordChange.Unacceptable;
        return await StoreHashAsync(
            verified, newPassword, mustChange: false,
            async (database, token) =>
            {
                await EndSessionsAsync(database, userId, keptSession, token);
                await database.AppendAsync(
                    new AuditRecord(
                        new AuditActor(userId, verified.Name, address), AuditActions.PasswordChanged, "Changed the password.")
                    {
                        About = new(userId, verified.Name),
                    },
                    token);
            },
            cancellationToken)
            ? PasswordChange.Changed
            : PasswordChange.WrongPassword;
    }

    /// <summary>Gives a user who forgot the password a new one-time password; null when there is no such user.</summary>
    public async Task<AccountWithPassword?> ResetPasswordAsync(string name, CancellationToken cancellationToken)
    {
        var user = await FindAsync(name, cancellationToken);
        if (user is null)
            return null;
        var password = OneTimePassword.Create();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        user.PasswordHash = hasher.HashPassword(user, password);
        user.MustChangePassword = true;
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await database.Users.Where(row => row.Id == user.Id).ExecuteUpdateAsync(
            row => row
                .SetProperty(column => column.PasswordHash, user.PasswordHash)
                .SetProperty(column => column.MustChangePassword, true),
            cancellationToken);
        await EndSessionsAsync(database, user.Id, kept: null, cancellationToken);
        await database.AppendAsync(
            new AuditRecord(AuditActor.CommandLine, AuditActions.PasswordReset, "Made a one-time password.")
            {
                About = new(user.Id, user.Name),
            },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new AccountWithPassword(user, password);
    }

    internal static UserAccount NewUser(
        string name, bool isAdmin, string password, IPasswordHasher<UserAccount> hasher, TimeProvider clock)
    {
        if (UserNames.Problem(name) is { } problem)
            throw new InvalidUserNameException(problem);
        var user = new UserAccount
        {
            Name = name,
            NormalizedName = UserNames.Normalize(name),
            PasswordHash = string.Empty,
            MustChangePassword = true,
            IsAdmin = isAdmin,
            CreatedAt = clock.GetUtcNow(),
        };
        user.PasswordHash = hasher.HashPassword(user, password);
        return user;
    }

    // Only over the hash that was verified: a change made meanwhile by somebody else is never overwritten.
    private async Task<bool> StoreHashAsync(
        UserAccount user, string password, bool mustChange, Func<RecognizeDbContext, CancellationToken, Task> alongside,
        CancellationToken cancellationToken)
    {
        var verifiedHash = user.PasswordHash;
        var newHash = hasher.HashPassword(user, password);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var changed = await database.Users
            .Where(row => row.Id == user.Id && row.PasswordHash == verifiedHash)
            .ExecuteUpdateAsync(
                row => row
                    .SetProperty(column => column.PasswordHash, newHash)
                    .SetProperty(column => column.MustChangePassword, mustChange),
                cancellationToken);
        if (changed == 0)
            return false;
        await alongside(database, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        user.PasswordHash = newHash;
        user.MustChangePassword = mustChange;
        return true;
    }

    /// <summary>With them go links that were made to set the password: it is set.</summary>
    private static async Task EndSessionsAsync(
        RecognizeDbContext database, Guid userId, Guid? kept, CancellationToken cancellationToken)
    {
        await database.UserSessions.Where(session => session.UserId == userId && session.Id != kept)
            .ExecuteDeleteAsync(cancellationToken);
        await database.PasswordLinks.Where(link => link.UserId == userId).ExecuteDeleteAsync(cancellationToken);
    }
}
