using Npgsql;
using Recognize.Models.Jobs;
using Recognize.Models.Persistence;

namespace Recognize.Models.Exports;

/// <summary>Asks for exports without faces, and removes them. Whoever calls has checked that the files are the owner's.</summary>
public sealed class CoveredExports(NpgsqlDataSource database, JobRequests jobs, RecognizeHome home, TimeProvider clock)
{
    /// <summary>How long an export is kept for its owner to fetch.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    /// <summary>Exports of one user that are kept at the same time at most: each may be large.</summary>
    public const int MostKept = 20;

    /// <summary>Stores what is asked for and queues the job. A crash in between leaves a row without a job, which expires.</summary>
    /// <returns>The export's id; null when the owner has too many already.</returns>
    /// <exception cref="ArgumentException">There are too many files or people; strengths are for the caller to check.</exception>
    public async Task<Guid?> RequestAsync(
        Guid ownerId, CoveredExportRequest request, string requestedBy, CancellationToken cancellationToken)
    {
        if (request.Media.Count is 0 or > CoveredExportRequest.MostMedia || request.Keep.Count > CoveredExportRequest.MostKept)
            throw new ArgumentException("An export is of some files, and not of too many.", nameof(request));
        var id = Guid.CreateVersion7();
        if (!await StoreAsync(id, ownerId, request, cancellationToken))
            return null;
        await jobs.RequestAsync(
            new JobRequest(JobKinds.CoveredExport, ownerId, null, id.ToString(), requestedBy, JobPriorities.Asked),
            cancellationToken);
        return id;
    }

    /// <summary>False when the owner has too many; its connection is given back before another one is asked for.</summary>
    private async Task<bool> StoreAsync(
        Guid id, Guid ownerId, CoveredExportRequest request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // The owner's row in one hand: two requests at once must not both be the last that fits.
        await connection.ReadAsync(
            "SELECT id FROM users WHERE id = $1 FOR UPDATE", row => row.GetGuid(0), cancellationToken, ownerId);
        var made = await connection.ExecuteAsync(
            """
            INSERT INTO covered_exports (id, owner_id, request, requested_at, expires_at)
            SELECT $1, $2, $3::jsonb, $4, $5 WHERE (SELECT count(*) FROM covered_exports WHERE owner_id = $2) < $6
            """,
            cancellationToken, id, ownerId, request.ToJson(), now, now + KeptFor, (long)MostKept);
        await transaction.CommitAsync(cancellationToken);
        return made > 0;
    }

    /// <summary>Where the file of an export lies, or will.</summary>
    public string PathOf(Guid ownerId, string fileName) =>
        Path.Combine(home.Exports, ownerId.ToString(), Path.GetFileName(fileName));

    /// <summary>Removes an export with its file; a job that is still at it finds nothing to do.</summary>
    /// <returns>False when there is none.</returns>
    public async Task<bool> RemoveAsync(Guid ownerId, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var names = await connection.ReadAsync(
            "SELECT file_name FROM covered_exports WHERE id = $1 AND owner_id = $2",
            row => row.IsDBNull(0) ? null : row.GetString(0), cancellationToken, id, ownerId);
        if (names.Count == 0)
            return false;
        // The file before the row: a row that is left leads to the file that is left.
        if (names[0] is { } name)
            Delete(PathOf(ownerId, name));
        return await connection.ExecuteAsync(
            "DELETE FROM covered_exports WHERE id = $1 AND owner_id = $2", cancellationToken, id, ownerId) > 0;
    }

    /// <summary>Removes exports whose time is over.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ExpireAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var expired = await connection.ReadAsync(
            "SELECT owner_id, id FROM covered_exports WHERE expires_at < $1",
            row => (Owner: row.GetGuid(0), Id: row.GetGuid(1)), cancellationToken, clock.GetUtcNow());
        var removed = 0;
        foreach (var (owner, id) in expired)
            removed += await RemoveAsync(owner, id, cancellationToken) ? 1 : 0;
        return removed;
    }

    private static void Delete(string path)
    {
        if (File.Exists(path))
            File.Delete(path);
    }
}
