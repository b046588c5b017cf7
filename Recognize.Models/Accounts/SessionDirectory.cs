using Microsoft.EntityFrameworkCore;
using Recognize.Models.Auditing;
using Recognize.Models.Persistence;

namespace Recognize.Models.Accounts;

/// <summary>Sessions of browsers: opened by a sign-in, ended by the user, a new password, or an admin.</summary>
public sealed class SessionDirectory(IDbContextFactory<RecognizeDbContext> databases, TimeProvider clock)
{
    /// <summary>A session that is not used for so long ends.</summary>
    public static readonly TimeSpan IdleFor = TimeSpan.FromDays(14);

    /// <summary>A session ends after so long, however much it is used.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    /// <summary>The oldest make room for newer ones.</summary>
    public const int MostPerUser = 50;

    private const int BrowserLength = 200;

    /// <summary>How stale "last seen" may be: pages ask often, and must not cost a write each time.</summary>
    private static readonly TimeSpan SeenPrecision = TimeSpan.FromMinutes(5);

    /// <summary>Opens a session for a user whose password, or whose provider's token, has just been verified.</summary>
    /// <param name="user">As it was verified.</param>
    /// <param name="actor">The user, with the address.</param>
    /// <param name="browser">What the browser calls itself.</param>
    /// <param name="cancellationToken">Gives up; then none is opened.</param>
    /// <returns>Null when the password was changed or the account disabled since it was verified.</returns>
    public async Task<Guid?> OpenAsync(
        UserAccount user, AuditActor actor, string? browser, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        var now = clock.GetUtcNow();
        var shortBrowser = browser is { Length: > BrowserLength } ? browser[..BrowserLength] : browser;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);

        // The share lock makes a change of the password wait, and it then ends this session with the others; or the change
        // came first, and no row matches.
        await using (var open = await OpenConnection.OfAsync(database, cancellationToken))
        {
            var opened = await open.Connection.ExecuteAsync(
                """
                INSERT INTO user_sessions (id, user_id, opened_at, seen_at, address, browser)
                SELECT $1::uuid, id, $3::timestamptz, $3::timestamptz, $4::text, $5::text FROM users
                WHERE id = $2 AND password_hash = $6 AND disabled_at IS NULL FOR SHARE
                """,
                cancellationToken, id, user.Id, now, actor.Address ?? (object)DBNull.Value,
                shortBrowser ?? (object)DBNull.Value, user.PasswordHash);
            if (opened == 0)
                return null;
            await open.Connection.ExecuteAsync(
                """
                DELETE FROM user_sessions WHERE user_id = $1 AND (seen_at < $2 OR opened_at < $3 OR id IN (
                    SELECT id FROM user_sessions WHERE user_id = $1 ORDER BY seen_at DESC, id DESC OFFSET $4))
                """,
                cancellationToken, user.Id, now - IdleFor, now - Longest, MostPerUser);
            await open.Connection.AppendAsync(
                new AuditRecord(actor, AuditActions.SessionOpened, "Signed in.") { About = new(user.Id, user.Name) },
                cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return id;
    }

    /// <summary>Whose session it is; null when it has ended or its user may not sign in any more.</summary>
    public async Task<UserAccount?> FindUserAsync(Guid sessionId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var found = await Live(database, now)
            .Where(session => session.Id == sessionId)
            .Join(database.Users, session => session.UserId, user => user.Id, (session, user) => new { session.SeenAt, user })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null || found.user.DisabledAt is not null)
            return null;
        if (found.SeenAt < now - SeenPrecision)
        {
            await database.UserSessions.Where(session => session.Id == sessionId)
                .ExecuteUpdateAsync(row => row.SetProperty(session => session.SeenAt, now), cancellationToken);
        }
        return found.user;
    }

    /// <summary>The live sessions of a user, the latest used first.</summary>
    public async Task<IReadOnlyList<UserSession>> ListAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await Live(database, clock.GetUtcNow()).Where(session => session.UserId == userId)
            .OrderByDescending(session => session.SeenAt).ThenByDescending(session => session.Id)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Ends a session of a user; false when the user has no such session.</summary>
    public async Task<bool> EndAsync(Guid userId, Guid sessionId, AuditActor actor, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var name = await database.Users.Where(user => user.Id == userId).Select(user => user.Name)
            .SingleOrDefaultAsync(cancellationToken);
        var ended = await database.UserSessions
            .Where(session => session.Id == sessionId && session.UserId == userId)
            .ExecuteDeleteAsync(cancellationToken);
        if (name is null || ended == 0)
            return false;
        await database.AppendAsync(
            new AuditRecord(actor, AuditActions.SessionsEnded, "Ended a session.") { About = new(userId, name) },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static IQueryable<UserSession> Live(RecognizeDbContext database, DateTimeOffset now)
    {
        var (seenAfter, openedAfter) = (now - IdleFor, now - Longest);
        return database.UserSessions.Where(session => session.SeenAt > seenAfter && session.OpenedAt > openedAfter);
    }
}
