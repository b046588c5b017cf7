using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Recognize.Models;
using Recognize.Models.Library;
using Recognize.Models.Persistence;

namespace Recognize.Worker.Analysis;

/// <summary>
/// Settles which version each task is to have in the whole system, so that workers with different packs do not undo each
/// other's results for ever. Each worker announces its versions once, when it starts, and the winner is the same in
/// whatever order they come: a pack that an owner chose beats one that was merely installed, then the newer program, then
/// the later choice. Within one home the latest start counts. A version that no worker has had for a week gives way.
/// </summary>
internal sealed class WantedVersions(
    NpgsqlDataSource database, WorkerIdentity worker, PackDates dates, ILogger<WantedVersions> log)
{
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(7);

    private bool _isAnnounced;

    /// <summary>Of the program, as three numbers; the database compares them as numbers.</summary>
    internal string Program { get; init; } = ProgramVersion.Text.Split('-')[0];

    /// <summary>Says what this worker has, and reads what is wanted. Safe to repeat.</summary>
    /// <returns>The wanted version of each task that some worker does.</returns>
    public async Task<IReadOnlyDictionary<AnalysisTask, string>> AnnounceAsync(CancellationToken cancellationToken)
    {
        var tasks = Enum.GetValues<AnalysisTask>().Where(task => worker.VersionOf(task) is not null).ToArray();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(AnnounceSql, connection);
        command.Parameters.Add(new() { Value = tasks.Select(task => (short)task).ToArray() });
        command.Parameters.Add(new() { Value = tasks.Select(task => worker.VersionOf(task)!).ToArray() });
        command.Parameters.Add(new() { Value = tasks.Select(dates.IsChosen).ToArray() });
        command.Parameters.Add(new()
        {
            Value = tasks.Select(task => dates.Since(task).UtcDateTime).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        });
        command.Parameters.Add(new() { Value = Program });
        command.Parameters.Add(new() { Value = dates.HomeId });
        command.Parameters.Add(new() { Value = GivenUpAfter });
        command.Parameters.Add(new() { Value = !_isAnnounced });
        await command.ExecuteNonQueryAsync(cancellationToken);
        if (!_isAnnounced)
            await WithdrawAsync(connection, tasks, cancellationToken);

        var wanted = await connection.ReadAsync(
            "SELECT task, version FROM task_versions ORDER BY task",
            row => ((AnalysisTask)row.GetInt16(0), row.GetString(1)),
            cancellationToken);
        if (!_isAnnounced)
        {
            foreach (var (task, version) in wanted.Where(row => row.Item2 == worker.VersionOf(row.Item1)))
                AnalysisLog.Wanted(log, task, version);
        }
        _isAnnounced = true;
        return wanted.ToDictionary(row => row.Item1, row => row.Item2);
    }

    /// <summary>What this home had chosen and has no longer is wanted no longer.</summary>
    private Task<int> WithdrawAsync(
        NpgsqlConnection connection, AnalysisTask[] tasks, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(
            "DELETE FROM task_versions WHERE chosen_by = $1 AND task <> ALL ($2)",
            cancellationToken, dates.HomeId, tasks.Select(task => (short)task).ToArray());

    // $8: only a worker that starts may take a task over; an older process of the same home would take it back else.
    private const string AnnounceSql =
        """
        INSERT INTO task_versions AS w (task, version, is_chosen, program_version, chosen_at, chosen_by, seen_at)
        SELECT t.task, t.version, t.is_chosen, $5, least(t.chosen_at, now()), $6, now()
        FROM unnest($1, $2, $3, $4) AS t (task, version, is_chosen, chosen_at) ORDER BY t.task
        ON CONFLICT (task) DO UPDATE SET
            version = EXCLUDED.version,
            is_chosen = EXCLUDED.is_chosen OR (w.is_chosen AND w.version = EXCLUDED.version),
            program_version = CASE
                WHEN w.version = EXCLUDED.version
                    AND string_to_array(w.program_version, '.')::int[] > string_to_array(EXCLUDED.program_version, '.')::int[]
                THEN w.program_version ELSE EXCLUDED.program_version END,
            chosen_at = CASE
                WHEN w.version = EXCLUDED.version THEN greatest(w.chosen_at, EXCLUDED.chosen_at) ELSE EXCLUDED.chosen_at END,
            chosen_by = CASE WHEN w.version = EXCLUDED.version THEN w.chosen_by ELSE EXCLUDED.chosen_by END,
            seen_at = now()
        WHERE (w.version = EXCLUDED.version AND (
                w.seen_at NOT BETWEEN now() - interval '1 hour' AND now()
                OR w.chosen_at < EXCLUDED.chosen_at OR (EXCLUDED.is_chosen AND NOT w.is_chosen)
                OR string_to_array(w.program_version, '.')::int[] < string_to_array(EXCLUDED.program_version, '.')::int[]))
            OR (w.version <> EXCLUDED.version AND (
                w.seen_at < now() - $7
                OR ($8 AND (
                    w.chosen_by = EXCLUDED.chosen_by
                    OR (EXCLUDED.is_chosen, string_to_array(EXCLUDED.program_version, '.')::int[], EXCLUDED.chosen_at,
                        EXCLUDED.version)
                     > (w.is_chosen, string_to_array(w.program_version, '.')::int[], w.chosen_at, w.version)))))
        """;
}
