using System.Diagnostics;
using Npgsql;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;
using Recognize.Worker.Analysis;

namespace Recognize.Worker.Seeding;

/// <summary>
/// Fills a database with a made-up library, to measure what a large one costs. There are no files behind it: its root
/// does not exist, so that a scan suspends it and removes nothing.
/// </summary>
internal sealed class DatabaseSeeder(NpgsqlDataSource database, OwnerKeys keys, KeptCounts counts)
{
    /// <summary>Roots of made-up libraries begin with this.</summary>
    public const string RootPrefix = "/generated/recognize/";

    private const int BatchFiles = 10_000;
    private const int JobRuns = 5_000;
    private static readonly string[] Tables = ["media", "analysis", "media_tags", "tags", "faces", "people", "job_runs", "libraries",
        "person_counts", "person_changes", "tag_counts", "month_counts"];

    /// <summary>Whether the database has a library that was not made up.</summary>
    public async Task<bool> HasRealLibrariesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT EXISTS (SELECT 1 FROM libraries WHERE NOT starts_with(root_path, $1))");
        command.Parameters.Add(new() { Value = RootPrefix });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Makes the library; when it is broken off, what was made until then stays.</summary>
    /// <param name="request">What to make.</param>
    /// <param name="report">Told the number of files after each batch.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="InvalidOperationException">The user has a library of this seed already.</exception>
    public async Task<SeedReport> RunAsync(
        SeedRequest request, Action<int> report, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var random = new SeedRandom(request.Seed, request.OwnerName);
        var libraryId = random.NextId();
        var people = new SeedPeople(random, request.Faces);
        var made = new SeedReport();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await AddLibraryAsync(connection, request, libraryId, cancellationToken);
        var rows = new SeedRows(connection, request.OwnerId, libraryId, random, people, made);
        await rows.AddTagsAsync(cancellationToken);
        await rows.AddPeopleAsync(cancellationToken);

        var faces = new SeedShare(random, request.Faces, request.Media);
        for (var first = 0; first < request.Media; first += BatchFiles)
        {
            var files = new List<SeedMedia>(BatchFiles);
            for (var number = first; number < Math.Min(first + BatchFiles, request.Media); number++)
                files.Add(SeedMedia.Make(random, number, request.Media));
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await rows.AddMediaAsync(files, cancellationToken);
            await rows.AddTasksAsync(files, cancellationToken);
            await rows.AddMediaTagsAsync(files, cancellationToken);
            using var seal = await keys.WritingAsync(connection, request.OwnerId, cancellationToken);
            await rows.AddFacesAsync(files, faces, seal, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            report(made.Media);
        }
        await rows.AddJobRunsAsync(JobRuns, cancellationToken);
        await counts.RollUpAsync(cancellationToken);
        // As autovacuum would within minutes: a plan for an empty table would be measured else.
        foreach (var table in Tables)
            await VacuumAsync(connection, table, cancellationToken);
        made.Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return made;
    }

    private static async Task AddLibraryAsync(
        NpgsqlConnection connection, SeedRequest request, Guid libraryId, CancellationToken cancellationToken)
    {
        var added = await connection.ExecuteAsync(
            """
            INSERT INTO libraries (id, owner_id, root_path, created_at, last_scan_at)
            VALUES ($1, $2, $3, now(), now()) ON CONFLICT DO NOTHING
            """,
            cancellationToken, libraryId, request.OwnerId, RootPrefix + request.Seed);
        if (added == 0)
            throw new InvalidOperationException($"The user has a made-up library of seed {request.Seed} already.");
        await connection.ExecuteAsync(
            """
            INSERT INTO face_versions (owner_id, pack_version, activated_at, grouping_run) VALUES ($1, $2, now(), 1)
            ON CONFLICT DO NOTHING
            """,
            cancellationToken, request.OwnerId, SeedRows.PackVersion);
    }

    private static async Task VacuumAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"VACUUM (ANALYZE) {table}", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
