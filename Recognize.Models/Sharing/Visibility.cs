using Microsoft.EntityFrameworkCore;
using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Models.Persistence;
using Recognize.Models.Search;

namespace Recognize.Models.Sharing;

/// <summary>
/// The one place that decides what shares let a user see and change, beside the user's own. It reads what stands in the
/// database at each question, so that a share which was taken back counts no more at the next one.
/// </summary>
/// <remarks>
/// Rights on a file come from its owner alone. A share of the owner's library or album gives what it says; a file that
/// somebody else put into an album is shown there, and gives nothing more.
/// </remarks>
/// <param name="database">Of one request or one transaction.</param>
/// <param name="userId">Who asks. Whether that user may ask at all was decided before.</param>
public sealed class Visibility(RecognizeDbContext database, Guid userId)
{
    /// <summary>Shares that count now: not ended, and neither of the two was disabled.</summary>
    private IQueryable<Share> Live => database.Shares.Where(share =>
        (share.ExpiresAt == null || share.ExpiresAt > DateTimeOffset.UtcNow)
        && !database.Users.Any(user =>
            (user.Id == share.OwnerId || user.Id == share.RecipientId) && user.DisabledAt != null));

    /// <summary>Those of them that were given to the user.</summary>
    public IQueryable<Share> Received => Live.Where(share => share.RecipientId == userId);

    /// <summary>All that the user gave, those that ended by their date included.</summary>
    public IQueryable<Share> Given => database.Shares.Where(share => share.OwnerId == userId);

    public IQueryable<Album> OwnAlbums => database.Albums.Where(album => album.OwnerId == userId);

    /// <summary>A file, if the user may see it: one's own, shared, or in an album that is.</summary>
    public async Task<VisibleMedia?> FindMediaAsync(Guid id, CancellationToken cancellationToken)
    {
        var found = await database.Media
            .Where(item => item.Id == id && item.RemovedAt == null)
            .Join(database.Users, item => item.OwnerId, user => user.Id, (item, user) => new { Item = item, user.Name })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;
        if (found.Item.OwnerId == userId)
            return new VisibleMedia(found.Item, found.Name, AccessLevel.Own, ShowsPeople: true);

        var ownerId = found.Item.OwnerId;
        var shares = await Covering(database.Media.Where(item => item.Id == id))
            .Select(share => new { share.Access, share.WithPeople })
            .ToListAsync(cancellationToken);
        foreach (var (album, share) in await SmartAlbumsAsync(ownerId, cancellationToken))
        {
            if (await (await FindFilesAsync(album, cancellationToken)).AnyAsync(item => item.Id == id, cancellationToken))
                shares.Add(new { share.Access, share.WithPeople });
        }
        if (shares.Count > 0)
        {
            return new VisibleMedia(
                found.Item, found.Name, (AccessLevel)shares.Max(share => share.Access),
                shares.Exists(share => share.WithPeople));
        }

        // What its owner, as a guest, put into somebody's album, for as long as the owner is a guest there.
        var isContributed = await database.AlbumItems.AnyAsync(
            item => item.MediaId == id && item.AddedBy == ownerId
                && Live.Any(share => share.AlbumId == item.AlbumId && share.RecipientId == ownerId)
                && (OwnAlbums.Any(album => album.Id == item.AlbumId) || Received.Any(share => share.AlbumId == item.AlbumId)),
            cancellationToken);
        return isContributed ? new VisibleMedia(found.Item, found.Name, AccessLevel.Read, ShowsPeople: false) : null;
    }

    /// <summary>An album, if the user may see it.</summary>
    public async Task<VisibleAlbum?> FindAlbumAsync(Guid id, CancellationToken cancellationToken)
    {
        var found = await database.Albums
            .Where(album => album.Id == id)
            .Join(database.Users, album => album.OwnerId, user => user.Id, (album, user) => new { Album = album, user.Name })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;
        if (found.Album.OwnerId == userId)
            return new VisibleAlbum(found.Album, found.Name, AccessLevel.Own);
        var access = await Received.Where(share => share.AlbumId == id)
            .Select(share => (ShareAccess?)share.Access)
            .SingleOrDefaultAsync(cancellationToken);
        return access is { } given ? new VisibleAlbum(found.Album, found.Name, (AccessLevel)given) : null;
    }

    /// <summary>
    /// What a smart album shows the user: what its search finds among its owner's files. A search for people tells who is on
    /// a photo, or is not: without a share that shows people it finds nothing for a guest.
    /// </summary>
    public async Task<IQueryable<MediaItem>> FindFilesAsync(Album album, CancellationToken cancellationToken)
    {
        var search = new MediaSearch(database, album.OwnerId);
        var read = await search.ReadAsync(album.Query ?? "", cancellationToken);
        var isHidden = album.Query is null || (album.OwnerId != userId && read.TellsOfPeople
            && !await Received.AnyAsync(share => share.AlbumId == album.Id && share.WithPeople, cancellationToken));
        return isHidden ? database.Media.Where(_ => false) : search.Find(read);
    }

