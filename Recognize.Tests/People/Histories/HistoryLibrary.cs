using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;
using Recognize.Tests.Faces.Grouping;
using Recognize.Tests.Support;
using Recognize.Worker.Grouping;

namespace Recognize.Tests.People.Histories;

/// <summary>
/// One owner's small library in the database, without files: photos come and go, faces are grouped by the worker's own
/// grouping, and another face pack takes over. Every owner of one database stands by itself.
/// </summary>
internal sealed class HistoryLibrary
{
    private const int Dimensions = SyntheticFaces.Dimensions;

    /// <summary>People who come into the photos again and again, the last two of them sisters.</summary>
    private const int Regulars = 6;

    private readonly TestInstallation _installation;
    private readonly Random _random;
    private readonly float[][] _centres;
    private int _packs = 1;

    private HistoryLibrary(TestInstallation installation, Random random)
    {
        _installation = installation;
        _random = random;
        _centres = [.. Enumerable.Range(0, Regulars).Select(_ => RandomUnit())];
        _centres[^1] = Mix(_centres[^2], RandomUnit(), 0.62);
        Grouping = new FaceGrouping(
            installation.Database, installation.Get<OwnerKeys>(),
            new OwnerFaceIndexes(
                installation.Database, installation.Get<OwnerKeys>(), TimeProvider.System, NullLogger<OwnerFaceIndexes>.Instance), SyntheticFaces.Options,
            TimeProvider.System);
    }

    public Guid Owner { get; } = Guid.CreateVersion7();

    public NpgsqlDataSource Database => _installation.Database;

    public string Pack => $"faces-{_packs}";

    public FaceGrouping Grouping { get; }

    private Guid LibraryId { get; } = Guid.CreateVersion7();

    public static async Task<HistoryLibrary> CreateAsync(TestInstallation installation, Random random)
    {
        var library = new HistoryLibrary(installation, random);
        await library.ExecuteAsync(
            """
            INSERT INTO users (id, name, normalized_name, password_hash, is_admin, must_change_password, created_at)
            VALUES ($1, $1::text, $1::text, '', false, false, now())
            """,
            library.Owner);
        await library.ExecuteAsync(
            "INSERT INTO libraries (id, owner_id, root_path, created_at) VALUES ($2, $1, $1::text, now())",
            library.Owner, library.LibraryId);
        await library.ExecuteAsync(
            "INSERT INTO face_versions (owner_id, pack_version, activated_at) VALUES ($1, $2, now())",
            library.Owner, library.Pack);
        await library.ExecuteAsync(
            "INSERT INTO face_consents (id, user_id, given, text_version, answered_by, answered_at) VALUES ($1, $1, true, '1', 'test', now())",
            library.Owner);
        return library;
    }

    /// <summary>Adds a photo of one to three faces, now and then of one person twice, and groups what is new.</summary>
    public async Task AddPhotoAsync(CancellationToken cancellationToken)
    {
        var photo = Guid.CreateVersion7();
        await ExecuteAsync(
            """
            INSERT INTO media (id, library_id, owner_id, relative_path, kind, mime_type, size_bytes, modified_ticks,
                               content_hash, added_at, sort_at, warnings)
            VALUES ($1, $2, $3, $1::text, 0, 'image/jpeg', 1, 1, $1::text::bytea, now(), now(), ARRAY[]::text[])
            """,
            photo, LibraryId, Owner);
        await ExecuteAsync(
            "INSERT INTO analysis (media_id, task, state, priority, due_at, attempts, crashes, pack_version) VALUES ($1, 1, 2, 0, now(), 0, 0, $2)",
            photo, Pack);
        var faces = _random.Next(1, 4);
        var mirrored = _random.Next(12) == 0;
        for (var place = 0; place < faces; place++)
        {
            var who = mirrored ? 0 : _random.Next(Regulars + 1);
            await AddFaceAsync(photo, place, who < Regulars ? Mix(_centres[who], RandomUnit(), 0.78) : RandomUnit());
        }
        await GroupAsync(cancellationToken);
    }

