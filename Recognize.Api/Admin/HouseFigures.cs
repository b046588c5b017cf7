using Npgsql;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Models.Persistence;

namespace Recognize.Api.Admin;

/// <summary>
/// What admins see of the whole house: counts that the database keeps, libraries and jobs; never a file, a person or a tag.
/// </summary>
internal sealed class HouseFigures(
    NpgsqlDataSource database, LedgerCounts counts, WorkRates rates, HouseAttention attention, TimeProvider clock)
{
    private const int MostJobs = 20;
    private const int QualityBins = 20;

    /// <summary>Rows that are looked at for the faces by quality: enough for a chart, few enough for some milliseconds.</summary>
    private const long QualityRows = 100_000;

    public async Task<OverviewResponse> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = await counts.ReadAsync(null, cancellationToken);
        var lately = (await rates.ReadAsync(null, WorkRates.Lately, cancellationToken)).ToDictionary(rate => rate.Task, rate => rate.PerSecond);
        var tasks = rows.GroupBy(row => row.Task).OrderBy(group => group.Key)
            .Select(group => TaskOf(group.Key, group.ToDictionary(row => row.State, row => row.Count), lately.GetValueOrDefault(group.Key)))
            .ToList();
        var remaining = tasks.Sum(task => task.Due + task.Running);
        var perSecond = lately.Values.Sum();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var house = (await connection.ReadAsync(
            """
            SELECT (SELECT count(*) FROM users)::int, (SELECT count(*) FROM libraries)::int,
                (SELECT count(*) FROM people WHERE name IS NOT NULL), (SELECT count(DISTINCT tag_id) FROM tag_counts),
                people.shown, people.faces
            FROM (
                SELECT count(*) FILTER (WHERE faces > 0) AS shown, coalesce(sum(faces), 0)::bigint AS faces FROM (
                    SELECT sum(faces) AS faces FROM (
                        SELECT person_id, faces FROM person_counts UNION ALL SELECT person_id, faces FROM person_changes
                    ) AS changes GROUP BY person_id
                ) AS counted
            ) AS people
            """,
            row => (Users: row.GetInt32(0), Libraries: row.GetInt32(1), Named: row.GetInt64(2), Tags: row.GetInt64(3),
                People: row.GetInt64(4), Faces: row.GetInt64(5)),
            cancellationToken))[0];
        return new OverviewResponse(
            house.Users, house.Libraries,
            Total(AnalysisTask.Basics), Total(AnalysisTask.Objects), Total(AnalysisTask.Music),
            house.People, house.Named, house.Faces, house.Tags,
            tasks, remaining, Math.Round(perSecond, 2), Seconds(remaining, perSecond),
            await JobsAsync(connection, cancellationToken),
            await attention.ReadAsync(rows, cancellationToken));

        long Total(AnalysisTask task) => rows.Where(row => row.Task == task).Sum(row => row.Count);
    }

    /// <summary>Work over time.</summary>
    public async Task<WorkChartResponse> WorkAsync(WorkPeriod period, CancellationToken cancellationToken)
    {
        var (length, step) = period switch
        {
            WorkPeriod.Hour => (TimeSpan.FromHours(1), TimeSpan.FromMinutes(1)),
            WorkPeriod.Day => (TimeSpan.FromDays(1), TimeSpan.FromMinutes(30)),
            WorkPeriod.Week => (TimeSpan.FromDays(7), TimeSpan.FromHours(4)),
            _ => (TimeSpan.FromDays(30), TimeSpan.FromDays(1)),
        };
        // Stretches that begin at whole steps stay the same from one look to the next.
        var now = clock.GetUtcNow().Ticks;
        var to = new DateTimeOffset(now - (now % step.Ticks) + step.Ticks, TimeSpan.Zero);
        var points = await rates.ReadChartAsync(null, to - length, to, step, cancellationToken);
        return new WorkChartResponse(
            to - length, to, (long)step.TotalSeconds,
            [.. points.Select(point => new WorkPointResponse(point.From, point.Task, point.Done, point.Failed))]);
    }

    /// <summary>Faces by quality: all of them while there are few, else those of pages taken evenly.</summary>
    public async Task<FaceQualityResponse> QualityAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var estimate = (await connection.ReadAsync(
            "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'faces'::regclass",
            row => row.GetInt64(0), cancellationToken))[0];
        var share = estimate > QualityRows ? 100f * QualityRows / estimate : 100f;
        var rows = await connection.ReadAsync(
            $"""
            SELECT least(floor(quality * {QualityBins})::int, {QualityBins - 1}), count(*) FILTER (WHERE person_id IS NOT NULL),
                count(*) FILTER (WHERE person_id IS NULL)
            FROM faces TABLESAMPLE SYSTEM ($1) WHERE NOT is_removed AND ignored_as IS NULL GROUP BY 1
            """,
            row => (Bin: row.GetInt32(0), Grouped: row.GetInt64(1), Waiting: row.GetInt64(2)),
            cancellationToken, share);
        var bins = Enumerable.Range(0, QualityBins).Select(number =>
        {
            var found = rows.Find(row => row.Bin == number);
            return new FaceQualityBin((double)number / QualityBins, found.Grouped, found.Waiting);
        });
        return new FaceQualityResponse(rows.Sum(row => row.Grouped + row.Waiting), share < 100, [.. bins]);
    }

    private static HouseTaskResponse TaskOf(AnalysisTask task, Dictionary<AnalysisState, long> states, double perSecond)
    {
        long Of(AnalysisState state) => states.GetValueOrDefault(state);
        return new HouseTaskResponse(
            task, Of(AnalysisState.Due), Of(AnalysisState.Running), Of(AnalysisState.Done), Of(AnalysisState.Failed),
            Of(AnalysisState.Quarantined), Of(AnalysisState.Withheld), Of(AnalysisState.Waiting), Math.Round(perSecond, 2),
            Seconds(Of(AnalysisState.Due) + Of(AnalysisState.Running), perSecond));
    }

    private static long? Seconds(long remaining, double perSecond) =>
        WorkRates.TimeLeft(remaining, perSecond) is { } left ? (long)Math.Ceiling(left.TotalSeconds) : null;

    private static Task<List<HouseJobResponse>> JobsAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ReadAsync(
            $"""
            SELECT j.kind, u.name, j.state, j.requested_at, j.started_at, j.done, j.total
            FROM job_runs j LEFT JOIN users u ON u.id = j.owner_id
            WHERE j.state IN ({(int)JobState.Running}, {(int)JobState.Queued})
            ORDER BY j.state <> {(int)JobState.Running}, j.priority, j.due_at, j.id LIMIT {MostJobs}
            """,
            row => new HouseJobResponse(
                row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), (JobState)row.GetInt16(2),
                row.GetFieldValue<DateTimeOffset>(3), row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4),
                row.IsDBNull(5) ? null : row.GetInt64(5), row.IsDBNull(6) ? null : row.GetInt64(6)),
            cancellationToken);
}
