using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
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
        database.Users.Add(user);
        database.ApiTokens.Add(token);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new FirstStart(user, password, text);
    }

    /// <exception cref="InvalidUserNameException">The name breaks a rule or is taken.</exception>
    public async Task<AccountWithPassword> CreateUserAsync(
        string name, bool isAdmin, CancellationToken cancellationToken)
    {
        var password = OneTimePassword.Create();
        var user = NewUser(name, isAdmin, password, hasher, clock);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        database.Users.Add(user);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (
            exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            throw new InvalidUserNameException($"There is already a user named \"{name}\".");
        }
        return new AccountWithPassword(user, password);
    }

    /// <summary>The user of a name, without regard to case.</summary>
    public async Task<UserAccount?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var normalized = UserNames.Normalize(name);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Users.SingleOrDefaultAsync(user => user.NormalizedName == normalized, cancellationToken);
    }

    public async Task<UserAccount?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Users.SingleOrDefaultAsync(user => user.Id == id, cancellationToken);
    }

    /// <summary>The user whose name and password these are, or null.</summary>
    public async Task<UserAccount?> VerifyPasswordAsync(
        string name, string password, CancellationToken cancellationToken)
    {
        if (password.Length > Passwords.MaxLength)
            return null;
        var user = await FindAsync(name, cancellationToken);

        // An unknown name costs a hash too, so that the time taken does not tell which names exist.
        var subject = user ?? _nobody.Value;
        var result = hasher.VerifyHashedPassword(subject, subject.PasswordHash, password);
        if (user is null || result == PasswordVerificationResult.Failed)
            return null;
        if (result == PasswordVerificationResult.SuccessRehashNeeded)
            await StorePasswordAsync(user, password, user.MustChangePassword, cancellationToken);
        return user;
    }

    /// <summary>Replaces a password that its owner knows, and ends the need to change it.</summary>
    public async Task<PasswordChange> ChangePasswordAsync(
        Guid userId, string oldPassword, string newPassword, CancellationToken cancellationToken)
    {
        var user = await FindAsync(userId, cancellationToken);
        if (user is null || await VerifyPasswordAsync(user.Name, oldPassword, cancellationToken) is not { } verified)
            return PasswordChange.WrongPassword;
        if (Passwords.Problem(newPassword, oldPassword) is not null)
            return PasswordChange.Unacceptable;
        return await StorePasswordAsync(verified, newPassword, mustChange: false, cancellationToken)
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
        await database.Users.Where(row => row.Id == user.Id).ExecuteUpdateAsync(
            row => row
                .SetProperty(column => column.PasswordHash, user.PasswordHash)
                .SetProperty(column => column.MustChangePassword, true),
            cancellationToken);
        return new AccountWithPassword(user, password);
    }

    private static UserAccount NewUser(
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
    private async Task<bool> StorePasswordAsync(
        UserAccount user, string password, bool mustChange, CancellationToken cancellationToken)
    {
        var verifiedHash = user.PasswordHash;
        var newHash = hasher.HashPassword(user, password);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var changed = await database.Users
            .Where(row => row.Id == user.Id && row.PasswordHash == verifiedHash)
            .ExecuteUpdateAsync(
                row => row
                    .SetProperty(column => column.PasswordHash, newHash)
                    .SetProperty(column => column.MustChangePassword, mustChange),
                cancellationToken);
        if (changed == 0)
            return false;
        user.PasswordHash = newHash;
        user.MustChangePassword = mustChange;
        return true;
    }
}