    /// <summary>Whether an album that was found shows a file.</summary>
    public async Task<bool> HasAsync(Album album, Guid mediaId, CancellationToken cancellationToken) => album.Query is null
        ? await ItemsOf(album).AnyAsync(item => item.Media.Id == mediaId, cancellationToken)
        : await (await FindFilesAsync(album, cancellationToken)).AnyAsync(item => item.Id == mediaId, cancellationToken);

    /// <summary>A library, if the user may see it.</summary>
    public Task<MediaLibrary?> FindLibraryAsync(Guid id, CancellationToken cancellationToken) =>
        database.Libraries.SingleOrDefaultAsync(
            library => library.Id == id
                && (library.OwnerId == userId || Received.Any(share => share.LibraryId == library.Id)),
            cancellationToken);

    /// <summary>
    /// What albums show to whoever may see them: files of their owners, and those that guests put there, for as long as
    /// they are guests.
    /// </summary>
    public IQueryable<VisibleAlbumItem> Items => database.AlbumItems
        .Join(database.Albums, item => item.AlbumId, album => album.Id, (item, album) => new { item, album.OwnerId })
        .Join(
            database.Media.Where(media => media.RemovedAt == null), row => row.item.MediaId, media => media.Id,
            (row, media) => new { row.item, row.OwnerId, media })
        .Where(row => row.media.OwnerId == row.OwnerId
            || (row.media.OwnerId == row.item.AddedBy
                && Live.Any(share => share.AlbumId == row.item.AlbumId && share.RecipientId == row.media.OwnerId)))
        .Select(row => new VisibleAlbumItem
        {
            AlbumId = row.item.AlbumId, Position = row.item.Position, Media = row.media,
        });

    /// <summary>What an album shows that was found.</summary>
    public IQueryable<VisibleAlbumItem> ItemsOf(Album album) => Items.Where(item => item.AlbumId == album.Id);

    /// <summary>
    /// Those of some files that the user may put into an album: one's own, and those of the album's owner that the user may
    /// change. Others' files would be shared on by who does not own them.
    /// </summary>
    public IQueryable<MediaItem> MayJoin(Album album, IReadOnlyCollection<Guid> ids)
    {
        var some = database.Media.Where(item => ids.Contains(item.Id) && item.RemovedAt == null);
        return some.Where(item => item.OwnerId == userId
            || (item.OwnerId == album.OwnerId
                && Received.Any(share => share.OwnerId == item.OwnerId && share.Access == ShareAccess.Write
                    && (share.LibraryId == item.LibraryId
                        || database.AlbumItems.Any(row => row.AlbumId == share.AlbumId && row.MediaId == item.Id)))));
    }

    /// <summary>
    /// Faces on a file that are shown to its viewer, with the names of their people: of those whom the owner named, and
    /// neither hid nor ignores, while the owner agrees to face recognition.
    /// </summary>
    public IQueryable<ShownPerson> PeopleOn(VisibleMedia seen)
    {
        var consents = FaceConsentEntries.LatestFirst(database, seen.Item.OwnerId);
        return database.Faces
            .Where(face => seen.ShowsPeople && face.MediaId == seen.Item.Id && face.OwnerId == seen.Item.OwnerId
                && !face.IsRemoved && face.IgnoredAs == null
                && consents.Select(consent => consent.Given).FirstOrDefault())
            .Join(
                database.People.Where(person => person.OwnerId == seen.Item.OwnerId
                    && person.Name != null && !person.IsHidden && person.IgnoredAs == null),
                face => face.PersonId, person => (Guid?)person.Id,
                (face, person) => new ShownPerson
                {
                    Name = person.Name!, X = face.X, Y = face.Y, Width = face.Width, Height = face.Height,
                    TimeSeconds = face.TimeSeconds,
                });
    }

    /// <summary>Albums that fill themselves and are shared with the user by somebody.</summary>
    private async Task<List<(Album Album, Share Share)>> SmartAlbumsAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        var rows = await Received.Where(share => share.OwnerId == ownerId)
            .Join(
                database.Albums.Where(album => album.Query != null), share => share.AlbumId, album => (Guid?)album.Id,
                (share, album) => new { album, share })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => (row.album, row.share))];
    }

    /// <summary>Shares given to the user by a file's owner that take the file in.</summary>
    private IQueryable<Share> Covering(IQueryable<MediaItem> media) => Received.Where(share => media.Any(item =>
        item.OwnerId == share.OwnerId
        && (share.LibraryId == item.LibraryId
            || database.AlbumItems.Any(row => row.AlbumId == share.AlbumId && row.MediaId == item.Id))));
}
