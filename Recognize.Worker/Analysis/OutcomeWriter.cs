using Microsoft.Extensions.Logging;
using Npgsql;
using Recognize.Models.Library;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Analysis;

/// <summary>
/// Stores the results of a batch of files and their ledger states in one transaction: after a crash at any point a
/// file has either all of it or is still due.
/// </summary>
internal sealed class OutcomeWriter(
    NpgsqlDataSource database, WorkerIdentity worker, AnalysisOptions options, TagWriter tags, OwnerKeys keys,
    ILogger<OutcomeWriter> log)
{
    /// <summary>
    /// Writes a batch. Results are dropped for tasks whose lease was lost, whose file changed meanwhile, or whose
    /// consent was withdrawn: those rows are no longer this worker's.
    /// </summary>
    public async Task WriteAsync(IReadOnlyList<AnalysisOutcome> batch, CancellationToken cancellationToken)
    {
        await tags.EnsureTagsExistAsync(batch, cancellationToken);

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Before the rows of the ledger, as a switch of face packs does: nobody waits for another in a circle.
        var faceVersions = await FaceVersions.HoldAsync(connection, batch, cancellationToken);
        var seals = await SealsAsync(connection, faceVersions.Keys, cancellationToken);
        await HoldFilesAsync(connection, batch, cancellationToken);
        var held = await LockHeldAsync(connection, batch, cancellationToken);
        if (seals is null)
        {
            await GiveBackFacesAsync(connection, held, cancellationToken);
            held.RemoveWhere(row => row.Task == AnalysisTask.Faces);
        }
        bool IsHeld(AnalysisOutcome outcome, AnalysisTask task) => held.Contains((outcome.Media.MediaId, task));

        await WriteBasicsAsync(
            connection,
            // In the order in which other statements that hold many files take them: nobody waits in a circle.
            batch.Where(outcome => outcome.Basics is not null && IsHeld(outcome, AnalysisTask.Basics))
                .OrderBy(outcome => outcome.Media.MediaId).ToList(),
            cancellationToken);
        await TagWriter.WriteAsync(connection, batch, IsHeld, cancellationToken);
        await ObjectCountWriter.WriteAsync(
            connection,
            batch.Where(outcome => outcome.Counted is not null && IsHeld(outcome, AnalysisTask.Objects)).ToList(),
            cancellationToken);
        await FaceWriter.WriteAsync(
            connection,
            batch.Where(outcome => outcome.Faces is not null && IsHeld(outcome, AnalysisTask.Faces)).ToList(),
            faceVersions,
            seals ?? [],
            cancellationToken);
        await CloseAsync(connection, batch, IsHeld, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        foreach (var seal in (seals ?? []).Values)
            seal.Dispose();
    }

    /// <summary>What seals the vectors of each owner; null when the master key has gone while the files were in work.</summary>
    private async Task<Dictionary<Guid, OwnerSeal>?> SealsAsync(
        NpgsqlConnection connection, IEnumerable<Guid> owners, CancellationToken cancellationToken)
    {
        var seals = new Dictionary<Guid, OwnerSeal>();
        try
        {
            foreach (var owner in owners.Order())
                seals.Add(owner, await keys.WritingAsync(connection, owner, cancellationToken));
            return seals;
        }
        catch (KeysUnavailableException unavailable)
        {
            AnalysisLog.FacesNotStored(log, unavailable.Message);
            return null;
        }
    }

    /// <summary>What cannot be sealed is not stored; another worker, or this one with the key, does it again.</summary>
    private Task<int> GiveBackFacesAsync(
        NpgsqlConnection connection, HashSet<(Guid MediaId, AnalysisTask Task)> held, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(
            """
            UPDATE analysis SET state = 0, lease_owner = NULL, lease_until = NULL
            WHERE media_id = ANY ($1) AND task = $2 AND lease_owner = $3 AND state = 1
            """,
            cancellationToken,
            held.Where(row => row.Task == AnalysisTask.Faces).Select(row => row.MediaId).ToArray(),
            (short)AnalysisTask.Faces, worker.Id);

    /// <summary>
    /// Files before all that hangs on them, in one order, as scans and claims take them: nobody waits in a circle. Counts of
    /// tags need the files held, too.
    /// </summary>
    private static async Task HoldFilesAsync(
        NpgsqlConnection connection, IReadOnlyList<AnalysisOutcome> batch, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT 1 FROM media WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE", connection);
        command.Parameters.Add(new() { Value = batch.Select(outcome => outcome.Media.MediaId).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The tasks that are still this worker's, locked in one order by all workers.</summary>
    private async Task<HashSet<(Guid MediaId, AnalysisTask Task)>> LockHeldAsync(
        NpgsqlConnection connection, IReadOnlyList<AnalysisOutcome> batch, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT a.media_id, a.task
            FROM unnest($1, $2, $3) AS b (media_id, size_bytes, modified_ticks)
            JOIN media m ON m.id = b.media_id AND m.size_bytes = b.size_bytes AND m.modified_ticks = b.modified_ticks
            JOIN analysis a ON a.media_id = m.id
            WHERE a.lease_owner = $4 AND a.state = 1
            ORDER BY a.media_id, a.task
            FOR UPDATE OF a
            """,
            connection);
        command.Parameters.Add(new() { Value = batch.Select(outcome => outcome.Media.MediaId).ToArray() });
        command.Parameters.Add(new() { Value = batch.Select(outcome => outcome.Media.SizeBytes).ToArray() });
        command.Parameters.Add(new() { Value = batch.Select(outcome => outcome.Media.ModifiedTicks).ToArray() });
        command.Parameters.Add(new() { Value = worker.Id });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var held = new HashSet<(Guid, AnalysisTask)>();
        while (await reader.ReadAsync(cancellationToken))
            held.Add((reader.GetGuid(0), (AnalysisTask)reader.GetInt16(1)));
        return held;
    }

    private static async Task WriteBasicsAsync(
        NpgsqlConnection connection, List<AnalysisOutcome> outcomes, CancellationToken cancellationToken)
    {
        if (outcomes.Count == 0)
            return;

        await using var batch = new NpgsqlBatch(connection);
        foreach (var outcome in outcomes)
        {
            var basics = outcome.Basics!;
            var command = new NpgsqlBatchCommand(
                """
                UPDATE media SET
                    content_hash = $2, taken_at = $3, taken_at_offset_minutes = $4, width = $5, height = $6,
                    camera_make = $7, camera_model = $8, lens_model = $9, latitude = $10, longitude = $11,
                    altitude = $12, duration_seconds = $13, title = $14, description = $15, rating = $16,
                    artist = $17, album = $18, genre = $19, warnings = $20, motion_offset = $22, motion_length = $23,
                    sort_at = coalesce(($3::timestamp - make_interval(mins => coalesce($4::int, 0))) AT TIME ZONE 'UTC', $21)
                WHERE id = $1
                """);
            void Add<T>(T value) => command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
            Add(outcome.Media.MediaId);
            Add(basics.ContentHash);
            Add(basics.TakenAt is { } taken ? DateTime.SpecifyKind(taken, DateTimeKind.Unspecified) : null as DateTime?);
            Add(basics.TakenAtOffsetMinutes);
            Add(basics.Width);
            Add(basics.Height);
            Add(basics.CameraMake);
            Add(basics.CameraModel);
            Add(basics.LensModel);
            Add(basics.Latitude);
            Add(basics.Longitude);
            Add(basics.Altitude);
            Add(basics.DurationSeconds);
            Add(basics.Title);
            Add(basics.Description);
            Add(basics.Rating);
            Add(basics.Artist);
            Add(basics.Album);
            Add(basics.Genre);
            Add(basics.Warnings.ToArray());
            Add(PostgresTime.FromTicks(outcome.Media.ModifiedTicks));
            Add(basics.Motion?.Offset);
            Add(basics.Motion?.Length);
            batch.BatchCommands.Add(command);
        }
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Moves the ledger rows on: done, failed for good, or due again after a pause that grows; and notes what was done in
    /// this minute.
    /// </summary>
    private async Task CloseAsync(
        NpgsqlConnection connection, IReadOnlyList<AnalysisOutcome> batch,
        Func<AnalysisOutcome, AnalysisTask, bool> isHeld, CancellationToken cancellationToken)
    {
        var rows = (
            from outcome in batch
            from task in outcome.Tasks
            where isHeld(outcome, task.Task)
            select (outcome.Media.MediaId, Outcome: task)).ToList();
        await using var command = new NpgsqlCommand(
            """
            WITH closed AS (
            UPDATE analysis a SET
                state = CASE
                    WHEN r.error_kind IS NULL THEN 2
                    WHEN r.error_kind = 1 AND a.attempts + 1 < $6 THEN 0
                    ELSE 3 END,
                -- What was in a hurry, or could wait, is as any other file when it changes.
                priority = CASE WHEN r.error_kind = 1 AND a.attempts + 1 < $6 THEN a.priority ELSE $8 END,
                pack_version = coalesce(r.pack_version, a.pack_version),
                attempts = CASE WHEN r.error_kind = 1 THEN a.attempts + 1 ELSE 0 END,
                crashes = 0,
                -- 10 s, 40 s, 2.7 min, 11 min, 43 min, each up to a fifth longer so that retries spread out
                due_at = CASE WHEN r.error_kind = 1
                    THEN now() + interval '10 s' * 4 ^ a.attempts * (1 + random() / 5) ELSE a.due_at END,
                lease_owner = NULL,
                lease_until = NULL,
                error_kind = r.error_kind,
                reason = r.reason,
                finished_at = now()
            FROM unnest($1, $2, $3, $4, $5) AS r (media_id, task, pack_version, error_kind, reason)
            WHERE a.media_id = r.media_id AND a.task = r.task
            RETURNING a.library_id, a.task, a.state
            )
            INSERT INTO work_minutes AS w (minute, owner_id, task, worker_id, began_at, done, failed)
            SELECT date_trunc('minute', now()), l.owner_id, c.task, $7, now(),
                count(*) FILTER (WHERE c.state = 2), count(*) FILTER (WHERE c.state = 3)
            FROM closed c JOIN libraries l ON l.id = c.library_id
            WHERE c.state IN (2, 3)
            GROUP BY l.owner_id, c.task
            ON CONFLICT (minute, owner_id, task, worker_id) DO UPDATE SET
                done = w.done + EXCLUDED.done, failed = w.failed + EXCLUDED.failed
            """,
            connection);
        command.Parameters.Add(new() { Value = rows.Select(row => row.MediaId).ToArray() });
        command.Parameters.Add(new() { Value = rows.Select(row => (short)row.Outcome.Task).ToArray() });
        command.Parameters.Add(new() { Value = rows.Select(row => row.Outcome.PackVersion).ToArray() });
        command.Parameters.Add(new() { Value = rows.Select(row => (short?)row.Outcome.ErrorKind).ToArray() });
        command.Parameters.Add(new() { Value = rows.Select(row => row.Outcome.Reason).ToArray() });
        command.Parameters.Add(new() { Value = options.MaxAttempts });
        command.Parameters.Add(new() { Value = worker.Id });
        command.Parameters.Add(new() { Value = AnalysisPriorities.New });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
