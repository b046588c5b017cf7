using Npgsql;
using NpgsqlTypes;
using Recognize.Models.Persistence;

namespace Recognize.Models.Library;

/// <summary>What was done of a task lately.</summary>
/// <param name="Task">The task.</param>
/// <param name="Done">Files whose results were stored.</param>
/// <param name="Failed">Files that it was given up for.</param>
/// <param name="PerSecond">Both, since the first of them.</param>
public sealed record TaskRate(AnalysisTask Task, long Done, long Failed, double PerSecond);

/// <summary>What was done of a task in a stretch of time.</summary>
/// <param name="From">When the stretch began.</param>
/// <param name="Task">The task.</param>
/// <param name="Done">Files whose results were stored.</param>
/// <param name="Failed">Files that it was given up for.</param>
public sealed record WorkPoint(DateTimeOffset From, AnalysisTask Task, long Done, long Failed);

/// <summary>How fast the ledger is worked off, by all workers together.</summary>
public sealed class WorkRates(NpgsqlDataSource database)
{
    /// <summary>Over which rates are shown.</summary>
    public static readonly TimeSpan Lately = TimeSpan.FromMinutes(5);

    /// <summary>Minutes are kept for this long; hours stand for them then.</summary>
    public static readonly TimeSpan KeepMinutes = TimeSpan.FromDays(2);

    /// <summary>Hours are kept for this long.</summary>
    public static readonly TimeSpan KeepHours = TimeSpan.FromDays(400);

    /// <summary>Rates over the last minutes; a task of which nothing was done then is absent.</summary>
    /// <param name="ownerId">Of one user's files; null for everybody's.</param>
    /// <param name="window">How far back; at most <see cref="KeepMinutes"/>.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<IReadOnlyList<TaskRate>> ReadAsync(
        Guid? ownerId, TimeSpan window, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // At least a second: the very first files would otherwise look infinitely fast.
        return await connection.ReadAsync(
            """
            SELECT task, sum(done), sum(failed),
                (sum(done + failed) / greatest(extract(epoch FROM now() - min(began_at)), 1))::double precision
            FROM work_minutes
            WHERE minute > now() - $2 AND minute <= now() AND ($1::uuid IS NULL OR owner_id = $1)
            GROUP BY task ORDER BY task
            """,
            row => new TaskRate((AnalysisTask)row.GetInt16(0), row.GetInt64(1), row.GetInt64(2), row.GetDouble(3)),
            cancellationToken,
            ownerId is { } id ? id : DBNull.Value,
            window);
    }

    /// <summary>Work over time, in the order of time and task; stretches without work are absent.</summary>
    /// <param name="ownerId">Of one user's files; null for everybody's.</param>
    /// <param name="from">The first stretch begins here.</param>
    /// <param name="to">Not included.</param>
    /// <param name="step">Length of a stretch; at least a minute, and an hour for what is older than <see cref="KeepMinutes"/>.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<IReadOnlyList<WorkPoint>> ReadChartAsync(
        Guid? ownerId, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, TimeSpan.FromMinutes(1));
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ReadAsync(
            """
            SELECT date_bin($4, minute, $2) AS begun, task, sum(done), sum(failed) FROM work_minutes
            WHERE minute >= $2 AND minute < $3 AND ($1::uuid IS NULL OR owner_id = $1)
            GROUP BY begun, task ORDER BY begun, task
            """,
            row => new WorkPoint(
                row.GetFieldValue<DateTimeOffset>(0), (AnalysisTask)row.GetInt16(1), row.GetInt64(2), row.GetInt64(3)),
            cancellationToken,
            ownerId is { } id ? id : DBNull.Value,
            from.ToUniversalTime(),
            to.ToUniversalTime(),
            step);
    }

    /// <summary>How long what remains takes at a rate; null while nothing is done although something remains.</summary>
    public static TimeSpan? TimeLeft(long remaining, double perSecond) => (remaining, perSecond) switch
    {
        (0, _) => TimeSpan.Zero,
        (_, <= 0) => null,
        // A time that no calendar holds is as good as none.
        _ when remaining / perSecond > TimeSpan.FromDays(36_500).TotalSeconds => null,
        _ => TimeSpan.FromSeconds(Math.Ceiling(remaining / perSecond)),
    };

    /// <summary>Makes hours of old minutes, and forgets old hours.</summary>
    /// <returns>Rows that are there no longer.</returns>
    public async Task<int> TrimAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            WITH forgotten AS (
                DELETE FROM work_minutes WHERE minute < now() - $2 RETURNING 1
            ), taken AS (
                DELETE FROM work_minutes
                WHERE minute < date_trunc('hour', now() - $1) AND minute >= now() - $2 AND worker_id <> $3
                RETURNING minute, owner_id, task, began_at, done, failed
            ), hours AS (
                INSERT INTO work_minutes AS w (minute, owner_id, task, worker_id, began_at, done, failed)
                SELECT date_trunc('hour', minute), owner_id, task, $3, min(began_at), sum(done), sum(failed) FROM taken
                GROUP BY 1, owner_id, task
                ON CONFLICT (minute, owner_id, task, worker_id) DO UPDATE SET
                    began_at = least(w.began_at, EXCLUDED.began_at),
                    done = w.done + EXCLUDED.done, failed = w.failed + EXCLUDED.failed
                RETURNING 1
            )
            SELECT (SELECT count(*) FROM forgotten) + (SELECT count(*) FROM taken) - (SELECT count(*) FROM hours)
            """);
        command.Parameters.Add(new() { Value = KeepMinutes, NpgsqlDbType = NpgsqlDbType.Interval });
        command.Parameters.Add(new() { Value = KeepHours, NpgsqlDbType = NpgsqlDbType.Interval });
        command.Parameters.Add(new() { Value = Guid.Empty });
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
