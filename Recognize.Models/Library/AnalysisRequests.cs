using Npgsql;
using Recognize.Models.Auditing;
using Recognize.Models.Persistence;

namespace Recognize.Models.Library;

/// <summary>Which tasks to try again; what is null is not asked about.</summary>
public sealed record RetrySelection
{
    public Guid? OwnerId { get; init; }

    public Guid? LibraryId { get; init; }

    public AnalysisTask? Task { get; init; }

    public AnalysisErrorKind? ErrorKind { get; init; }
}

/// <summary>
/// What users ask of the ledger: a file sooner, failed ones again, results anew. Consent is kept: faces that may not be
/// recognised stay as they are. Large requests are carried out in many small transactions, so that no worker waits; one
/// that is broken off has been done in part and may be made again.
/// </summary>
public sealed class AnalysisRequests(NpgsqlDataSource database)
{
    private const int BatchRows = 2_000;

    private static readonly string MayBeDone =
        $"""
        (a.task <> {(int)AnalysisTask.Faces} OR {FaceConsentSql.IsGiven})
        """;

    private static readonly string RetrySql =
        $"""
        WITH picked AS MATERIALIZED (
            SELECT a.media_id, a.task FROM analysis a
            WHERE a.library_id = $2 AND a.state IN (3, 4) AND NOT a.is_removed AND a.finished_at <= $3
              AND ($4::smallint IS NULL OR a.task = $4) AND ($5::smallint IS NULL OR a.error_kind = $5) AND {MayBeDone}
              AND ($6 = '' OR EXISTS (
                  SELECT 1 FROM media m
                  WHERE m.id = a.media_id AND (m.relative_path = $6 OR starts_with(m.relative_path, $6 || '/'))))
            ORDER BY a.media_id, a.task
            LIMIT {BatchRows}
            FOR UPDATE
        )
        UPDATE analysis a SET state = 0, priority = {AnalysisPriorities.New}, due_at = now(), attempts = 0, crashes = 0
        FROM picked p WHERE a.media_id = p.media_id AND a.task = p.task
        """;

    private static readonly string ReanalyseSql =
        $"""
        UPDATE analysis a SET state = 0, priority = $4, due_at = now(), attempts = 0, crashes = 0
        FROM media m
        WHERE m.id = ANY ($2) AND m.owner_id = $1 AND a.media_id = m.id AND a.state IN (2, 3, 4) AND NOT a.is_removed
          AND a.task = ANY ($3) AND {MayBeDone}
        """;

    /// <summary>Somebody is looking at a file: its open tasks go first.</summary>
    /// <returns>Whether any task was open.</returns>
    public async Task<bool> LookAtAsync(Guid mediaId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(
            "UPDATE analysis SET priority = $2 WHERE media_id = $1 AND state = 0 AND priority > $2",
            cancellationToken, mediaId, AnalysisPriorities.LookedAt) > 0;
    }

    /// <summary>Makes failed and quarantined tasks due again, as if they had never been tried.</summary>
    /// <returns>How many.</returns>
    public Task<int> RetryFailedAsync(RetrySelection selection, CancellationToken cancellationToken) =>
        RetryFailedAsync(selection, AuditActor.CommandLine, cancellationToken);

    /// <inheritdoc cref="RetryFailedAsync(RetrySelection, CancellationToken)"/>
    public async Task<int> RetryFailedAsync(RetrySelection selection, AuditActor by, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // Said before it is done: one that is broken off has been done in part.
        await connection.AppendAsync(
            new AuditRecord(by, AuditActions.FailuresRetried, "Had failed analysis tried again.")
            {
                Detail = $"{selection.Task?.ToString() ?? "all tasks"}{(selection.OwnerId is null ? " of everybody" : "")}",
            },
            cancellationToken);
        var before = await NowAsync(connection, cancellationToken);
        var libraries = await connection.ReadAsync(
            """
            SELECT id, owner_id FROM libraries
            WHERE ($1::uuid IS NULL OR id = $1) AND ($2::uuid IS NULL OR owner_id = $2) ORDER BY id
            """,
            row => (Id: row.GetGuid(0), OwnerId: row.GetGuid(1)),
            cancellationToken,
            OrNull(selection.LibraryId), OrNull(selection.OwnerId));
        var count = 0;
        foreach (var library in libraries)
        {
            count += await RetryAsync(
                connection, library.OwnerId, library.Id, before, selection.Task, selection.ErrorKind, "", cancellationToken);
        }
        return count;
    }

    /// <summary>
    /// Makes what a disk, a share or permissions made fail in a library due again, as if it had never been tried: the
    /// trouble is over.
    /// </summary>
    /// <param name="ownerId">Whose library.</param>
    /// <param name="libraryId">The library.</param>
    /// <param name="relativePath">Of a folder or file in it, with <c>/</c> separators; empty for the whole library.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>How many tasks became due.</returns>
    public async Task<int> RetryPassingAsync(
        Guid ownerId, Guid libraryId, string relativePath, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await RetryAsync(
            connection, ownerId, libraryId, await NowAsync(connection, cancellationToken), null, AnalysisErrorKind.Transient,
            relativePath, cancellationToken);
    }

