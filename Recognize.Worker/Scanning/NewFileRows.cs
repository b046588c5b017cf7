using Npgsql;
using NpgsqlTypes;
using Recognize.Models.Library;

namespace Recognize.Worker.Scanning;

/// <summary>The rows of new files: one in <c>media</c>, and one for each of its tasks in <c>analysis</c>.</summary>
internal static class NewFileRows
{
    public static async Task<int> AddAsync(
        NpgsqlConnection connection, MediaLibrary library, List<WalkedFile> files, TaskPlan plan,
        CancellationToken cancellationToken)
    {
        if (files.Count == 0)
            return 0;

        var ids = files.Select(_ => Guid.CreateVersion7()).ToArray();
        // A batch that is repeated because its commit went unanswered finds its rows there.
        var inserted = new HashSet<Guid>();
        await using (var insert = new NpgsqlCommand(
            """
            INSERT INTO media (id, library_id, owner_id, relative_path, kind, mime_type, size_bytes, modified_ticks,
                               added_at, sort_at, warnings)
            SELECT f.id, $1, $2, f.path, f.kind, f.mime, f.size, f.ticks, now(), f.modified, '{}'
            FROM unnest($3, $4, $5, $6, $7, $8, $9) AS f (id, path, kind, mime, size, ticks, modified)
            ON CONFLICT (library_id, relative_path) DO NOTHING
            RETURNING id
            """,
            connection))
        {
            insert.Parameters.Add(new() { Value = library.Id });
            insert.Parameters.Add(new() { Value = library.OwnerId });
            insert.Parameters.Add(new() { Value = ids });
            FileParameters.AddTo(insert, files);
            await using var reader = await insert.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                inserted.Add(reader.GetGuid(0));
        }

        await using var ledger = await connection.BeginBinaryImportAsync(
            """
            COPY analysis (media_id, task, state, priority, due_at, attempts, crashes, error_kind, reason, finished_at)
            FROM STDIN (FORMAT BINARY)
            """,
            cancellationToken);
        var now = DateTimeOffset.UtcNow;
        for (var i = 0; i < files.Count; i++)
        {
            if (!inserted.Contains(ids[i]))
                continue;
            foreach (var task in TaskPlan.TasksOf(files[i].Format.Kind))
            {
                var problem = files[i].Problem;
                var state = problem is null ? plan.FirstStateOf(task) : AnalysisState.Failed;
                await ledger.StartRowAsync(cancellationToken);
                await ledger.WriteAsync(ids[i], NpgsqlDbType.Uuid, cancellationToken);
                await ledger.WriteAsync((short)task, NpgsqlDbType.Smallint, cancellationToken);
                await ledger.WriteAsync((short)state, NpgsqlDbType.Smallint, cancellationToken);
                await ledger.WriteAsync(FilePriority.Of(files[i], now), NpgsqlDbType.Smallint, cancellationToken);
                await ledger.WriteAsync(now, NpgsqlDbType.TimestampTz, cancellationToken);
                await ledger.WriteAsync((short)0, NpgsqlDbType.Smallint, cancellationToken);
                await ledger.WriteAsync((short)0, NpgsqlDbType.Smallint, cancellationToken);
                if (problem is null)
                {
                    await ledger.WriteNullAsync(cancellationToken);
                    await ledger.WriteNullAsync(cancellationToken);
                    await ledger.WriteNullAsync(cancellationToken);
                    continue;
                }
                await ledger.WriteAsync((short)AnalysisErrorKind.Unreadable, NpgsqlDbType.Smallint, cancellationToken);
                await ledger.WriteAsync(problem, NpgsqlDbType.Text, cancellationToken);
                await ledger.WriteAsync(now, NpgsqlDbType.TimestampTz, cancellationToken);
            }
        }
        await ledger.CompleteAsync(cancellationToken);
        return inserted.Count;
    }
}
