using Npgsql;

namespace Recognize.Tests.Chaos;

/// <summary>The database of a run, as somebody sees it who is no part of the program.</summary>
internal sealed class ChaosDatabase(string connectionString) : IAsyncDisposable
{
    /// <summary>All that a run stores but ids, times and what becomes of poison.</summary>
    private const string RowsSql =
        """
        SELECT 'media ' || relative_path || ' ' || coalesce(encode(content_hash, 'hex'), '-') || ' ' || coalesce(width, 0)
            || 'x' || coalesce(height, 0) || ' ' || coalesce(title, '-') || ' ' || coalesce(duration_seconds, 0)
        FROM media WHERE relative_path NOT LIKE 'poison/%'
        UNION ALL
        SELECT 'task ' || m.relative_path || ' ' || a.task || ' ' || a.state || ' ' || coalesce(a.pack_version, '-')
            || ' ' || coalesce(a.reason, '-')
        FROM analysis a JOIN media m ON m.id = a.media_id WHERE m.relative_path NOT LIKE 'poison/%'
        UNION ALL
        -- The last digits of a network's sums depend on what else its threads were at.
        SELECT 'tag ' || m.relative_path || ' ' || t.tag_id || ' ' || t.source || ' ' || round(t.score::numeric, 4)
        FROM media_tags t JOIN media m ON m.id = t.media_id WHERE m.relative_path NOT LIKE 'poison/%'
        UNION ALL
        SELECT 'face ' || m.relative_path || ' ' || f.x || ' ' || f.y || ' ' || length(f.embedding)
        FROM faces f JOIN media m ON m.id = f.media_id WHERE m.relative_path NOT LIKE 'poison/%'
        ORDER BY 1
        """;

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "observer", MaxPoolSize = 5 }.ConnectionString);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<List<string>> ReadRowsAsync() => ReadAsync(RowsSql);

    /// <summary>Writes down each result that is stored, and by whom, whatever the ledger says of it later.</summary>
    public Task WriteDownResultsAsync() => ExecuteAsync(
        """
        CREATE TABLE seen_done (media_id uuid, task smallint, worker_id uuid);
        CREATE FUNCTION see_done() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO seen_done VALUES (NEW.media_id, NEW.task, OLD.lease_owner);
            RETURN NULL;
        END $$;
        CREATE TRIGGER see_done AFTER UPDATE OF state ON analysis
            FOR EACH ROW WHEN (NEW.state = 2 AND OLD.state <> 2) EXECUTE FUNCTION see_done();
        """);

    /// <summary>
    /// Leaves thumbnails alone: the workers have a folder each, so that one disk can be full, and would make anew what lies
    /// in the others'.
    /// </summary>
    public Task LookAfterThumbnailsAsync() => ExecuteAsync(
        """
        INSERT INTO job_runs (id, kind, subject, work_key, state, priority, requested_by, requested_at, due_at, finished_at,
            attempts, crashes, summary)
        VALUES (gen_random_uuid(), 'thumbnails', '', '', 1, 0, 'a test', now(), now(), now(), 0, 0, '{}')
        """);

    /// <summary>Whether a process has stored something, and has something in hand that no worker died of before.</summary>
    public Task<bool> HasWorkedAsync(int processId) => ScalarAsync<bool>(
        $"""
        SELECT EXISTS (
            SELECT 1 FROM workers w WHERE w.name LIKE '%:{processId}'
            AND EXISTS (SELECT 1 FROM seen_done s WHERE s.worker_id = w.id)
            AND EXISTS (SELECT 1 FROM analysis a WHERE a.lease_owner = w.id AND a.state = 1))
        """);

    /// <summary>
    /// Whether a worker that stands still holds a file that was in work at a death before. Another death would be the
    /// second one of that file, which by the rule makes it poison.
    /// </summary>
    public async Task<bool> HoldsSuspectAsync(string label, int processId)
    {
        // What it had asked of the server before it was halted still happens; a COPY only until the client has to send.
        while (await ScalarAsync<long>(
            $"""
            SELECT count(*) FROM pg_stat_activity
            WHERE application_name = '{label}' AND state = 'active' AND coalesce(wait_event_type, '') NOT IN ('Lock', 'Client')
            """) > 0)
        {
            await Task.Delay(20, Token);
        }
        return await ScalarAsync<bool>(
            $"""
            SELECT EXISTS (
                SELECT 1 FROM analysis a JOIN workers w ON w.id = a.lease_owner
                WHERE w.name LIKE '%:{processId}' AND a.state = 1 AND a.crashes > 0)
            """);
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Token))!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    public async Task<List<string>> ReadAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<string>();
        while (await reader.ReadAsync(Token))
            rows.Add(reader.GetString(0));
        return rows;
    }

    /// <summary>Waits, also while the server is away.</summary>
    /// <exception cref="TimeoutException">It did not become true; says what was waited for.</exception>
    public Task UntilAsync(string what, string sql, TimeSpan longest) => UntilAsync(what, () => sql, longest);

    /// <summary>The same, with a question that may change.</summary>
    public async Task UntilAsync(string what, Func<string> sql, TimeSpan longest)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(longest);
        while (true)
        {
            try
            {
                if (await ScalarAsync<bool>(sql()))
                    return;
            }
            catch (NpgsqlException)
            {
                // Away; asked again.
            }
            if (patience.IsCancellationRequested)
            {
                Token.ThrowIfCancellationRequested();
                throw new TimeoutException($"Waited in vain until {what}. {await StandingAsync()}");
            }
            await Task.Delay(100, Token);
        }
    }

    /// <summary>What the workers said last, and which sessions wait for which others: to tell why nothing moves.</summary>
    private async Task<string> StandingAsync()
    {
        try
        {
            return string.Join('\n', await ReadAsync(
                """
                SELECT concat_ws(' ', 'worker', name, status, status_reason, 'seen', now() - seen_at) FROM workers WHERE stopped_at IS NULL
                UNION ALL
                SELECT concat_ws(' ', 'session', pid, 'by', pg_blocking_pids(pid)::text, state, wait_event_type, wait_event,
                    now() - state_change, left(query, 200))
                FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'
                """));
        }
        catch (NpgsqlException away)
        {
            return away.Message;
        }
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