    /// <summary>Makes stored results of some files, and failures, due again.</summary>
    /// <param name="ownerId">Whose files; those of others among them are left alone.</param>
    /// <param name="mediaIds">The files.</param>
    /// <param name="tasks">Null for all.</param>
    /// <param name="priority">One of <see cref="AnalysisPriorities"/>.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>How many tasks became due.</returns>
    public async Task<int> ReanalyseAsync(
        Guid ownerId, IReadOnlyCollection<Guid> mediaIds, IReadOnlyCollection<AnalysisTask>? tasks, short priority,
        CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var count = 0;
        foreach (var batch in mediaIds.Chunk(BatchRows))
            count += await ReanalyseAsync(connection, ownerId, batch, tasks, priority, cancellationToken);
        return count;
    }

    /// <summary>Makes stored results of a library, or of a folder or file in it, and failures, due again.</summary>
    /// <param name="libraryId">The library; nothing happens when there is none.</param>
    /// <param name="relativePath">Of the folder or file, with <c>/</c> separators; empty for the whole library.</param>
    /// <param name="tasks">Null for all.</param>
    /// <param name="priority">One of <see cref="AnalysisPriorities"/>.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>How many tasks became due.</returns>
    public async Task<int> ReanalyseFolderAsync(
        Guid libraryId, string relativePath, IReadOnlyCollection<AnalysisTask>? tasks, short priority,
        CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var owner = await connection.ReadAsync(
            "SELECT owner_id FROM libraries WHERE id = $1", row => row.GetGuid(0), cancellationToken, libraryId);
        if (owner.Count == 0)
            return 0;
        var folder = relativePath.Trim('/');
        var (after, count) = ("", 0);
        while (true)
        {
            // In byte order all that lies in a folder stands between its name with a slash and with the sign after it.
            var page = await connection.ReadAsync(
                $"""
                SELECT id, relative_path FROM media
                WHERE library_id = $1 AND relative_path > $2 AND relative_path >= $3 AND relative_path < $4
                  AND ($3 = '' OR relative_path = $3 OR relative_path > $3 || '/') AND removed_at IS NULL
                ORDER BY relative_path LIMIT {BatchRows}
                """,
                row => (Id: row.GetGuid(0), Path: row.GetString(1)),
                cancellationToken,
                libraryId, after, folder, folder.Length == 0 ? "\U0010FFFF" : folder + "0");
            if (page.Count == 0)
                return count;
            count += await ReanalyseAsync(
                connection, owner[0], [.. page.Select(row => row.Id)], tasks, priority, cancellationToken);
            after = page[^1].Path;
        }
    }

    /// <summary>Makes the faces of some files due again, within the connection's transaction.</summary>
    /// <returns>How many files became due.</returns>
    internal static Task<int> DescribeFacesAgainAsync(
        NpgsqlConnection connection, Guid ownerId, Guid[] mediaIds, CancellationToken cancellationToken) =>
        UpdateWithinAsync(
            connection, ownerId, ReanalyseSql, cancellationToken,
            ownerId, mediaIds, (short[])[(short)AnalysisTask.Faces], AnalysisPriorities.New);

    private static Task<int> ReanalyseAsync(
        NpgsqlConnection connection, Guid ownerId, Guid[] mediaIds, IReadOnlyCollection<AnalysisTask>? tasks,
        short priority, CancellationToken cancellationToken) =>
        UpdateAsync(
            connection, ownerId, ReanalyseSql, cancellationToken,
            ownerId, mediaIds, (tasks ?? Enum.GetValues<AnalysisTask>()).Select(task => (short)task).ToArray(), priority);

    /// <summary>The database's time, against which what fails again meanwhile is told, and left alone.</summary>
    private static async Task<DateTime> NowAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (await connection.ReadAsync("SELECT now()", row => row.GetDateTime(0), cancellationToken))[0];

    private static async Task<int> RetryAsync(
        NpgsqlConnection connection, Guid ownerId, Guid libraryId, DateTime before, AnalysisTask? task,
        AnalysisErrorKind? errorKind, string relativePath, CancellationToken cancellationToken)
    {
        var (count, moved) = (0, 0);
        do
        {
            moved = await UpdateAsync(
                connection, ownerId, RetrySql, cancellationToken,
                ownerId, libraryId, before, OrNull((short?)task), OrNull((short?)errorKind), relativePath);
            count += moved;
        }
        while (moved == BatchRows);
        return count;
    }

    /// <summary>
    /// Holds the owner while it updates: an answer to the question of consent that is given meanwhile then moves these
    /// rows, too.
    /// </summary>
    private static async Task<int> UpdateAsync(
        NpgsqlConnection connection, Guid ownerId, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var count = await UpdateWithinAsync(connection, ownerId, sql, cancellationToken, values);
        await transaction.CommitAsync(cancellationToken);
        return count;
    }

    private static async Task<int> UpdateWithinAsync(
        NpgsqlConnection connection, Guid ownerId, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await connection.ExecuteAsync("SELECT 1 FROM users WHERE id = $1 FOR SHARE", cancellationToken, ownerId);
        return await connection.ExecuteAsync(sql, cancellationToken, values);
    }

    private static object OrNull<T>(T? value)
        where T : struct => value is { } given ? given : DBNull.Value;
}
