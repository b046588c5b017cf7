using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NpgsqlTypes;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;
using Recognize.Worker.Grouping;

namespace Recognize.Worker.Seeding;

/// <summary>A figure in the clear and sealed, of one run.</summary>
internal sealed record SealingFigure(string Name, double Clear, double Sealed, string Unit);

/// <summary>
/// Measures what sealing costs, on a made-up library in a database of its own: the same vectors are read and grouped as
/// they lay in the clear, and again after they were sealed.
/// </summary>
internal sealed class SealingMeasurement(NpgsqlDataSource database, MasterKeyFile master)
{
    private const int Dimensions = 512;
    private const int FacesOfAPerson = 50;
    private const string Pack = "measured-1";
    private const int Rounds = 3;

    private readonly OwnerKeys _keys = new(database, master);
    private readonly Guid _owner = Guid.CreateVersion7();

    /// <param name="faces">Faces of the library; a tenth of them is new and grouped.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<IReadOnlyList<SealingFigure>> RunAsync(int faces, CancellationToken cancellationToken)
    {
        await FillAsync(faces, cancellationToken);
        // Once for nothing: what is measured first would pay for the compiling.
        await MeasureAsync(cancellationToken);
        var clear = await MeasureAsync(cancellationToken);
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
            await SealingSwitch.TryTurnOnAsync(connection, cancellationToken);
        var started = Stopwatch.GetTimestamp();
        await new Resealing(database, _keys, TimeProvider.System).RunAsync(_owner, _ => { }, cancellationToken);
        var resealing = Stopwatch.GetElapsedTime(started);
        var afterwards = await MeasureAsync(cancellationToken);
        var figures = new List<SealingFigure> { await OneByOneAsync(cancellationToken) };
        figures.AddRange(clear.Zip(afterwards, (before, after) => new SealingFigure(before.Name, before.Value, after.Value, before.Unit)));
        figures.Add(new SealingFigure("sealing all of it once", 0, resealing.TotalSeconds, "s"));
        return figures;
    }

