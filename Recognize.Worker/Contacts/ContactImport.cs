using Microsoft.EntityFrameworkCore;
using Npgsql;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.Cards;
using Recognize.Models.Persistence;

namespace Recognize.Worker.Contacts;

/// <summary>What one reading of a source did.</summary>
/// <param name="Contacts">Contacts in it.</param>
/// <param name="Added">New ones.</param>
/// <param name="Changed">Ones whose name or photos changed.</param>
/// <param name="Removed">Ones that are no longer in it; people keep their names.</param>
/// <param name="Unreadable">Cards that could not be taken; each is in the list of contacts with its reason.</param>
/// <param name="Skipped">Lists, companies and the like.</param>
internal sealed record ContactImportSummary(int Contacts, int Added, int Changed, int Removed, int Unreadable, int Skipped)
{
    /// <summary>Why nobody was taken for gone, in a sentence for the owner; null when the source was there as a whole.</summary>
    public string? Problem { get; init; }
}

/// <summary>Reads contacts from a file of cards or a folder. A source read again is compared, not doubled.</summary>
internal sealed class ContactImport(
    IDbContextFactory<RecognizeDbContext> databases, NpgsqlDataSource connections, ContactStore store, TimeProvider clock)
{
    /// <summary>Reads a file of cards.</summary>
    /// <param name="ownerId">Whose contacts.</param>
    /// <param name="name">The file's name: one of the same name is compared with it.</param>
    /// <param name="open">Opens it.</param>
    /// <param name="cancellationToken">Stops between two contacts; those read so far stay.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<ContactImportSummary> ImportFileAsync(
        Guid ownerId, string name, Func<Stream> open, CancellationToken cancellationToken)
    {
        var source = await EnsureSourceAsync(ownerId, ContactSourceKind.File, name, null, cancellationToken);
        await using var stream = open();
        return await ImportAsync(source, FromCards(VCardReader.Read(stream)), cancellationToken);
    }

    /// <summary>Reads a folder of <c>Name/photo.jpg</c> and of files of cards.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public async Task<ContactImportSummary> ImportFolderAsync(
        Guid ownerId, string folder, CancellationToken cancellationToken)
    {
        var source = await EnsureFolderAsync(ownerId, folder, cancellationToken);
        return await ImportAsync(source, FromFolder(source.Address!), cancellationToken);
    }

    /// <summary>The source of a folder, made when it is not there.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public async Task<ContactSource> EnsureFolderAsync(Guid ownerId, string folder, CancellationToken cancellationToken)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return Directory.Exists(path)
            ? await EnsureSourceAsync(ownerId, ContactSourceKind.Folder, path, path, cancellationToken)
            : throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
    }

    /// <summary>The source of that name, made when it is not there.</summary>
    public async Task<ContactSource> EnsureSourceAsync(
        Guid ownerId, ContactSourceKind kind, string name, string? address, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.EnsureContactSourceAsync(ownerId, kind, name, address, clock.GetUtcNow(), cancellationToken);
    }

    private async Task<ContactImportSummary> ImportAsync(
        ContactSource source, IEnumerable<ImportedContact?> contacts, CancellationToken cancellationToken)
    {
        await using var alone = await ContactSourceLock.TakeAsync(connections, source.Id, cancellationToken);
        var counts = new Dictionary<StoredContact, int>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var (unreadable, skipped, isBroken) = (0, 0, false);
        foreach (var contact in contacts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (contact is null)
            {
                skipped++;
                continue;
            }
            var unique = contact with { Key = Unique(contact.Key, keys) };
            var stored = await store.StoreAsync(source, unique, cancellationToken);
            counts[stored] = counts.GetValueOrDefault(stored) + 1;
            unreadable += contact.Problem is null ? 0 : 1;
            isBroken |= contact.IsFileBroken;
        }
        // Half a download, or a disk that is not there, says nothing about who is gone.
        var problem = isBroken ? "The file is empty or breaks off: whoever is not in it was kept."
            : source.Kind == ContactSourceKind.Folder && keys.Count + skipped == 0 ? "The folder is empty: its contacts were kept."
            : null;
        var removed = problem is null
            ? await store.RemoveAsync(source.Id, key => !keys.Contains(key), cancellationToken)
            : 0;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.ContactSources.Where(row => row.Id == source.Id).ExecuteUpdateAsync(
            row => row.SetProperty(changed => changed.LastSyncAt, clock.GetUtcNow())
                .SetProperty(changed => changed.SyncRequestedAt, (DateTimeOffset?)null)
                .SetProperty(changed => changed.Problem, problem),
            cancellationToken);
        return new ContactImportSummary(
            keys.Count, counts.GetValueOrDefault(StoredContact.Added), counts.GetValueOrDefault(StoredContact.Changed),
            removed, unreadable, skipped)
        {
            Problem = problem,
        };
    }

    /// <summary>Null stands for a card that is no person.</summary>
    private static IEnumerable<ImportedContact?> FromCards(IEnumerable<VCardReading> readings) =>
        readings.Select(reading => reading.Card switch
        {
            { IsPerson: false } => null,
            { } card => new ImportedContact(card.Uid ?? $"name:{card.Name}", card.Name, null, card.Photos, null),
            null => new ImportedContact(
                $"broken:{reading.Name ?? "card"}", reading.Name ?? $"Card at line {reading.Line}", null, [], reading.Problem)
            {
                IsFileBroken = reading.IsFileBroken,
            },
        });

    private static IEnumerable<ImportedContact?> FromFolder(string folder)
    {
        foreach (var contact in ContactFolder.Read(folder))
        {
            yield return new ImportedContact(
                $"folder:{contact.Name}", contact.Name, null, [.. contact.Photos.Select(ContactFolder.ReadPhoto)], null);
        }
        foreach (var path in ContactFolder.CardFiles(folder))
        {
            using var file = File.OpenRead(path);
            foreach (var contact in FromCards(VCardReader.Read(file)))
                yield return contact;
        }
    }

    /// <summary>Two cards of one id, or of one name without an id, are two contacts.</summary>
    private static string Unique(string key, HashSet<string> taken)
    {
        var unique = key;
        for (var number = 2; !taken.Add(unique); number++)
            unique = $"{key}#{number}";
        return unique;
    }
}
