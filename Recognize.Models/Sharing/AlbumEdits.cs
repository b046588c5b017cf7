using Microsoft.EntityFrameworkCore;
using Recognize.Models.Auditing;
using Recognize.Models.Persistence;

namespace Recognize.Models.Sharing;

/// <summary>
/// Changes albums. Each change is a transaction that holds the album's row: users who act at once come one after the other,
/// and whether a user may is asked when that user's turn has come.
/// </summary>
public sealed class AlbumEdits(IDbContextFactory<RecognizeDbContext> databases, TimeProvider clock)
{
    public const int MaxItems = 50_000;

    /// <summary>In UTF-16 units.</summary>
    public const int MaxNameLength = 200;

    /// <summary>In UTF-16 units.</summary>
    public const int MaxDescriptionLength = 4_000;

    public async Task<Album> CreateAsync(
        Guid ownerId, string name, string? description, CancellationToken cancellationToken, string? query = null)
    {
        var now = clock.GetUtcNow();
        var album = new Album { OwnerId = ownerId, Name = name, Description = description, Query = query, CreatedAt = now, ChangedAt = now };
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        database.Albums.Add(album);
        await database.SaveChangesAsync(cancellationToken);
        return album;
    }

    /// <summary>Changes what an album says of itself.</summary>
    public Task<AlbumOutcome> ChangeAsync(
        Guid userId, Guid albumId, AlbumChange change, CancellationToken cancellationToken) =>
        EditAsync(
            userId, albumId, AccessLevel.Write,
            async (database, sight, album) =>
            {
                // What a search finds is shared: another one might share more.
                if (change.Query is not null && album.OwnerId != userId)
                    return AlbumOutcome.OwnersOnly;
                if (change.Query is not null && album.Query is null)
                    return AlbumOutcome.NotSmart;
                if (change.CoverMediaId is { } cover && !await sight.HasAsync(album, cover, cancellationToken))
                    return AlbumOutcome.NoMedia;
                album.Query = change.Query ?? album.Query;
                album.Name = change.Name ?? album.Name;
                if (change.Description is { } description)
                    album.Description = description.Length == 0 ? null : description;
                album.CoverMediaId = change.ClearsCover ? null : change.CoverMediaId ?? album.CoverMediaId;
                await database.SaveChangesAsync(cancellationToken);
                return AlbumOutcome.Changed;
            },
            cancellationToken);

    /// <summary>Puts files at the end of an album, in the order given; those that are there already stay where they are.</summary>
    public Task<AlbumOutcome> AddAsync(
        Guid userId, Guid albumId, IReadOnlyCollection<Guid> mediaIds, CancellationToken cancellationToken) =>
        EditAsync(
            userId, albumId, AccessLevel.Write,
            async (database, sight, album) =>
            {
                if (album.Query is not null)
                    return AlbumOutcome.Smart;
                var wanted = mediaIds.Distinct().ToArray();
                if (await sight.MayJoin(album, wanted).CountAsync(cancellationToken) < wanted.Length)
                    return AlbumOutcome.NoMedia;
                var added = await AlbumOrder.AppendAsync(database, albumId, wanted, userId, cancellationToken);
                return added > 0 && await database.AlbumItems.CountAsync(item => item.AlbumId == albumId, cancellationToken) > MaxItems
                    ? AlbumOutcome.Full
                    : AlbumOutcome.Changed;
            },
            cancellationToken);

