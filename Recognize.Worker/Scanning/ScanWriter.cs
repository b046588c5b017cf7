using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Worker.Database;

namespace Recognize.Worker.Scanning;

/// <summary>
/// Writes what a scan has found, a batch in a transaction. It is safe to repeat, and is repeated when the server was
/// away or two transactions waited for each other.
/// </summary>
internal sealed class ScanWriter(NpgsqlDataSource database, MovedFileFinder movedFiles, DatabaseRetry retry)
{
    /// <summary>Writes the collected changes in one transaction, counts them, and empties the collection.</summary>
    public async Task ApplyAsync(
        MediaLibrary library, ScanChanges changes, TaskPlan plan, ScanSummary summary, CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
            return;

        // Hashing reads files, so the look for moved files comes before the transaction.
        var moves = await retry.RunAsync(token => movedFiles.FindAsync(library, changes, token), cancellationToken);
        var movedIds = moves.Select(move => move.Id).ToHashSet();
        var movedPaths = moves.Select(move => move.File.RelativePath).ToHashSet(StringComparer.Ordinal);
        var changed = changes.Changed.Where(change => !movedIds.Contains(change.Id)).ToList();
        // What now lies where a moved file was is new.
        var added = changes.Changed.Where(change => movedIds.Contains(change.Id)).Select(change => change.File)
            .Concat(changes.Added).Where(file => !movedPaths.Contains(file.RelativePath)).ToList();

        Guid[] known = [
            .. moves.Select(move => move.Id), .. changed.Select(change => change.Id),
            .. changes.Reappeared, .. changes.Removed.Select(file => file.Id),
        ];

        var written = await retry.RunAsync(token => WriteAsync(token), cancellationToken);
        summary.Moved += written.Moved;
        summary.Added += written.Added;
        summary.Changed += written.Changed;
        summary.Removed += written.Removed;
        changes.Clear();

        async Task<(int Moved, int Added, int Changed, int Removed)> WriteAsync(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            await using var transaction = await connection.BeginTransactionAsync(token);
            // An answer given meanwhile waits for this transaction, and then moves the rows added here, too.
            var current = plan with { FacesAllowed = await connection.HoldFacePermissionAsync(library.OwnerId, token) };
            await KnownFileRows.HoldAsync(connection, known, token);
            var movedCount = await KnownFileRows.MoveAsync(connection, moves, token);
            var addedCount = await NewFileRows.AddAsync(connection, library, added, current, token);
            var changedCount = await KnownFileRows.ChangeAsync(connection, changed, current.FacesAllowed, token);
            await KnownFileRows.ReappearAsync(connection, changes.Reappeared, token);
            var removedCount = await KnownFileRows.RemoveAsync(connection, changes.Removed, token);
            await transaction.CommitAsync(token);
            return (movedCount, addedCount, changedCount, removedCount);
        }
    }
}
