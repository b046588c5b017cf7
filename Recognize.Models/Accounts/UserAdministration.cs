using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Recognize.Models.Auditing;
using Recognize.Models.Persistence;

namespace Recognize.Models.Accounts;

/// <summary>What admins do to users. An enabled admin is always left: nobody can lock the house out.</summary>
public sealed class UserAdministration(
    IDbContextFactory<RecognizeDbContext> databases,
    IPasswordHasher<UserAccount> hasher,
    PasswordLinks links,
    TimeProvider clock)
{
    // Any number will do as long as nothing else in this database locks it.
    private const long AdminsLock = 0x5245_434F_474E_0013;

    /// <summary>Users in the order of their names in lower case.</summary>
    /// <param name="after">Begins after this name, in lower case; null for the beginning.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<UserOverview>> ListAsync(string? after, int take, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var users = after is null
            ? database.Users
            : database.Users.Where(user => string.Compare(user.NormalizedName, after) > 0);
        return await users.OrderBy(user => user.NormalizedName).Take(take)
            .Select(user => new UserOverview(
                user,
                database.PasswordLinks.Where(link => link.UserId == user.Id && link.ExpiresAt > now)
                    .Select(link => (DateTimeOffset?)link.ExpiresAt).FirstOrDefault(),
                database.UserSessions.Where(session => session.UserId == user.Id)
                    .Max(session => (DateTimeOffset?)session.SeenAt)))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Makes a user who can do nothing before choosing a password by the link.</summary>
    /// <exception cref="InvalidUserNameException">The name breaks a rule or is taken.</exception>
    public async Task<NewPasswordLink> InviteAsync(
        string name, bool isAdmin, AuditActor by, CancellationToken cancellationToken)
    {
        var user = AccountDirectory.NewUser(name, isAdmin, OneTimePassword.Create(), hasher, clock);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await AddUserAsync(database, user, by, cancellationToken);
        var link = await links.AddAsync(database, user, PasswordLinks.InvitationLifetime, by, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return link;
    }

    /// <summary>Takes the right to administrate, or gives it.</summary>
    public Task<UserChange> SetAdminAsync(Guid userId, bool isAdmin, AuditActor by, CancellationToken cancellationToken) =>
        ChangeAsync(
            userId, user => user.IsAdmin == isAdmin, isTakingAnAdmin: !isAdmin,
            async (database, user) =>
            {
                await database.Users.Where(row => row.Id == userId).ExecuteUpdateAsync(
                    row => row.SetProperty(column => column.IsAdmin, isAdmin), cancellationToken);
                return isAdmin
                    ? new AuditRecord(by, AuditActions.AdminGiven, "Made a user an admin.")
                    : new AuditRecord(by, AuditActions.AdminTaken, "Took the right to administrate from a user.");
            },
            cancellationToken);

    /// <summary>Keeps a user out, at once, or lets the user in again. Data and tokens stay; sessions and links end.</summary>
    public Task<UserChange> SetDisabledAsync(Guid userId, bool isDisabled, AuditActor by, CancellationToken cancellationToken) =>
        ChangeAsync(
            userId, user => user.DisabledAt is not null == isDisabled, isTakingAnAdmin: isDisabled,
            async (database, user) =>
            {
                var since = isDisabled ? clock.GetUtcNow() : (DateTimeOffset?)null;
                await database.Users.Where(row => row.Id == userId).ExecuteUpdateAsync(
                    row => row.SetProperty(column => column.DisabledAt, since), cancellationToken);
                await database.UserSessions.Where(row => row.UserId == userId).ExecuteDeleteAsync(cancellationToken);
                await database.PasswordLinks.Where(row => row.UserId == userId).ExecuteDeleteAsync(cancellationToken);
                return isDisabled
                    ? new AuditRecord(by, AuditActions.UserDisabled, "Disabled a user.")
                    : new AuditRecord(by, AuditActions.UserEnabled, "Enabled a user again.");
            },
            cancellationToken);

    /// <summary>Adds a user, and the entry in the audit log, within the context's transaction.</summary>
    /// <exception cref="InvalidUserNameException">The name is taken.</exception>
    internal static async Task AddUserAsync(
        RecognizeDbContext database, UserAccount user, AuditActor by, CancellationToken cancellationToken)
    {
        database.Users.Add(user);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (
            exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            throw new InvalidUserNameException($"There is already a user named \"{user.Name}\".");
        }
        await database.AppendAsync(
            new AuditRecord(by, AuditActions.UserMade, user.IsAdmin ? "Made a user, an admin." : "Made a user.")
            {
                About = new(user.Id, user.Name),
            },
            cancellationToken);
    }

    private async Task<UserChange> ChangeAsync(
        Guid userId, Func<UserAccount, bool> isSo, bool isTakingAnAdmin,
        Func<RecognizeDbContext, UserAccount, Task<AuditRecord>> change, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);

        // Two admins who take each other's rights at once: the second waits here, and then is the last one.
        await database.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({AdminsLock})", cancellationToken);
        var user = await database.Users
            .FromSql($"SELECT * FROM users WHERE id = {userId} FOR UPDATE")
            .SingleOrDefaultAsync(cancellationToken);
        if (user is null)
            return UserChange.NotFound;
        if (isSo(user))
            return UserChange.Changed;
        if (isTakingAnAdmin && user.IsAdmin && !await database.Users.AnyAsync(
            other => other.Id != userId && other.IsAdmin && other.DisabledAt == null, cancellationToken))
        {
            return UserChange.LastAdmin;
        }
        var record = await change(database, user);
        await database.AppendAsync(record with { About = new(user.Id, user.Name) }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return UserChange.Changed;
    }
}
