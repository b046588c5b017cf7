using Microsoft.EntityFrameworkCore;
using Recognize.Models.Persistence;

namespace Recognize.Models.Contacts.CardDav;

/// <summary>
/// Address books that somebody asks to have read. Nothing is called here: a worker finds the books of the user at the
/// address, makes each a source of its own, and forgets the request; why it cannot is kept with it.
/// </summary>
public sealed class AddressBookRequests(
    IDbContextFactory<RecognizeDbContext> databases, AllowedServers allowed, SecretBox secrets, TimeProvider clock)
{
    /// <summary>What a source's password is sealed for.</summary>
    public static string PurposeOf(Guid sourceId) => $"contact source {sourceId}";

    /// <summary>Stores a request, or the new password of one that is there.</summary>
    /// <param name="ownerId">Whose contacts they are to be.</param>
    /// <param name="address">Of the server, of a user's books or of a single book.</param>
    /// <param name="userName">On that server.</param>
    /// <param name="password">Kept sealed.</param>
    /// <param name="cancellationToken">Cancels; nothing is stored then.</param>
    /// <returns>The source that stands for it until a worker has been there.</returns>
    /// <exception cref="CardDavException">The address cannot be used, or no admin has allowed its server.</exception>
    public async Task<Guid> AddAsync(
        Guid ownerId, string address, string userName, string password, CancellationToken cancellationToken)
    {
        var start = AllowedServers.Check(address);
        await allowed.RequireAsync(start, cancellationToken);
        var name = $"{userName} ({start.Authority}{start.AbsolutePath.TrimEnd('/')})";
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();
        await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO contact_sources (id, owner_id, kind, name, created_at)
            VALUES ({Guid.CreateVersion7()}, {ownerId}, {(short)ContactSourceKind.CardDav}, {name}, {now})
            ON CONFLICT (owner_id, kind, name) DO NOTHING
            """,
            cancellationToken);
        var source = await database.ContactSources.AsTracking().SingleAsync(
            row => row.OwnerId == ownerId && row.Kind == ContactSourceKind.CardDav && row.Name == name, cancellationToken);
        (source.Address, source.UserName) = (start.ToString(), userName);
        source.Password = secrets.Seal(password, PurposeOf(source.Id));
        (source.SyncRequestedAt, source.Problem) = (now, null);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return source.Id;
    }
}
