using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Recognize.Models.Library;
using Recognize.Models.People;
using Recognize.Models.Persistence;
using Recognize.Models.Search;
using Recognize.Models.Tags;
using Recognize.Worker.Analysis;

namespace Recognize.Worker.Seeding;

/// <summary>What is timed, and with it how it may grow with the library.</summary>
internal enum ScaleTimingKind
{
    /// <summary>What a worker does again and again.</summary>
    Step,

    /// <summary>A page of a list.</summary>
    List,

    /// <summary>A query, its first page and the count of what it finds.</summary>
    Search,

    /// <summary>What goes through all of the library.</summary>
    Whole,
}

/// <summary>How long something took.</summary>
/// <param name="Kind">Of what sort it is.</param>
/// <param name="Name">What.</param>
/// <param name="Median">Of all rounds.</param>
/// <param name="Most">95 of 100 rounds took no longer.</param>
internal sealed record ScaleTiming(ScaleTimingKind Kind, string Name, TimeSpan Median, TimeSpan Most);

/// <summary>
/// Times what is done all day long in a large library, as the program does it and with the network between. The rows of
/// the timed claims and results are changed.
/// </summary>
internal sealed class ScaleMeasurement(
    NpgsqlDataSource database, AnalysisLedger ledger, OutcomeWriter writer, LedgerCounts counts, LedgerReconciler reconciler,
    PeopleCounts peopleCounts, TagCounts tagCounts, MonthCounts monthCounts, IDbContextFactory<RecognizeDbContext> contexts)
{
    private const int Rounds = 60;
    private const int FilesInClaim = 16;
    private const int PageRows = 101;

    // As the API lists files; a test of the API keeps its statement to the same index.
    private const string TimelineSql =
        """
        SELECT id, kind, relative_path, sort_at, width, height, duration_seconds FROM media
        WHERE owner_id = $1 AND removed_at IS NULL AND (sort_at, id) < ($2, $3)
        ORDER BY sort_at DESC, id DESC LIMIT $4
        """;

    public async IAsyncEnumerable<ScaleTiming> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var owners = await connection.ReadAsync(
            "SELECT DISTINCT owner_id FROM libraries", row => row.GetGuid(0), cancellationToken);
        if (owners.Count == 0)
            yield break;
        var owner = owners[0];
        var middle = (await connection.ReadAsync(
            "SELECT min(sort_at) + (max(sort_at) - min(sort_at)) / 2 FROM media", row => row.GetDateTime(0), cancellationToken))[0];

        IReadOnlyList<ClaimedMedia> claimed = [];
        yield return await TimeAsync(
            ScaleTimingKind.Step, $"claim {FilesInClaim} files",
            async () => claimed = await ledger.ClaimAsync(FilesInClaim, null, cancellationToken),
            () => ledger.GiveBackAsync([.. claimed.Select(media => media.MediaId)], cancellationToken));
        yield return await TimeAsync(
            ScaleTimingKind.Step, "store the results of one photo",
            () => writer.WriteAsync([Outcome(claimed[0])], cancellationToken),
            async () => claimed = await ledger.ClaimAsync(1, null, cancellationToken),
            isAfter: false);
        yield return await TimeAsync(ScaleTimingKind.Step, "heartbeat", () => ledger.HeartbeatAsync(cancellationToken));
        yield return await TimeAsync(ScaleTimingKind.Step, "look for lost workers", () => ledger.RecoverAsync(cancellationToken));
        yield return await TimeAsync(ScaleTimingKind.Step, "look for a clock set back", () => ledger.RepairDueAsync(cancellationToken));
        yield return await TimeAsync(ScaleTimingKind.Step, "counts by task and state", () => counts.ReadAsync(owner, cancellationToken));
        yield return await TimeAsync(ScaleTimingKind.Step, "roll up the counts", () => counts.RollUpAsync(cancellationToken));
        yield return await TimeAsync(ScaleTimingKind.List, "time line, first page", () => ListAsync(connection, owner, DateTime.MaxValue));
        yield return await TimeAsync(ScaleTimingKind.List, "time line, in the middle", () => ListAsync(connection, owner, middle));
        yield return await TimeAsync(
            ScaleTimingKind.List, "tags with counts", () => connection.ReadAsync(
                ListSql.Tags, row => row.GetString(0), cancellationToken, owner, PageRows));
        yield return await TimeAsync(ScaleTimingKind.List, "people with counts and faces", ListPeopleAsync);
        foreach (var (name, query) in await QueriesAsync(connection, owner, middle, cancellationToken))
            yield return await TimeAsync(ScaleTimingKind.Search, name, () => SearchAsync(owner, query, cancellationToken), rounds: 20);
        yield return await TimeAsync(ScaleTimingKind.Step, "roll up the counts of tags", () => tagCounts.RollUpAsync(cancellationToken));
        yield return await TimeAsync(ScaleTimingKind.Step, "roll up the counts of months", () => monthCounts.RollUpAsync(cancellationToken));
        yield return await TimeAsync(ScaleTimingKind.Step, "roll up the counts of people", () => peopleCounts.RollUpAsync(cancellationToken));
        var plan = new TaskPlan(
            Enum.GetValues<AnalysisTask>().Where(task => task != AnalysisTask.Basics)
                .ToDictionary(task => task, _ => SeedRows.PackVersion),
            FacesAllowed: true);
        yield return await TimeAsync(
            ScaleTimingKind.Whole, "worker start, nothing has changed", () => reconciler.ReconcileAsync(owner, plan, cancellationToken), rounds: 5);
        yield return await TimeAsync(
            ScaleTimingKind.Whole, "count all rows of the ledger anew", () => counts.RecountAsync(cancellationToken), rounds: 3);
        yield return await TimeAsync(
            ScaleTimingKind.Whole, "count all tags anew", () => tagCounts.RecountAsync(cancellationToken), rounds: 3);
        yield return await TimeAsync(
            ScaleTimingKind.Whole, "count all months anew", () => monthCounts.RecountAsync(cancellationToken), rounds: 3);
        yield return await TimeAsync(
            ScaleTimingKind.Whole, "count all faces anew", () => peopleCounts.RecountAsync(cancellationToken), rounds: 3);

        async Task ListPeopleAsync()
        {
            var people = await connection.ReadAsync(
                ListSql.People, row => row.GetGuid(0), cancellationToken, owner, PageRows);
            await connection.ReadAsync(
                ListSql.Covers, row => row.GetGuid(1), cancellationToken, owner, people.Take(PageRows - 1).ToArray());
        }

        Task ListAsync(NpgsqlConnection open, Guid ownerId, DateTime before) => open.ReadAsync(
            TimelineSql, row => row.GetGuid(0), cancellationToken,
            ownerId, before == DateTime.MaxValue ? DateTime.UtcNow : before, Guid.Empty, PageRows);
    }

    /// <summary>What people type, with names that the library has.</summary>
    private static async Task<IReadOnlyList<(string Name, string Query)>> QueriesAsync(
        NpgsqlConnection connection, Guid owner, DateTime middle, CancellationToken cancellationToken)
    {
        var person = (await connection.ReadAsync(
            """
            SELECT p.name FROM person_counts c JOIN people p ON p.id = c.person_id
            WHERE c.owner_id = $1 AND p.name IS NOT NULL ORDER BY c.faces DESC LIMIT 1
            """,
            row => row.GetString(0), cancellationToken, owner)).FirstOrDefault() ?? "nobody";
        var tags = await connection.ReadAsync(
            """
            SELECT t.name FROM tag_counts c JOIN tags t ON t.id = c.tag_id
            WHERE c.owner_id = $1 GROUP BY t.id HAVING sum(c.change) > 0 ORDER BY sum(c.change) DESC, t.id
            """,
            row => row.GetString(0), cancellationToken, owner);
        var file = Path.GetFileNameWithoutExtension((await connection.ReadAsync(
            "SELECT relative_path FROM media WHERE owner_id = $1 AND sort_at >= $2 AND removed_at IS NULL ORDER BY sort_at, id LIMIT 1",
            row => row.GetString(0), cancellationToken, owner, middle))[0]);
        var year = middle.Year.ToString(CultureInfo.InvariantCulture);
        return
        [
            ("a year", year),
            ("a frequent tag", $"tag:\"{tags[0]}\""),
            ("a rare tag in a year", $"tag:\"{tags[^1]}\" {year}"),
            ("a person with a tag", $"person:\"{person}\" tag:\"{tags[tags.Count / 2]}\""),
            ("a file by its name", $"text:{file}"),
            ("words that no file has", "text:nowhere"),
        ];
    }

    /// <summary>As the API answers a search; a test of the API keeps its statements to indexes.</summary>
    private async Task SearchAsync(Guid owner, string query, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var search = new MediaSearch(context, owner);
        var read = await search.ReadAsync(query, cancellationToken);
        var found = await search.FindPageAsync(read, cancellationToken);
        await found.Media.OrderByDescending(media => media.SortAt).ThenByDescending(media => media.Id)
            .Select(media => new { media.Id, media.Kind, media.RelativePath, media.SortAt, media.Width, media.Height, media.DurationSeconds })
            .Take(PageRows).ToListAsync(cancellationToken);
        await found.CountAsync(cancellationToken);
    }

    private static AnalysisOutcome Outcome(ClaimedMedia media) => new(
        media,
        [.. media.Tasks.Select(task => TaskOutcome.Succeeded(
            task, task == AnalysisTask.Basics ? TaskPlan.BasicsVersion : SeedRows.PackVersion))])
    {
        Basics = media.Tasks.Contains(AnalysisTask.Basics)
            ? new BasicsResult { ContentHash = new byte[32], Width = 4000, Height = 3000, Keywords = ["holiday"] }
            : null,
    };

    private static async Task<ScaleTiming> TimeAsync(
        ScaleTimingKind kind, string name, Func<Task> act, Func<Task>? beside = null, bool isAfter = true, int rounds = Rounds)
    {
        var times = new List<TimeSpan>(rounds);
        // The first round reads from disk what later ones find in memory, and loads code.
        for (var round = -1; round < rounds; round++)
        {
            if (beside is not null && !isAfter)
                await beside();
            var started = Stopwatch.GetTimestamp();
            await act();
            if (round >= 0)
                times.Add(Stopwatch.GetElapsedTime(started));
            if (beside is not null && isAfter)
                await beside();
        }
        times.Sort();
        return new ScaleTiming(kind, name, times[times.Count / 2], times[(int)(times.Count * 0.95)]);
    }
}