    /// <summary>Removes a photo for good, as the purge of removed files does.</summary>
    public async Task RemovePhotoAsync()
    {
        var photos = await ReadAsync("SELECT id FROM media WHERE owner_id = $1 ORDER BY id", row => row.GetGuid(0), Owner);
        if (photos.Count > 0)
            await ExecuteAsync("DELETE FROM media WHERE id = $1", photos[_random.Next(photos.Count)]);
    }

    /// <summary>Describes all faces by another pack, loses one, finds one more, and lets it take over.</summary>
    public async Task ChangePackAsync(CancellationToken cancellationToken)
    {
        _packs++;
        var rotation = RandomUnit();
        var faces = await ReadAsync(
            "SELECT id, media_id, x, embedding FROM faces WHERE owner_id = $1 AND length(embedding) > 0 ORDER BY id",
            row => (Id: row.GetGuid(0), Media: row.GetGuid(1), X: row.GetFloat(2), Vector: EmbeddingBytes.ToVector(row.GetFieldValue<byte[]>(3))),
            Owner);
        var lost = faces.Count > 0 ? _random.Next(faces.Count) : -1;
        for (var i = 0; i < faces.Count; i++)
        {
            if (i == lost)
                continue;
            await InsertFaceAsync("next_faces", faces[i].Id, faces[i].Media, faces[i].X, Reflect(faces[i].Vector, rotation));
        }
        for (var i = 0; i < _centres.Length; i++)
            _centres[i] = Reflect(_centres[i], rotation);
        await ExecuteAsync(
            "UPDATE analysis SET pack_version = $2 WHERE media_id IN (SELECT id FROM media WHERE owner_id = $1)", Owner, Pack);
        var done = await new FacePackSwitch(Database).TryCompleteAsync(Owner, Pack, cancellationToken);
        Assert.NotNull(done);
        await GroupAsync(cancellationToken);
    }

    public Task GroupAsync(CancellationToken cancellationToken) =>
        Grouping.GroupAsync(Owner, Pack, SyntheticFaces.Limits, cancellationToken);

    public async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }

    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    private Task AddFaceAsync(Guid photo, int place, float[] vector) =>
        InsertFaceAsync("faces", Guid.CreateVersion7(), photo, 0.2f * place, vector);

    private Task InsertFaceAsync(string table, Guid id, Guid photo, float x, float[] vector) => ExecuteAsync(
        string.Create(CultureInfo.InvariantCulture, $"""
            INSERT INTO {table} (id, media_id, owner_id, x, y, width, height, landmarks, score, quality, embedding,
                                 pack_version, assigned_by, size_pixels, sharpness, frontality)
            VALUES ($1, $2, $3, {x}, 0.1, 0.1, 0.1, array_fill(0::real, ARRAY[10]), 0.9, 0.9, $4, $5, 0, 100, 1, 1)
            """),
        id, photo, Owner, EmbeddingBytes.From(vector), Pack);

    private float[] RandomUnit()
    {
        var vector = new float[Dimensions];
        for (var i = 0; i < Dimensions; i++)
            vector[i] = (float)(_random.NextDouble() + _random.NextDouble() + _random.NextDouble() - 1.5);
        return Normalise(vector);
    }

    /// <summary>A unit vector of about the given similarity to <paramref name="towards"/>.</summary>
    private static float[] Mix(float[] towards, float[] other, double similarity)
    {
        var rest = Math.Sqrt(1 - (similarity * similarity));
        return Normalise([.. towards.Zip(other, (a, b) => (float)((similarity * a) + (rest * b)))]);
    }

    /// <summary>Mirrors at a plane: all similarities stay, all vectors change.</summary>
    private static float[] Reflect(float[] vector, float[] normal)
    {
        var along = 2 * vector.Zip(normal, (a, b) => a * b).Sum();
        return Normalise([.. vector.Zip(normal, (a, b) => a - (along * b))]);
    }

    private static float[] Normalise(float[] vector)
    {
        var norm = MathF.Sqrt(vector.Sum(value => value * value));
        return [.. vector.Select(value => value / norm)];
    }
}
