using Npgsql;
using Recognize.Models.Erasure;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.Persistence;

namespace Recognize.Worker.Erasure;

/// <summary>
/// Erases what is known of a library's files. In batches, pictures before rows: after a crash the rows that are left
/// lead to the pictures that are left.
/// </summary>
internal sealed class FileErasure(NpgsqlDataSource database, ThumbnailStore thumbnails)
{
    private const int Batch = 500;

    /// <param name="libraryId">The library; its row goes too.</param>
    /// <param name="report">Counted up.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    public async Task RunAsync(Guid libraryId, ErasureReport report, Action progress, CancellationToken cancellationToken)
    {
        // Nobody scans it meanwhile.
        await using var held = await LibraryLock.AcquireAsync(database, libraryId, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        while (true)
        {
            var batch = await connection.ReadAsync(
                "SELECT id, content_hash FROM media WHERE library_id = $1 ORDER BY id LIMIT $2",
                row => (Id: row.GetGuid(0), Hash: row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1)),
                cancellationToken, libraryId, Batch);
            if (batch.Count == 0)
                break;
            var ids = batch.Select(item => item.Id).ToArray();
            await DeletePicturesAsync(
                connection, ids, [.. batch.Select(item => item.Hash).OfType<byte[]>()], report, cancellationToken);
            report.Faces += (await connection.ReadAsync(
                "SELECT count(*) FROM faces WHERE media_id = ANY ($1)", row => row.GetInt64(0), cancellationToken, ids))[0];
            report.Files += await connection.ExecuteAsync("DELETE FROM media WHERE id = ANY ($1)", cancellationToken, ids);
            progress();
        }
        await connection.ExecuteAsync("DELETE FROM libraries WHERE id = $1", cancellationToken, libraryId);
        // Kept apart from the library's row, so that nobody waits for it.
        await connection.ExecuteAsync("DELETE FROM analysis_counts WHERE library_id = $1", cancellationToken, libraryId);
    }

    /// <summary>Pictures are kept by content: those that another file shows too stay for it.</summary>
    private async Task DeletePicturesAsync(
        NpgsqlConnection connection, Guid[] files, byte[][] hashes, ErasureReport report, CancellationToken cancellationToken)
    {
        var unshared = await connection.ReadAsync(
            """
            SELECT DISTINCT h.hash FROM unnest($1) AS h (hash)
            WHERE NOT EXISTS (SELECT 1 FROM media m WHERE m.content_hash = h.hash AND m.id <> ALL ($2))
            """,
            row => row.GetFieldValue<byte[]>(0), cancellationToken, hashes, files);
        foreach (var hash in unshared)
            thumbnails.Delete(hash);
        report.Thumbnails += unshared.Count;
    }
}
