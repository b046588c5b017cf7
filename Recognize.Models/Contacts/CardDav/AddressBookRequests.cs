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
        var source = await StoreAsync(
            ownerId, $"{userName} ({start.Authority}{start.AbsolutePath.TrimEnd('/')})", start, userName, password, cancellationToken);
        return source.Id;
    }

    /// <summary>Stores an address book, or what is to be found at an address, as a source that is to be read soon.</summary>
    /// <param name="ownerId">Whose contacts they are to be.</param>
    /// <param name="name">One of the same name gets this address and password.</param>
    /// <param name="address">Of an allowed server: this is not checked here.</param>
    /// <param name="userName">On that server.</param>
    /// <param name="password">Kept sealed.</param>
    /// <param name="cancellationToken">Cancels; nothing is stored then.</param>
    public async Task<ContactSource> StoreAsync(
        Guid ownerId, string name, Uri address, string userName, string password, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var source = await database.EnsureContactSourceAsync(
            ownerId, ContactSourceKind.CardDav, name, address.ToString(), now, cancellationToken);
        (source.Address, source.UserName) = (address.ToString(), userName);
        source.Password = secrets.Seal(password, PurposeOf(source.Id));
        (source.SyncRequestedAt, source.Problem) = (now, null);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return source;
    }
}
