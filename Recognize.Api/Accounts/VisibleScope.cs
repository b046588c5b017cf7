using Recognize.Models.Library;
using Recognize.Models.Persistence;
using Recognize.Models.Sharing;
using Recognize.Models.Tags;

namespace Recognize.Api.Accounts;

/// <summary>
/// What a request may see beyond the caller's own: where <see cref="OwnerScope"/> knows nothing of shares, this asks
/// <see cref="Visibility"/>. A route whose handler does not take this shows nothing of anybody else.
/// </summary>
internal sealed class VisibleScope(RecognizeDbContext database, IHttpContextAccessor accessor)
{
    private readonly HttpContext _context =
        accessor.HttpContext ?? throw new InvalidOperationException("There is no request.");

    private Visibility Sight => new(database, UserId);

    public Guid UserId => _context.User.RequireUserId();

    public IQueryable<Album> OwnAlbums => Sight.OwnAlbums;

    /// <summary>Shares given to the caller that count now.</summary>
    public IQueryable<Share> Received => Sight.Received;

    /// <summary>Shares that the caller gave, ended ones included.</summary>
    public IQueryable<Share> Given => Sight.Given;

    /// <summary>Names of users: of those alone who share something with the caller, whichever of the two gave it.</summary>
    public IQueryable<NamedUser> Partners => database.Users
        .Where(user => Received.Any(share => share.OwnerId == user.Id) || Given.Any(share => share.RecipientId == user.Id))
        .Select(user => new NamedUser { Id = user.Id, Name = user.Name });

    public Task<VisibleMedia?> FindMediaAsync(Guid id, CancellationToken cancellationToken) =>
        Sight.FindMediaAsync(id, cancellationToken);

    public Task<VisibleAlbum?> FindAlbumAsync(Guid id, CancellationToken cancellationToken) =>
        Sight.FindAlbumAsync(id, cancellationToken);

    /// <summary>What an album that was found shows, where a search fills it.</summary>
    public Task<IQueryable<MediaItem>> FindFilesAsync(Album album, CancellationToken cancellationToken) =>
        Sight.FindFilesAsync(album, cancellationToken);

    public Task<MediaLibrary?> FindLibraryAsync(Guid id, CancellationToken cancellationToken) =>
        Sight.FindLibraryAsync(id, cancellationToken);

    /// <summary>What albums show to whoever may see them: to be asked of those alone.</summary>
    public IQueryable<VisibleAlbumItem> AlbumItems => Sight.Items;

    /// <summary>What an album that was found shows.</summary>
    public IQueryable<VisibleAlbumItem> ItemsOf(Album album) => Sight.ItemsOf(album);

    /// <summary>The caller's own albums, and those that others share with the caller now.</summary>
    public IQueryable<Album> VisibleAlbums => database.Albums.Where(album =>
        album.OwnerId == UserId || Received.Any(share => share.AlbumId == album.Id));

    /// <summary>Albums that others share with the caller now.</summary>
    public IQueryable<Album> SharedAlbums => database.Albums.Where(album => Received.Any(share => share.AlbumId == album.Id));

    /// <summary>The files of a library that was found.</summary>
    public IQueryable<MediaItem> FilesOf(MediaLibrary library) =>
        database.Media.Where(item => item.LibraryId == library.Id && item.RemovedAt == null);

    /// <summary>Where a file that was found lies.</summary>
    public IQueryable<string> RootOf(VisibleMedia seen) =>
        database.Libraries.Where(library => library.Id == seen.Item.LibraryId).Select(library => library.RootPath);

    /// <summary>The tags of a file that was found, without those that were removed.</summary>
    public IQueryable<MediaTag> TagsOf(VisibleMedia seen) => database.MediaTags.Where(tag =>
        tag.MediaId == seen.Item.Id
        && !database.MediaTags.Any(removed =>
            removed.MediaId == tag.MediaId && removed.TagId == tag.TagId && removed.IsRemoved));

    /// <summary>Tags that were removed from a file by hand; of one's own files alone.</summary>
    public IQueryable<MediaTag> TagsRemovedFrom(VisibleMedia seen) => database.MediaTags.Where(tag =>
        seen.Access == AccessLevel.Own && tag.MediaId == seen.Item.Id && tag.IsRemoved);

    /// <summary>Those of some files that carry a tag.</summary>
    public IQueryable<MediaItem> WithTag(IQueryable<MediaItem> media, string tag) => media.Where(item =>
        database.MediaTags.Any(assigned => assigned.MediaId == item.Id && assigned.TagId == tag)
        && !database.MediaTags.Any(removed => removed.MediaId == item.Id && removed.TagId == tag && removed.IsRemoved));

    public IQueryable<ObjectCount> ObjectsOf(VisibleMedia seen) => database.ObjectCounts.Where(count =>
        count.MediaId == seen.Item.Id && TagsOf(seen).Any(tag => tag.TagId == count.TagId));

    /// <summary>Tags that the caller may name at a file: those of the caller's own files, and of this one, removed ones too.</summary>
    public IQueryable<Tag> TagsToName(VisibleMedia seen) => database.Tags.Where(tag =>
        database.MediaTags.Any(assigned => assigned.MediaId == seen.Item.Id && assigned.TagId == tag.Id)
        || database.TagCounts.Where(count => count.OwnerId == UserId && count.TagId == tag.Id).Sum(count => count.Change) > 0);

    /// <summary>The names of tags, which belong to nobody. Which of them exist is told by <see cref="TagsOf"/> only.</summary>
    public IQueryable<Tag> TagNames => database.Tags;

    /// <summary>Named people on a file, if its owner lets them be seen.</summary>
    public IQueryable<ShownPerson> PeopleOn(VisibleMedia seen) => Sight.PeopleOn(seen);

    /// <summary>Who set a tag by hand, as far as the caller may know: oneself, and at one's own files everybody.</summary>
    public IQueryable<NamedUser> SettersAt(VisibleMedia seen) => database.Users
        .Where(user => user.Id == UserId || seen.Access == AccessLevel.Own)
        .Select(user => new NamedUser { Id = user.Id, Name = user.Name });
}

/// <summary>A user's name, for those who may know it.</summary>
internal sealed class NamedUser
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }
}