    /// <summary>
    /// Takes files out of an album; those that are not in it are passed over. One's own can be taken out by a guest who may
    /// look only, too.
    /// </summary>
    public Task<AlbumOutcome> RemoveAsync(
        Guid userId, Guid albumId, IReadOnlyCollection<Guid> mediaIds, CancellationToken cancellationToken) =>
        EditAsync(
            userId, albumId, AccessLevel.Read,
            async (database, sight, album) =>
            {
                if (album.Query is not null)
                    return AlbumOutcome.Smart;
                var items = database.AlbumItems.Where(item => item.AlbumId == albumId && mediaIds.Contains(item.MediaId));
                var seen = await sight.FindAlbumAsync(albumId, cancellationToken);
                if (seen!.Access == AccessLevel.Read
                    && await items.AnyAsync(
                        item => database.Media.Any(media => media.Id == item.MediaId && media.OwnerId != userId), cancellationToken))
                {
                    return AlbumOutcome.ReadOnly;
                }
                await items.ExecuteDeleteAsync(cancellationToken);
                if (album.CoverMediaId is { } cover && mediaIds.Contains(cover))
                    album.CoverMediaId = null;
                await database.SaveChangesAsync(cancellationToken);
                return AlbumOutcome.Changed;
            },
            cancellationToken);

    /// <summary>Moves files of an album, in the order given, before another one of its files.</summary>
    /// <param name="userId">Who asks.</param>
    /// <param name="albumId">The album.</param>
    /// <param name="mediaIds">Files of the album.</param>
    /// <param name="before">Not one of them; null for the end.</param>
    /// <param name="cancellationToken">Gives up; then nothing has changed.</param>
    public Task<AlbumOutcome> MoveAsync(
        Guid userId, Guid albumId, IReadOnlyCollection<Guid> mediaIds, Guid? before, CancellationToken cancellationToken) =>
        EditAsync(
            userId, albumId, AccessLevel.Write,
            async (database, sight, album) =>
            {
                if (album.Query is not null)
                    return AlbumOutcome.Smart;
                Guid[] moved = [.. mediaIds.Distinct()];
                Guid[] named = before is { } next ? [.. moved, next] : moved;
                if (await sight.ItemsOf(album).CountAsync(item => named.Contains(item.Media.Id), cancellationToken) < named.Length)
                    return AlbumOutcome.NoMedia;
                await AlbumOrder.MoveAsync(database, albumId, moved, before, cancellationToken);
                return AlbumOutcome.Changed;
            },
            cancellationToken);

    /// <summary>Deletes an album, not the files in it; its shares end.</summary>
    public Task<AlbumOutcome> DeleteAsync(
        Guid userId, Guid albumId, AuditActor by, CancellationToken cancellationToken) =>
        EditAsync(
            userId, albumId, AccessLevel.Own,
            async (database, _, _) =>
            {
                var shares = await database.Shares.Where(share => share.AlbumId == albumId)
                    .Join(database.Users, share => share.RecipientId, user => user.Id, (share, user) => new { share, user })
                    .ToListAsync(cancellationToken);
                foreach (var ended in shares)
                    await database.AppendAsync(ShareRecords.Ended(ended.share, ended.user, by), cancellationToken);
                await database.Albums.Where(row => row.Id == albumId).ExecuteDeleteAsync(cancellationToken);
                return AlbumOutcome.Changed;
            },
            cancellationToken);

    private async Task<AlbumOutcome> EditAsync(
        Guid userId, Guid albumId, AccessLevel least,
        Func<RecognizeDbContext, Visibility, Album, Task<AlbumOutcome>> edit, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // Whoever ends a share of the album holds it as well: no guest's change comes after that guest's share has ended.
        var album = await database.Albums.FromSql($"SELECT * FROM albums WHERE id = {albumId} FOR UPDATE")
            .AsTracking().SingleOrDefaultAsync(cancellationToken);
        var sight = new Visibility(database, userId);
        if (album is null || await sight.FindAlbumAsync(albumId, cancellationToken) is not { } seen)
            return AlbumOutcome.NoAlbum;
        if (seen.Access < least)
            return least == AccessLevel.Own ? AlbumOutcome.OwnersOnly : AlbumOutcome.ReadOnly;
        album.ChangedAt = clock.GetUtcNow();
        await database.SaveChangesAsync(cancellationToken);
        var outcome = await edit(database, sight, album);
        if (outcome == AlbumOutcome.Changed)
            await transaction.CommitAsync(cancellationToken);
        return outcome;
    }
}
