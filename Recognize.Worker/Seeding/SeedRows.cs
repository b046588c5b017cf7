using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.People;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;
using Recognize.Models.Tags;

namespace Recognize.Worker.Seeding;

/// <summary>Writes the rows of a made-up library by COPY, and counts them.</summary>
internal sealed class SeedRows(
    NpgsqlConnection connection, Guid ownerId, Guid libraryId, SeedRandom random, SeedPeople people, SeedReport made)
{
    /// <summary>Of made-up results; no pack has it.</summary>
    public const string PackVersion = "generated-1";

    private const int TagCount = 200;
    private static readonly DateTimeOffset AddedAt = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task AddTagsAsync(CancellationToken cancellationToken)
    {
        var numbers = Enumerable.Range(0, TagCount).ToArray();
        await connection.ExecuteAsync(
            """
            INSERT INTO tags (id, name, kind, names)
            SELECT id, name, $3, jsonb_build_object('en', name) FROM unnest($1, $2) AS t (id, name) ON CONFLICT DO NOTHING
            """,
            cancellationToken,
            numbers.Select(TagId).ToArray(),
            numbers.Select(number => string.Create(CultureInfo.InvariantCulture, $"generated {number}")).ToArray(),
            (short)TagKind.Subject);
    }

    public async Task AddPeopleAsync(CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY people (id, owner_id, name, is_hidden, created_at) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var (id, name, _) in people.All)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(id, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(ownerId, NpgsqlDbType.Uuid, cancellationToken);
            await WriteAsync(copy, name, cancellationToken);
            await copy.WriteAsync(false, NpgsqlDbType.Boolean, cancellationToken);
            await copy.WriteAsync(AddedAt, NpgsqlDbType.TimestampTz, cancellationToken);
        }
        made.People += (int)await copy.CompleteAsync(cancellationToken);
    }

    public async Task AddMediaAsync(IReadOnlyList<SeedMedia> files, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            COPY media (id, library_id, owner_id, relative_path, kind, mime_type, size_bytes, modified_ticks, content_hash,
                        added_at, removed_at, sort_at, taken_at, width, height, camera_model, latitude, longitude,
                        duration_seconds, warnings)
            FROM STDIN (FORMAT BINARY)
            """,
            cancellationToken);
        foreach (var file in files)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(file.Id, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(libraryId, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(ownerId, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(file.Path, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync((short)file.Kind, NpgsqlDbType.Smallint, cancellationToken);
            await copy.WriteAsync(file.MimeType, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(file.SizeBytes, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(file.TakenAt.UtcTicks, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(file.Hash, NpgsqlDbType.Bytea, cancellationToken);
            await copy.WriteAsync(AddedAt, NpgsqlDbType.TimestampTz, cancellationToken);
            if (file.IsRemoved)
                await copy.WriteAsync(AddedAt, NpgsqlDbType.TimestampTz, cancellationToken);
            else
                await copy.WriteNullAsync(cancellationToken);
            await copy.WriteAsync(PostgresTime.FromTicks(file.TakenAt.UtcTicks), NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(
                DateTime.SpecifyKind(file.TakenAt.UtcDateTime, DateTimeKind.Unspecified), NpgsqlDbType.Timestamp,
                cancellationToken);
            await copy.WriteAsync(4000, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(3000, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(file.Camera, NpgsqlDbType.Text, cancellationToken);
            await WriteAsync(copy, file.Place?.Latitude, cancellationToken);
            await WriteAsync(copy, file.Place?.Longitude, cancellationToken);
            await WriteAsync(copy, file.Kind == MediaKind.Photo ? null : 60.0, cancellationToken);
            await copy.WriteAsync(Array.Empty<string>(), NpgsqlDbType.Array | NpgsqlDbType.Text, cancellationToken);
        }
        made.Media += (int)await copy.CompleteAsync(cancellationToken);
    }

    public async Task AddTasksAsync(IReadOnlyList<SeedMedia> files, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            COPY analysis (media_id, task, state, priority, due_at, pack_version, attempts, crashes, error_kind, reason,
                           finished_at)
            FROM STDIN (FORMAT BINARY)
            """,
            cancellationToken);
        var now = DateTimeOffset.UtcNow;
        foreach (var file in files)
        {
            foreach (var task in file.Tasks)
            {
                var isOpen = task.State is AnalysisState.Due or AnalysisState.Waiting;
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(file.Id, NpgsqlDbType.Uuid, cancellationToken);
                await copy.WriteAsync((short)task.Task, NpgsqlDbType.Smallint, cancellationToken);
                await copy.WriteAsync((short)task.State, NpgsqlDbType.Smallint, cancellationToken);
                await copy.WriteAsync(AnalysisPriorities.New, NpgsqlDbType.Smallint, cancellationToken);
                await copy.WriteAsync(now + task.DueIn, NpgsqlDbType.TimestampTz, cancellationToken);
                await WriteAsync(copy, task.State == AnalysisState.Done ? VersionOf(task.Task) : null, cancellationToken);
                await copy.WriteAsync((short)(task.DueIn > TimeSpan.Zero ? 5 : 0), NpgsqlDbType.Smallint, cancellationToken);
                await copy.WriteAsync((short)0, NpgsqlDbType.Smallint, cancellationToken);
                if (task.Error is { } error)
                    await copy.WriteAsync((short)error, NpgsqlDbType.Smallint, cancellationToken);
                else
                    await copy.WriteNullAsync(cancellationToken);
                await WriteAsync(copy, task.Reason, cancellationToken);
                if (isOpen)
                    await copy.WriteNullAsync(cancellationToken);
                else
                    await copy.WriteAsync(AddedAt, NpgsqlDbType.TimestampTz, cancellationToken);
            }
        }
        made.Tasks += (int)await copy.CompleteAsync(cancellationToken);
    }

    public async Task AddMediaTagsAsync(IReadOnlyList<SeedMedia> files, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            COPY media_tags (media_id, tag_id, source, score, is_removed, pack_version) FROM STDIN (FORMAT BINARY)
            """,
            cancellationToken);
        foreach (var file in files)
        {
            foreach (var number in Enumerable.Range(0, random.Next(7)).Select(_ => random.NextSkewed(TagCount)).Distinct())
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(file.Id, NpgsqlDbType.Uuid, cancellationToken);
                await copy.WriteAsync(TagId(number), NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync((short)TagSource.Recogniser, NpgsqlDbType.Smallint, cancellationToken);
                await copy.WriteAsync((float)random.NextDouble(), NpgsqlDbType.Real, cancellationToken);
                await copy.WriteAsync(random.IsOneOf(500), NpgsqlDbType.Boolean, cancellationToken);
                await copy.WriteAsync(PackVersion, NpgsqlDbType.Text, cancellationToken);
            }
        }
        made.Tags += (int)await copy.CompleteAsync(cancellationToken);
    }

    public async Task AddFacesAsync(
        IReadOnlyList<SeedMedia> files, SeedShare share, OwnerSeal seal, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            COPY faces (id, media_id, owner_id, x, y, width, height, landmarks, score, quality, embedding, pack_version,
                        person_id, assigned_by, similarity, grouped_at, size_pixels, sharpness, frontality, origin,
                        grouping_run)
            FROM STDIN (FORMAT BINARY)
            """,
            cancellationToken);
        foreach (var file in files)
        {
            for (var left = share.Next(file.Kind != MediaKind.Audio); left > 0; left--)
                await AddFaceAsync(copy, file, seal, cancellationToken);
        }
        made.Faces += (int)await copy.CompleteAsync(cancellationToken);
    }

    private async Task AddFaceAsync(
        NpgsqlBinaryImporter copy, SeedMedia file, OwnerSeal seal, CancellationToken cancellationToken)
    {
        var (person, vector) = people.MakeFace(random);
        var assigned = person is null ? FaceAssignment.None : random.IsOneOf(10) ? FaceAssignment.User : FaceAssignment.Cluster;
        var faceId = random.NextId();
        await copy.StartRowAsync(cancellationToken);
        await copy.WriteAsync(faceId, NpgsqlDbType.Uuid, cancellationToken);
        await copy.WriteAsync(file.Id, NpgsqlDbType.Uuid, cancellationToken);
        await copy.WriteAsync(ownerId, NpgsqlDbType.Uuid, cancellationToken);
        await WriteRealsAsync(copy, 4, 0.2f, cancellationToken);
        var points = new float[10];
        for (var i = 0; i < points.Length; i++)
            points[i] = (float)random.NextDouble();
        await copy.WriteAsync(points, NpgsqlDbType.Array | NpgsqlDbType.Real, cancellationToken);
        await WriteRealsAsync(copy, 2, 0.5f, cancellationToken);
        await copy.WriteAsync(seal.Seal(vector, SealedRow.Face(faceId, PackVersion)), NpgsqlDbType.Bytea, cancellationToken);
        await copy.WriteAsync(PackVersion, NpgsqlDbType.Text, cancellationToken);
        if (person is { } id)
            await copy.WriteAsync(id, NpgsqlDbType.Uuid, cancellationToken);
        else
            await copy.WriteNullAsync(cancellationToken);
        await copy.WriteAsync((short)assigned, NpgsqlDbType.Smallint, cancellationToken);
        await copy.WriteAsync(0.8f, NpgsqlDbType.Real, cancellationToken);
        await copy.WriteAsync(AddedAt, NpgsqlDbType.TimestampTz, cancellationToken);
        await WriteRealsAsync(copy, 3, 0.5f, cancellationToken);
        await copy.WriteAsync((short)FaceOrigin.Detected, NpgsqlDbType.Smallint, cancellationToken);
        await copy.WriteAsync(1L, NpgsqlDbType.Bigint, cancellationToken);
    }

    /// <summary>Runs that have ended, the latest an hour ago.</summary>
    public async Task AddJobRunsAsync(int count, CancellationToken cancellationToken) =>
        made.JobRuns += await connection.ExecuteAsync(
            """
            INSERT INTO job_runs (id, kind, owner_id, library_id, subject, work_key, state, priority, requested_by,
                                  requested_at, due_at, started_at, finished_at, attempts, crashes, summary)
            SELECT r.id, $4, $2, $3, '', '', $5, 0, 'dev seed', at, at, at, at + interval '1 minute', 0, 0, '{}'
            FROM (
                SELECT id, now() - interval '1 hour' * number AS at
                FROM unnest($1) WITH ORDINALITY AS i (id, number)
            ) AS r
            """,
            cancellationToken,
            Enumerable.Range(0, count).Select(_ => random.NextId()).ToArray(), ownerId, libraryId, JobKinds.Scan,
            (short)JobState.Succeeded);

    private static string VersionOf(AnalysisTask task) =>
        task == AnalysisTask.Basics ? TaskPlan.BasicsVersion : PackVersion;

    private static string TagId(int number) => string.Create(CultureInfo.InvariantCulture, $"generated:{number:000}");

    private async Task WriteRealsAsync(
        NpgsqlBinaryImporter copy, int count, float least, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
            await copy.WriteAsync((float)(least + ((1 - least) * random.NextDouble())), NpgsqlDbType.Real, cancellationToken);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, string? value, CancellationToken cancellationToken) =>
        value is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(value, NpgsqlDbType.Text, cancellationToken);

    private static Task WriteAsync(NpgsqlBinaryImporter copy, double? value, CancellationToken cancellationToken) =>
        value is { } number ? copy.WriteAsync(number, NpgsqlDbType.Double, cancellationToken) : copy.WriteNullAsync(cancellationToken);
}
