using Microsoft.EntityFrameworkCore;
using Npgsql;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.CardDav;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;
using Recognize.Worker.Contacts.CardDav;

namespace Recognize.Worker.Contacts;

/// <summary>What was done for an owner's contacts.</summary>
/// <param name="Sources">Files, folders and address books that were read.</param>
/// <param name="Failed">Those that could not be; the reason is kept with the source.</param>
/// <param name="Portraits">Portraits that were looked at.</param>
/// <param name="Matching">What was found; null when nothing had to be matched.</param>
internal sealed record ContactWorkSummary(int Sources, int Failed, int Portraits, ContactMatchingSummary? Matching);

/// <summary>
/// All that is due for contacts: handed-over files, address books, portraits, matching. Every step is safe to repeat.
/// </summary>
internal sealed class ContactWork(
    IDbContextFactory<RecognizeDbContext> databases, NpgsqlDataSource connections, ContactImport import, CardDavSync cardDav,
    PortraitWork portraits, ContactMatching matching, OwnerKeys keys, FaceKeyState state, TimeProvider clock)
{
    /// <summary>How often an address book is read without being asked.</summary>
    private static readonly TimeSpan SyncInterval = TimeSpan.FromHours(6);

    /// <summary>Owners who have contacts or handed some over.</summary>
    public async Task<IReadOnlyList<Guid>> OwnersAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.ContactSources.Select(source => source.OwnerId).Distinct().Order().ToListAsync(cancellationToken);
    }

    /// <summary>Does what is due; null when nothing was.</summary>
    public async Task<ContactWorkSummary?> RunAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        // Photos of contacts are sealed, and nothing may be stored in the clear: all of it waits for the key.
        if (await state.FindProblemAsync(cancellationToken) is not null)
            return null;
        var (read, failed) = await ReadSourcesAsync(ownerId, cancellationToken);
        var looked = await portraits.RunAsync(ownerId, cancellationToken);
        var found = await matching.RunIfDueAsync(ownerId, cancellationToken);
        return read + failed + looked > 0 || found is not null ? new ContactWorkSummary(read, failed, looked, found) : null;
    }

    /// <summary>Whether <see cref="RunAsync"/> has something to do.</summary>
    public async Task<bool> IsDueAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        if (await state.FindProblemAsync(cancellationToken) is not null)
            return false;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.ContactUploads.AnyAsync(
                upload => database.ContactSources.Any(source => source.Id == upload.SourceId && source.OwnerId == ownerId), cancellationToken)
            || await Due(database, ownerId).AnyAsync(cancellationToken)
            || await portraits.IsDueAsync(ownerId, cancellationToken)
            || await matching.IsDueAsync(ownerId, cancellationToken);
    }

    private IQueryable<ContactSource> Due(RecognizeDbContext database, Guid ownerId)
    {
        var before = clock.GetUtcNow() - SyncInterval;
        return database.ContactSources
            .Where(source => source.OwnerId == ownerId && source.Kind != ContactSourceKind.File)
            .Where(source => source.SyncRequestedAt != null
                || (source.Kind == ContactSourceKind.CardDav && (source.LastSyncAt == null || source.LastSyncAt < before)));
    }

    private async Task<(int Read, int Failed)> ReadSourcesAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var uploads = await database.ContactUploads
            .Join(database.ContactSources.Where(source => source.OwnerId == ownerId), upload => upload.SourceId, source => source.Id, (upload, source) => new { upload, source })
            .OrderBy(row => row.upload.CreatedAt).ThenBy(row => row.upload.Id).ToListAsync(cancellationToken);
        var (read, failed) = (0, 0);
        foreach (var row in uploads)
        {
            var seal = await keys.ReadingAsync(ownerId, cancellationToken);
            await import.ImportFileAsync(
                ownerId, row.source.Name, () => new UploadedCards(connections, seal, row.upload.Id), cancellationToken);
            // Last: a process that dies before this reads the file once more, and finds nothing new in it.
            await database.ContactUploads.Where(upload => upload.Id == row.upload.Id).ExecuteDeleteAsync(cancellationToken);
            read++;
        }
        var due = await Due(database, ownerId).OrderBy(source => source.Id).ToListAsync(cancellationToken);
        foreach (var source in due)
        {
            if (await TryReadAsync(source, cancellationToken))
                read++;
            else
                failed++;
        }
        return (read, failed);
    }

    private async Task<bool> TryReadAsync(ContactSource source, CancellationToken cancellationToken)
    {
        try
        {
            if (source.Kind == ContactSourceKind.CardDav)
                await cardDav.SyncAsync(source.Id, cancellationToken);
            else
                await import.ImportFolderAsync(source.OwnerId, source.Address!, cancellationToken);
            return true;
        }
        catch (CardDavException)
        {
            // Kept with the source, where its owner reads it.
            return false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            await database.ContactSources.Where(row => row.Id == source.Id).ExecuteUpdateAsync(
                row => row.SetProperty(changed => changed.Problem, "The folder cannot be read.")
                    .SetProperty(changed => changed.SyncRequestedAt, (DateTimeOffset?)null),
                cancellationToken);
            return false;
        }
    }
}
