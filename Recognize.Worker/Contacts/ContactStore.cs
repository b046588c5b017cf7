using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.Cards;
using Recognize.Models.Contacts.Portraits;
using Recognize.Models.Media;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Contacts;

/// <summary>A contact as a source has it.</summary>
/// <param name="Key">What the source knows it by.</param>
/// <param name="Name">Its name, or what stands for one that cannot be read.</param>
/// <param name="Etag">The server's mark of this version, if any.</param>
/// <param name="Photos">Its portraits.</param>
/// <param name="Problem">Why its card cannot be taken; null when it can.</param>
internal sealed record ImportedContact(
    string Key, string Name, string? Etag, IReadOnlyList<ContactPhoto> Photos, string? Problem)
{
    /// <summary>Whether its file breaks off here, so that more may be missing than this contact.</summary>
    public bool IsFileBroken { get; init; }
}

/// <summary>What became of a contact.</summary>
internal enum StoredContact
{
    Added,
    Changed,
    Unchanged,
}

/// <summary>
/// Writes contacts, each in a transaction of its own: an import that dies goes on where it was when it is made again.
/// Photos are kept small and are not looked at for faces here.
/// </summary>
internal sealed class ContactStore(
    IDbContextFactory<RecognizeDbContext> databases, PortraitReader portraits, OwnerKeys keys, TimeProvider clock)
{
    public async Task<StoredContact> StoreAsync(
        ContactSource source, ImportedContact imported, CancellationToken cancellationToken)
    {
        var hash = HashOf(imported);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // The source before its contacts, and a contact before its portraits, as whoever answers for them does.
        var held = await database.ContactSources
            .FromSql($"SELECT * FROM contact_sources WHERE id = {source.Id} FOR SHARE").SingleAsync(cancellationToken);
        var contact = await database.Contacts
            .FromSql($"SELECT * FROM contacts WHERE source_id = {source.Id} AND key = {imported.Key} FOR NO KEY UPDATE")
            .AsTracking().SingleOrDefaultAsync(cancellationToken);
        var isNew = contact is null;
        if (contact is { RemovedAt: null } && contact.ContentHash.AsSpan().SequenceEqual(hash))
        {
            contact.Etag = imported.Etag;
            await database.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return StoredContact.Unchanged;
        }
        if (contact is null)
        {
            contact = new Contact
            {
                OwnerId = source.OwnerId, SourceId = source.Id, Key = imported.Key, Name = imported.Name, ContentHash = hash,
            };
            database.Contacts.Add(contact);
            AnswerBySource(database, contact, held);
        }
        (contact.Name, contact.Etag, contact.ContentHash) = (imported.Name, imported.Etag, hash);
        (contact.RemovedAt, contact.ChangedAt) = (null, clock.GetUtcNow());
        await database.SaveChangesAsync(cancellationToken);
        await StorePhotosAsync(database, contact, imported.Photos, cancellationToken);
        await ContactStates.RefreshAsync(database, contact, cancellationToken);
        if (imported.Problem is not null)
        {
            (contact.State, contact.Reason) = (ContactState.Unreadable, imported.Problem);
            await database.SaveChangesAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return isNew ? StoredContact.Added : StoredContact.Changed;
    }

    /// <summary>
    /// Marks contacts that their source has no more, and forgets their photos. The people they are keep name and faces, and
    /// the answer stays, should the contact come back.
    /// </summary>
    /// <param name="sourceId">The source.</param>
    /// <param name="isGone">Tells by the key.</param>
    /// <param name="cancellationToken">Gives up; then nothing is marked.</param>
    public async Task<int> RemoveAsync(Guid sourceId, Func<string, bool> isGone, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var known = await database.Contacts.Where(row => row.SourceId == sourceId && row.RemovedAt == null)
            .Select(row => new { row.Id, row.Key }).ToListAsync(cancellationToken);
        var gone = known.Where(row => isGone(row.Key)).Select(row => row.Id).ToList();
        await database.Database.ExecuteSqlAsync(
            $"SELECT 1 FROM contacts WHERE id = ANY ({gone}) ORDER BY id FOR NO KEY UPDATE", cancellationToken);
        await database.Contacts.Where(row => gone.Contains(row.Id))
            .ExecuteUpdateAsync(row => row.SetProperty(contact => contact.RemovedAt, clock.GetUtcNow()), cancellationToken);
        await database.ContactPortraits.Where(row => gone.Contains(row.ContactId)).ExecuteDeleteAsync(cancellationToken);
        // What the owner refused stays, should the contact come back.
        await database.ContactSuggestions.Where(row => gone.Contains(row.ContactId) && !row.IsRefused)
            .ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return gone.Count;
    }

    /// <summary>A new contact of a source of which the owner says that everybody agreed. What is known keeps its own answer.</summary>
    private void AnswerBySource(RecognizeDbContext database, Contact contact, ContactSource source)
    {
        if (source.AgreedAt is null)
            return;
        (contact.Answer, contact.IsSourceAnswer) = (ContactAnswer.Agreed, true);
        database.ContactConsents.Add(new ContactConsent
        {
            ContactId = contact.Id, Answer = ContactAnswer.Agreed, IsSourceAnswer = true, TextVersion = source.AgreedText!,
            AnsweredBy = source.AgreedBy!, AnsweredAt = clock.GetUtcNow(),
        });
    }

    private async Task StorePhotosAsync(
        RecognizeDbContext database, Contact contact, IReadOnlyList<ContactPhoto> photos, CancellationToken cancellationToken)
    {
        var known = await database.ContactPortraits.AsTracking().Where(row => row.ContactId == contact.Id).ToListAsync(cancellationToken);
        var kept = new HashSet<Guid>();
        using var seal = await keys.WritingAsync(
            (NpgsqlConnection)database.Database.GetDbConnection(), contact.OwnerId, cancellationToken);
        for (short place = 0; place < photos.Count; place++)
        {
            var hash = SHA256.HashData(photos[place].Content ?? Encoding.UTF8.GetBytes(photos[place].Problem!));
            // The same photo keeps what its owner said about it.
            if (known.Find(row => row.ContentHash.AsSpan().SequenceEqual(hash)) is { } same)
            {
                if (kept.Add(same.Id))
                    same.Place = place;
                continue;
            }
            var made = Make(contact, place, hash, photos[place], seal, cancellationToken);
            database.ContactPortraits.Add(made);
            known.Add(made);
            kept.Add(made.Id);
        }
        database.ContactPortraits.RemoveRange(known.Where(row => !kept.Contains(row.Id)));
        await database.SaveChangesAsync(cancellationToken);
    }

    private ContactPortrait Make(
        Contact contact, short place, byte[] hash, ContactPhoto photo, OwnerSeal seal, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        var (image, problem) = ((byte[]?)null, photo.Problem);
        if (photo.Content is { } content)
        {
            try
            {
                image = seal.Seal(portraits.Shrink(content, cancellationToken), SealedRow.Portrait(id));
            }
            catch (UnreadableMediaException unreadable)
            {
                problem = unreadable.Message;
            }
        }
        return new ContactPortrait
        {
            Id = id, ContactId = contact.Id, Place = place, ContentHash = hash, Image = image,
            State = image is null ? PortraitState.Unreadable : PortraitState.Waiting,
            Reason = image is null ? problem : ContactStates.WaitingReason(contact.Answer),
        };
    }

    private static byte[] HashOf(ImportedContact contact)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(contact.Name);
        Append(contact.Problem ?? "");
        foreach (var photo in contact.Photos)
            hash.AppendData(SHA256.HashData(photo.Content ?? Encoding.UTF8.GetBytes(photo.Problem!)));
        return hash.GetHashAndReset();

        void Append(string text)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            hash.AppendData([0]);
        }
    }
}
