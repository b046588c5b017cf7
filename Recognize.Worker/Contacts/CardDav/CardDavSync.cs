using System.Text;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.CardDav;
using Recognize.Models.Contacts.Cards;
using Recognize.Models.Persistence;

namespace Recognize.Worker.Contacts.CardDav;

/// <summary>
/// Reads address books: only what changed since the last time, by the server's sync token where it offers one, else by
/// ETags. Contacts are stored before the token is: a run that dies repeats work and loses none.
/// </summary>
internal sealed class CardDavSync(
    IDbContextFactory<RecognizeDbContext> databases, NpgsqlDataSource connections, AllowedServers allowed, SecretBox secrets,
    ContactStore store, AddressBookRequests requests, ContactConsentLedger consents, TimeProvider clock)
{
    /// <summary>Cards asked for at once.</summary>
    private const int BatchSize = 20;

    /// <summary>Answers to one question about changes; a server may give them in parts.</summary>
    private const int MostParts = 1000;

    /// <summary>Makes the address books of a user sources of an owner's contacts.</summary>
    /// <exception cref="CardDavException">They cannot be found; nothing was stored.</exception>
    public async Task<IReadOnlyList<ContactSource>> AddAsync(
        Guid ownerId, string address, string userName, string password, CancellationToken cancellationToken)
    {
        var start = AllowedServers.Check(address);
        using var connection = new CardDavConnection(allowed, userName, password);
        var books = await CardDavDiscovery.FindAsync(connection, start, cancellationToken);
        return await StoreAsync(ownerId, books, userName, password, cancellationToken);
    }

    private async Task<IReadOnlyList<ContactSource>> StoreAsync(
        Guid ownerId, IReadOnlyList<AddressBook> books, string userName, string password, CancellationToken cancellationToken)
    {
        var sources = new List<ContactSource>();
        foreach (var book in books)
        {
            sources.Add(await requests.StoreAsync(
                ownerId, $"{book.Name} ({book.Address.Host}{book.Address.AbsolutePath})", book.Address, userName, password,
                cancellationToken));
        }
        return sources;
    }

    /// <summary>Reads one address book. A failure is kept with the source, for its owner.</summary>
    /// <exception cref="CardDavException">It cannot be read; what is known of it stays.</exception>
    public async Task<ContactImportSummary> SyncAsync(Guid sourceId, CancellationToken cancellationToken)
    {
        await using var alone = await ContactSourceLock.TakeAsync(connections, sourceId, cancellationToken);
        try
        {
            return await ReadAsync(sourceId, cancellationToken);
        }
        catch (Exception failure) when (failure is CardDavException or AnswerTooLargeException)
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            await database.ContactSources.Where(row => row.Id == sourceId).ExecuteUpdateAsync(
                row => row.SetProperty(source => source.Problem, failure.Message)
                    .SetProperty(source => source.SyncRequestedAt, (DateTimeOffset?)null)
                    .SetProperty(source => source.LastSyncAt, clock.GetUtcNow()),
                cancellationToken);
            throw failure is CardDavException ? failure : new CardDavException(failure.Message, failure);
        }
    }

    private async Task<ContactImportSummary> ReadAsync(Guid sourceId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var source = await database.ContactSources.AsTracking().SingleAsync(row => row.Id == sourceId, cancellationToken);
        if (source.Password is null || secrets.TryOpen(source.Password, AddressBookRequests.PurposeOf(source.Id)) is not { } password)
            throw new CardDavException("The password cannot be opened with the key of this installation: add the address book again.");
        using var connection = new CardDavConnection(allowed, source.UserName!, password);
        var book = new Uri(source.Address!);

        if (source.SyncToken is null && !await database.Contacts.AnyAsync(row => row.SourceId == sourceId, cancellationToken))
        {
            // Nothing was ever read from it: it may stand for all books of a user.
            var books = await CardDavDiscovery.FindAsync(connection, book, cancellationToken);
            if (books is not [var itself] || itself.Address != book)
                return await PutInPlaceAsync(source, books, password, cancellationToken);
        }
        var changes = await ChangesAsync(connection, book, source.SyncToken, cancellationToken);
        var known = await database.Contacts.Where(row => row.SourceId == sourceId && row.RemovedAt == null)
            .ToDictionaryAsync(row => row.Key, row => row.Etag, StringComparer.Ordinal, cancellationToken);
        var due = changes.Present.Where(card => card.Etag is null || known.GetValueOrDefault(KeyOf(card.Address)) != card.Etag).ToList();
        var counts = new int[3];
        var (unreadable, skipped) = (0, 0);
        foreach (var batch in due.Chunk(BatchSize))
        {
            await foreach (var contact in FetchAsync(connection, book, batch, cancellationToken))
            {
                if (contact.Name.Length == 0)
                {
                    skipped++;
                    continue;
                }
                counts[(int)await store.StoreAsync(source, contact, cancellationToken)]++;
                unreadable += contact.Problem is null ? 0 : 1;
            }
        }
        var present = changes.Present.Select(card => KeyOf(card.Address)).ToHashSet(StringComparer.Ordinal);
        var gone = changes.Gone.Select(KeyOf).ToHashSet(StringComparer.Ordinal);
        var removed = await store.RemoveAsync(
            sourceId, key => changes.IsWhole ? !present.Contains(key) : gone.Contains(key), cancellationToken);

        (source.SyncToken, source.LastSyncAt) = (changes.Token, clock.GetUtcNow());
        (source.SyncRequestedAt, source.Problem) = (null, null);
        await database.SaveChangesAsync(cancellationToken);
        var all = await database.Contacts.CountAsync(row => row.SourceId == sourceId && row.RemovedAt == null, cancellationToken);
        return new ContactImportSummary(
            all, counts[(int)StoredContact.Added], counts[(int)StoredContact.Changed], removed, unreadable, skipped);
    }

    /// <summary>Puts the address books that were found in the place of the request for them, and reads them.</summary>
    private async Task<ContactImportSummary> PutInPlaceAsync(
        ContactSource request, IReadOnlyList<AddressBook> books, string password, CancellationToken cancellationToken)
    {
        var sources = await StoreAsync(request.OwnerId, books, request.UserName!, password, cancellationToken);
        if (request.AgreedBy is { } by)
        {
            foreach (var source in sources)
            {
                await consents.AnswerSourceAsync(
                    request.OwnerId, source.Id, hasAgreed: true, new ContactAnswerer(by, by), cancellationToken);
            }
        }
        // Last: a process that dies before this finds the same books again.
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.ContactSources.Where(row => row.Id == request.Id).ExecuteDeleteAsync(cancellationToken);
        var total = new ContactImportSummary(0, 0, 0, 0, 0, 0);
        foreach (var source in sources)
        {
            try
            {
                var done = await SyncAsync(source.Id, cancellationToken);
                total = new ContactImportSummary(
                    total.Contacts + done.Contacts, total.Added + done.Added, total.Changed + done.Changed,
                    total.Removed + done.Removed, total.Unreadable + done.Unreadable, total.Skipped + done.Skipped);
            }
            catch (CardDavException)
            {
                // Kept with that book, where its owner reads it; the others are read all the same.
            }
        }
        return total;
    }

    /// <summary>What is there, or what changed since a token.</summary>
    private sealed record Changes(List<CardDavResource> Present, List<Uri> Gone, bool IsWhole, string? Token);

    private static async Task<Changes> ChangesAsync(
        CardDavConnection connection, Uri book, string? token, CancellationToken cancellationToken)
    {
        var offered = CardDavXml.Resources(await connection.AskAsync(
                "PROPFIND", book, "0", CardDavXml.PropFind(CardDavXml.Dav + "sync-token"), cancellationToken))
            .Select(resource => resource.Find(CardDavXml.Dav + "sync-token")?.Value).FirstOrDefault(text => !string.IsNullOrEmpty(text));
        if (offered is null)
        {
            var listed = CardDavXml.Resources(await connection.AskAsync(
                "PROPFIND", book, "1", CardDavXml.PropFind(CardDavXml.Dav + "getetag", CardDavXml.Dav + "resourcetype"), cancellationToken));
            return new Changes([.. listed.Where(resource => IsCard(resource, book))], [], IsWhole: true, null);
        }
        if (token is null)
            return await SinceAsync(connection, book, null, cancellationToken);
        try
        {
            return await SinceAsync(connection, book, token, cancellationToken);
        }
        catch (SyncTokenExpiredException)
        {
            return await SinceAsync(connection, book, null, cancellationToken);
        }
    }

    private static async Task<Changes> SinceAsync(
        CardDavConnection connection, Uri book, string? token, CancellationToken cancellationToken)
    {
        var present = new Dictionary<string, CardDavResource>(StringComparer.Ordinal);
        var gone = new Dictionary<string, Uri>(StringComparer.Ordinal);
        var next = token;
        for (var part = 0; part < MostParts; part++)
        {
            var answer = await connection.AskAsync("REPORT", book, "1", CardDavXml.SyncCollection(next), cancellationToken);
            var isMore = answer.Body.Root!.Elements(CardDavXml.Dav + "response").Any(response =>
                response.Element(CardDavXml.Dav + "status")?.Value.Contains(" 507", StringComparison.Ordinal) == true);
            foreach (var resource in CardDavXml.Resources(answer).Where(resource => resource.Address.AbsolutePath != book.AbsolutePath))
            {
                var key = KeyOf(resource.Address);
                if (resource.IsGone)
                {
                    gone[key] = resource.Address;
                    present.Remove(key);
                }
                else if (IsCard(resource, book))
                {
                    present[key] = resource;
                    gone.Remove(key);
                }
            }
            next = answer.Body.Root.Element(CardDavXml.Dav + "sync-token")?.Value ?? next;
            if (!isMore)
                return new Changes([.. present.Values], [.. gone.Values], IsWhole: token is null, next);
        }
        throw new CardDavException($"{book.Host} does not come to an end with its changes.");
    }

    private static async IAsyncEnumerable<ImportedContact> FetchAsync(
        CardDavConnection connection, Uri book, CardDavResource[] batch,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<(Uri Address, string? Etag, byte[] Card)>? cards = null;
        try
        {
            cards = [.. CardDavXml.Resources(await connection.AskAsync(
                    "REPORT", book, "1", CardDavXml.MultiGet(batch.Select(card => card.Address)), cancellationToken))
                .Select(resource => (resource, Text: resource.Find(CardDavXml.CardDav + "address-data")?.Value))
                .Where(row => row.Text is not null)
                .Select(row => (row.resource.Address, row.resource.Etag, Encoding.UTF8.GetBytes(row.Text!)))];
        }
        catch (AnswerTooLargeException)
        {
            // Large photos: one card at a time fits.
        }
        if (cards is not null)
        {
            foreach (var (address, etag, card) in cards)
                yield return Read(address, etag, card);
            yield break;
        }
        foreach (var resource in batch)
        {
            if (await connection.GetAsync(resource.Address, cancellationToken) is { } card)
                yield return Read(resource.Address, resource.Etag, card);
        }
    }

    /// <summary>An empty name stands for a card that is no person.</summary>
    private static ImportedContact Read(Uri address, string? etag, byte[] card)
    {
        var reading = VCardReader.Read(new MemoryStream(card)).First();
        return reading.Card switch
        {
            { IsPerson: false } => new ImportedContact(KeyOf(address), "", etag, [], null),
            { } read => new ImportedContact(KeyOf(address), read.Name, etag, read.Photos, null),
            null => new ImportedContact(
                KeyOf(address), reading.Name ?? KeyOf(address).Split('/')[^1], etag, [], reading.Problem),
        };
    }

    private static bool IsCard(CardDavResource resource, Uri book) =>
        !resource.IsGone && !resource.IsCollection && resource.Address.AbsolutePath != book.AbsolutePath;

    private static string KeyOf(Uri address) => Uri.UnescapeDataString(address.AbsolutePath);
}
