using Microsoft.EntityFrameworkCore;
using Recognize.Models.Accounts;
using Recognize.Models.Auditing;
using Recognize.Models.Persistence;

namespace Recognize.Models.Sharing;

/// <summary>Gives, changes and ends shares, each in a transaction with its entry in the audit log. Nobody shares what is not theirs.</summary>
public sealed class ShareDirectory(IDbContextFactory<RecognizeDbContext> databases, TimeProvider clock)
{
    /// <summary>In UTF-16 units.</summary>
    public const int MaxLabelLength = 200;

    public Task<(ShareOutcome Outcome, Share? Share)> GiveAlbumAsync(
        Guid ownerId, Guid albumId, string recipient, ShareTerms terms, AuditActor by, CancellationToken cancellationToken) =>
        GiveAsync(ownerId, albumId, null, recipient, terms, by, cancellationToken);

    public Task<(ShareOutcome Outcome, Share? Share)> GiveLibraryAsync(
        Guid ownerId, Guid libraryId, string recipient, ShareTerms terms, AuditActor by, CancellationToken cancellationToken) =>
        GiveAsync(ownerId, null, libraryId, recipient, terms, by, cancellationToken);

    /// <summary>Replaces what a share says, by who gave it.</summary>
    public async Task<ShareOutcome> ChangeAsync(
        Guid userId, Guid shareId, ShareTerms terms, AuditActor by, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var share = await database.Shares
            .FromSql($"SELECT * FROM shares WHERE id = {shareId} AND owner_id = {userId} FOR UPDATE")
            .AsTracking().SingleOrDefaultAsync(cancellationToken);
        if (share is null)
        {
            var isRecipient = await new Visibility(database, userId).Received
                .AnyAsync(received => received.Id == shareId, cancellationToken);
            return isRecipient ? ShareOutcome.OwnersOnly : ShareOutcome.NotFound;
        }
        (share.Access, share.WithPeople, share.Label, share.ExpiresAt, share.ChangedAt) =
            (terms.Access, terms.WithPeople, terms.Label, terms.ExpiresAt, clock.GetUtcNow());
        await database.SaveChangesAsync(cancellationToken);
        var recipient = await database.Users.SingleAsync(user => user.Id == share.RecipientId, cancellationToken);
        await database.AppendAsync(ShareRecords.Changed(share, recipient, by), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ShareOutcome.Done;
    }

    /// <summary>
    /// Takes a share back, or leaves what was shared. What the recipient put into an album of their own goes with them.
    /// </summary>
    public async Task<ShareOutcome> EndAsync(Guid userId, Guid shareId, AuditActor by, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var sight = new Visibility(database, userId);
        var share = await sight.Given.Concat(sight.Received)
            .SingleOrDefaultAsync(row => row.Id == shareId, cancellationToken);
        if (share is null)
            return ShareOutcome.NotFound;

        // The album first, as whoever changes it does: then no file of the guest comes in behind this.
        if (share.AlbumId is { } albumId)
        {
            await database.Database.ExecuteSqlAsync(
                $"SELECT 1 FROM albums WHERE id = {albumId} FOR UPDATE", cancellationToken);
        }
        if (await database.Shares.Where(row => row.Id == shareId).ExecuteDeleteAsync(cancellationToken) == 0)
            return ShareOutcome.NotFound;
        await database.AlbumItems
            .Where(item => item.AlbumId == share.AlbumId
                && database.Media.Any(media => media.Id == item.MediaId && media.OwnerId == share.RecipientId))
            .ExecuteDeleteAsync(cancellationToken);
        var otherId = userId == share.OwnerId ? share.RecipientId : share.OwnerId;
        var other = await database.Users.SingleAsync(user => user.Id == otherId, cancellationToken);
        await database.AppendAsync(ShareRecords.Ended(share, other, by), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ShareOutcome.Done;
    }

    private async Task<(ShareOutcome Outcome, Share? Share)> GiveAsync(
        Guid ownerId, Guid? albumId, Guid? libraryId, string recipient, ShareTerms terms, AuditActor by,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var name = UserNames.Normalize(recipient);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);

        // Held until the share is there, so that it is not erased meanwhile.
        var isOwn = albumId is not null
            ? await database.Database.SqlQuery<Guid>(
                $"SELECT id FROM albums WHERE id = {albumId} AND owner_id = {ownerId} FOR KEY SHARE")
                .ToListAsync(cancellationToken)
            : await database.Database.SqlQuery<Guid>(
                $"SELECT id FROM libraries WHERE id = {libraryId} AND owner_id = {ownerId} FOR KEY SHARE")
                .ToListAsync(cancellationToken);
        if (isOwn.Count == 0)
            return (ShareOutcome.NotFound, null);
        var user = await database.Users.SingleOrDefaultAsync(
            row => row.NormalizedName == name && row.DisabledAt == null, cancellationToken);
        if (user is null)
            return (ShareOutcome.NoUser, null);
        if (user.Id == ownerId)
            return (ShareOutcome.OneSelf, null);

        // One that has ended by its date makes way.
        await database.Shares
            .Where(row => row.RecipientId == user.Id && row.ExpiresAt <= now
                && ((albumId != null && row.AlbumId == albumId) || (libraryId != null && row.LibraryId == libraryId)))
            .ExecuteDeleteAsync(cancellationToken);
        var share = new Share
        {
            OwnerId = ownerId, RecipientId = user.Id, AlbumId = albumId, LibraryId = libraryId, Access = terms.Access,
            WithPeople = terms.WithPeople, Label = terms.Label, CreatedAt = now, ChangedAt = now, ExpiresAt = terms.ExpiresAt,
        };
        // Of two who give the same at once the second waits, and then finds it given.
        var given = await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO shares (id, owner_id, recipient_id, album_id, library_id, access, with_people, label, created_at, changed_at, expires_at)
            VALUES ({share.Id}, {ownerId}, {user.Id}, {albumId}, {libraryId}, {(short)share.Access}, {share.WithPeople}, {share.Label},
                    {now}, {now}, {share.ExpiresAt})
            ON CONFLICT DO NOTHING
            """,
            cancellationToken);
        if (given == 0)
            return (ShareOutcome.Already, null);
        await database.AppendAsync(ShareRecords.Given(share, user, by), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (ShareOutcome.Done, share);
    }
}
