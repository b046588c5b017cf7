using Microsoft.EntityFrameworkCore;
using Recognize.Models.Auditing;
using Recognize.Models.Persistence;

namespace Recognize.Models.Library;

/// <summary>Knows which folders are whose libraries.</summary>
public sealed class LibraryDirectory(IDbContextFactory<RecognizeDbContext> databases)
{
    /// <summary>All libraries of a user, in the order they were added.</summary>
    public async Task<IReadOnlyList<MediaLibrary>> ListAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Libraries.Where(library => library.OwnerId == ownerId)
            .OrderBy(library => library.Id).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// The library that holds a folder: a known one when the folder lies in it, else a new one. A new library around
    /// known ones takes over their files, with all that is known of them; it waits for scans of them to end. It is shared
    /// with nobody, for it holds more than its parts did.
    /// </summary>
    /// <param name="ownerId">Whose library.</param>
    /// <param name="folder">An existing folder.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder; the message names it.</exception>
    public Task<MediaLibrary> EnsureAsync(Guid ownerId, string folder, CancellationToken cancellationToken) =>
        EnsureAsync(ownerId, folder, AuditActor.CommandLine, cancellationToken);

    /// <inheritdoc cref="EnsureAsync(Guid, string, CancellationToken)"/>
    /// <param name="ownerId">Whose library.</param>
    /// <param name="folder">An existing folder.</param>
    /// <param name="actor">Who adds it: stands in the audit log.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    public async Task<MediaLibrary> EnsureAsync(
        Guid ownerId, string folder, AuditActor actor, CancellationToken cancellationToken)
    {
        var root = RealPath.Resolve(folder);
        if (!Directory.Exists(root))
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);

        // Two starts at once must not add the same folder twice. No row is locked until the scans of the inner libraries
        // have ended: a scan holds the owner's row for each of its batches, and would wait for this in turn.
        database.Database.SetCommandTimeout(TimeSpan.Zero);
        await LockAsync(database, LibraryLock.OwnerClass, ownerId, cancellationToken);
        var known = await database.Libraries.Where(library => library.OwnerId == ownerId).ToListAsync(cancellationToken);
        if (known.Find(library => RealPath.IsWithin(root, library.RootPath)) is { } around)
            return around;

        var inside = known.FindAll(library => RealPath.IsWithin(library.RootPath, root));
        foreach (var inner in inside)
            await LockAsync(database, LibraryLock.Class, inner.Id, cancellationToken);
        var added = new MediaLibrary { OwnerId = ownerId, RootPath = root };
        database.Libraries.Add(added);
        await database.SaveChangesAsync(cancellationToken);
        foreach (var inner in inside)
        {
            var prefix = Path.GetRelativePath(root, inner.RootPath) + "/";
            await database.Media.Where(item => item.LibraryId == inner.Id).ExecuteUpdateAsync(
                update => update
                    .SetProperty(item => item.LibraryId, added.Id)
                    .SetProperty(item => item.RelativePath, item => prefix + item.RelativePath),
                cancellationToken);
            await database.JobRuns.Where(run => run.LibraryId == inner.Id).ExecuteUpdateAsync(
                update => update.SetProperty(run => run.LibraryId, added.Id), cancellationToken);
            await NoteEndOfSharesAsync(database, ownerId, inner.Id, cancellationToken);
            await database.Libraries.Where(library => library.Id == inner.Id).ExecuteDeleteAsync(cancellationToken);
        }
        var owner = await database.Users.Where(user => user.Id == ownerId)
            .Select(user => new AuditSubject(user.Id, user.Name)).SingleAsync(cancellationToken);
        await database.AppendAsync(
            new AuditRecord(actor, AuditActions.LibraryAdded, "Added a library.") { About = owner, Detail = $"library {added.Id}" },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return added;
    }

    private static async Task NoteEndOfSharesAsync(
        RecognizeDbContext database, Guid ownerId, Guid libraryId, CancellationToken cancellationToken)
    {
        var ended = await database.Shares.Where(share => share.LibraryId == libraryId)
            .Join(database.Users, share => share.RecipientId, user => user.Id, (share, user) => new AuditSubject(user.Id, user.Name))
            .ToListAsync(cancellationToken);
        if (ended.Count == 0)
            return;
        var owner = await database.Users.SingleAsync(user => user.Id == ownerId, cancellationToken);
        foreach (var recipient in ended)
        {
            await database.AppendAsync(
                new AuditRecord(new AuditActor(owner.Id, owner.Name), AuditActions.ShareEnded, "Ended the sharing of photos.")
                {
                    About = recipient, Detail = $"library {libraryId}, which became part of a larger one",
                },
                cancellationToken);
        }
    }

    private static Task<int> LockAsync(
        RecognizeDbContext database, int lockClass, Guid id, CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync(
            $"SELECT pg_advisory_xact_lock({lockClass}, hashtext({id}::text))", cancellationToken);
}