    /// <summary>One thread; the database only gives the key.</summary>
    private async Task<SealingFigure> OneByOneAsync(CancellationToken cancellationToken)
    {
        const int Vectors = 20_000;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        using var seal = await _keys.WritingAsync(connection, _owner, cancellationToken);
        var vector = new float[Dimensions];
        var place = SealedRow.Face(Guid.CreateVersion7(), Pack);
        var stored = new byte[Vectors][];
        var best = (Seal: double.MaxValue, Open: double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < Vectors; i++)
                stored[i] = seal.Seal(vector, place);
            var sealedAt = Stopwatch.GetTimestamp();
            for (var i = 0; i < Vectors; i++)
                seal.OpenVector(stored[i], place);
            best = (
                Math.Min(best.Seal, Stopwatch.GetElapsedTime(started, sealedAt).TotalMicroseconds / Vectors),
                Math.Min(best.Open, Stopwatch.GetElapsedTime(sealedAt).TotalMicroseconds / Vectors));
        }
        return new SealingFigure("sealing (left) and opening (right) one vector", best.Seal, best.Open, "µs");
    }

    private async Task<List<(string Name, double Value, string Unit)>> MeasureAsync(CancellationToken cancellationToken)
    {
        var (read, load) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            read = Math.Min(read, await TimeAsync(ReadAllAsync, cancellationToken));
            load = Math.Min(load, await TimeAsync(LoadAsync, cancellationToken));
        }
        var group = await TimeAsync(GroupAsync, cancellationToken);
        await ResetAsync(cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var bytes = (await connection.ReadAsync(
            "SELECT avg(length(embedding))::float8 FROM faces", row => row.GetDouble(0), cancellationToken))[0];
        return
        [
            ("reading all vectors", read, "s of CPU"), ("loading the index", load, "s of CPU"),
            ("loading it and grouping a tenth", group, "s of CPU"), ("bytes of a stored vector", bytes, ""),
        ];
    }

    /// <summary>Processor time of this process, the least of the rounds: what else the machine does changes it little.</summary>
    private static async Task<double> TimeAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        GC.Collect();
        var before = Environment.CpuUsage.TotalTime;
        await work(cancellationToken);
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private async Task ReadAllAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        using var seal = await _keys.ReadingAsync(connection, _owner, cancellationToken);
        await using var command = new NpgsqlCommand("SELECT id, embedding FROM faces WHERE owner_id = $1", connection);
        command.Parameters.Add(new() { Value = _owner });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            seal.ReadVector(reader, 1, SealedRow.Face(reader.GetGuid(0), Pack));
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        using var seal = await _keys.ReadingAsync(connection, _owner, cancellationToken);
        await Indexes().GetAsync(connection, seal, _owner, Pack, Dimensions, cancellationToken);
    }

    private Task GroupAsync(CancellationToken cancellationToken) =>
        new FaceGrouping(database, _keys, Indexes(), new GroupingOptions(), TimeProvider.System)
            .GroupAsync(_owner, Pack, SimilarityLimits.MobileFaceNet, cancellationToken);

    private OwnerFaceIndexes Indexes() => new(database, _keys, TimeProvider.System, NullLogger<OwnerFaceIndexes>.Instance);

    /// <summary>As before the grouping: what it looked at is new again.</summary>
    private async Task ResetAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            "UPDATE faces SET grouping_run = NULL, grouped_at = NULL, person_id = NULL, assigned_by = 0 WHERE quality < 0.6",
            cancellationToken);
        await connection.ExecuteAsync("DELETE FROM people", cancellationToken);
        await connection.ExecuteAsync("DELETE FROM face_indexes", cancellationToken);
        await connection.ExecuteAsync("VACUUM ANALYZE faces", cancellationToken);
    }

    private async Task FillAsync(int faces, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var library = Guid.CreateVersion7();
        await connection.ExecuteAsync(
            """
            INSERT INTO users (id, name, normalized_name, password_hash, must_change_password, is_admin, created_at)
            VALUES ($1, 'measured', 'measured', '', false, false, now())
            """,
            cancellationToken, _owner);
        // Made-up faces, for which nobody has to be asked.
        await connection.ExecuteAsync(
            "INSERT INTO face_consents (id, user_id, given, text_version, answered_by, answered_at) VALUES ($1, $1, true, 'none', 'measurement', now())",
            cancellationToken, _owner);
        await connection.ExecuteAsync(
            "INSERT INTO libraries (id, owner_id, root_path, created_at) VALUES ($1, $2, '/generated/sealing', now())",
            cancellationToken, library, _owner);
        await connection.ExecuteAsync(
            """
            INSERT INTO media (id, library_id, owner_id, relative_path, kind, mime_type, size_bytes, modified_ticks, added_at,
                sort_at, warnings)
            SELECT gen_random_uuid(), $1, $2, n::text, 0, 'image/jpeg', 1, 1, now(), now(), '{}' FROM generate_series(1, $3) AS s (n)
            """,
            cancellationToken, library, _owner, faces);
        await connection.ExecuteAsync(
            "INSERT INTO face_versions (owner_id, pack_version, activated_at, grouping_run) VALUES ($1, $2, now(), 1)",
            cancellationToken, _owner, Pack);
        var media = await connection.ReadAsync("SELECT id FROM media", row => row.GetGuid(0), cancellationToken);
        await WriteFacesAsync(connection, media, cancellationToken);
        await connection.ExecuteAsync("VACUUM ANALYZE faces", cancellationToken);
    }

    private async Task WriteFacesAsync(NpgsqlConnection connection, List<Guid> media, CancellationToken cancellationToken)
    {
        var random = new SeedRandom(1, "sealing");
        var centres = Enumerable.Range(0, Math.Max(1, media.Count / FacesOfAPerson))
            .Select(_ => random.NextUnit(null, 1, Dimensions)).ToArray();
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            COPY faces (id, media_id, owner_id, x, y, width, height, landmarks, score, quality, embedding, pack_version,
                        assigned_by, size_pixels, sharpness, frontality, grouped_at, grouping_run)
            FROM STDIN (FORMAT BINARY)
            """,
            cancellationToken);
        for (var i = 0; i < media.Count; i++)
        {
            var isNew = i % 10 == 0;
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(random.NextId(), NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(media[i], NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(_owner, NpgsqlDbType.Uuid, cancellationToken);
            for (var part = 0; part < 4; part++)
                await copy.WriteAsync(0.1f, NpgsqlDbType.Real, cancellationToken);
            await copy.WriteAsync(new float[10], NpgsqlDbType.Array | NpgsqlDbType.Real, cancellationToken);
            await copy.WriteAsync(0.9f, NpgsqlDbType.Real, cancellationToken);
            await copy.WriteAsync(isNew ? 0.5f : 0.9f, NpgsqlDbType.Real, cancellationToken);
            await copy.WriteAsync(
                EmbeddingBytes.From(random.NextUnit(centres[i % centres.Length], 0.1, Dimensions)), NpgsqlDbType.Bytea, cancellationToken);
            await copy.WriteAsync(Pack, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync((short)0, NpgsqlDbType.Smallint, cancellationToken);
            for (var part = 0; part < 3; part++)
                await copy.WriteAsync(0.5f, NpgsqlDbType.Real, cancellationToken);
            if (isNew)
            {
                await copy.WriteNullAsync(cancellationToken);
                await copy.WriteNullAsync(cancellationToken);
                continue;
            }
            await copy.WriteAsync(DateTime.UtcNow, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(1L, NpgsqlDbType.Bigint, cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }
}
