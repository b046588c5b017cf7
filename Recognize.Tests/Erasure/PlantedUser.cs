using System.Security.Cryptography;
using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Persistence;
using Recognize.Tests.Support;
using Recognize.Worker.Seeding;

namespace Recognize.Tests.Erasure;

/// <summary>A user whose every row, vector and file carries a mark that nothing else has.</summary>
internal sealed class PlantedUser
{
    public const int Files = 2_000;
    public const int Faces = 3_000;

    private readonly TestInstallation _installation;

    private PlantedUser(TestInstallation installation, string name) => (_installation, Name) = (installation, name);

    /// <summary>In all texts.</summary>
    public string Name { get; }

    /// <summary>In all vectors.</summary>
    public byte[] Vector { get; } = RandomNumberGenerator.GetBytes(16);

    public Guid Id { get; private set; }

    public Guid LibraryId { get; private set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<PlantedUser> AddAsync(TestInstallation installation, int seed)
    {
        // Short, so that no value is so long that the server would compress it.
        var user = new PlantedUser(installation, $"planted{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}");
        user.Id = (await installation.Get<AccountDirectory>().CreateUserAsync(user.Name, isAdmin: true, Token)).User.Id;
        await installation.Get<FaceConsentLedger>().RecordAsync(user.Id, true, $"{user.Name} in a test", Token);
        await installation.Get<TokenDirectory>().IssueTokenAsync(user.Id, user.Name, TokenScopes.All, null, Token);
        await installation.Get<DatabaseSeeder>().RunAsync(
            new SeedRequest(user.Id, user.Name, Files, Faces, seed), _ => { }, Token);
        user.LibraryId = await user.ScalarAsync<Guid>("SELECT id FROM libraries WHERE owner_id = $1");
        await user.PlantRowsAsync();
        user.PlantFiles();
        return user;
    }

    /// <summary>Hashes of the user's photos, whose small pictures lie in the home.</summary>
    public IReadOnlyList<byte[]> Pictured { get; private set; } = [];

    /// <summary>Carries out a statement, of which <c>$1</c> is an id and <c>$2</c> a vector where they stand in it.</summary>
    internal static async Task PlantAsync(NpgsqlConnection connection, string sql, Guid id, byte[] vector)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (sql.Contains("$1", StringComparison.Ordinal))
            command.Parameters.Add(new() { Value = id });
        if (sql.Contains("$2", StringComparison.Ordinal))
            command.Parameters.Add(new() { Value = vector });
        try
        {
            await command.ExecuteNonQueryAsync(Token);
        }
        catch (PostgresException failure)
        {
            throw new InvalidOperationException(sql, failure);
        }
    }

    private async Task PlantRowsAsync()
    {
        await using var connection = await _installation.Database.OpenConnectionAsync(Token);
        var vector = Enumerable.Repeat(Vector, 32).SelectMany(part => part).ToArray();
        foreach (var sql in (string[])
        [
            $"UPDATE libraries SET root_path = root_path || '{Name}', suspended_reason = '{Name}' WHERE owner_id = $1",
            $"UPDATE media SET relative_path = relative_path || '{Name}', title = '{Name}', description = '{Name}', artist = '{Name}', camera_make = '{Name}', warnings = ARRAY['{Name}'] WHERE owner_id = $1",
            $"UPDATE analysis a SET reason = '{Name}' FROM media m WHERE m.id = a.media_id AND m.owner_id = $1",
            "UPDATE faces SET embedding = $2 WHERE owner_id = $1",
            $"INSERT INTO tags (id, name, kind, names) VALUES ('keyword:{Name}', '{Name}', 0, jsonb_build_object('en', '{Name}'))",
            $"INSERT INTO media_tags (media_id, tag_id, source, score, is_removed, raw_label) SELECT id, 'keyword:{Name}', 4, 1, false, '{Name}' FROM media WHERE owner_id = $1 ORDER BY id LIMIT 300",
            $"UPDATE people SET name = '{Name} ' || id WHERE owner_id = $1",
            $"INSERT INTO scan_problems (id, library_id, relative_path, reason, noticed_at) SELECT gen_random_uuid(), id, '{Name}', '{Name}', now() FROM libraries WHERE owner_id = $1",
            $"UPDATE job_runs SET summary = jsonb_build_object('what', '{Name}'), error = '{Name}', requested_by = '{Name}' WHERE owner_id = $1",
            $"INSERT INTO person_acts (id, owner_id, made_by, kind, summary, made_at) VALUES (gen_random_uuid(), $1, '{Name}', 0, '{Name}', now())",
            $"INSERT INTO act_changes (act_id, entity, key, before, after) SELECT a.id, 0, gen_random_uuid(), jsonb_build_object('name', '{Name}'), NULL FROM person_acts a WHERE a.owner_id = $1",
            "INSERT INTO next_faces (id, media_id, owner_id, x, y, width, height, landmarks, score, quality, embedding, pack_version, assigned_by, size_pixels, sharpness, frontality) SELECT id, media_id, owner_id, x, y, width, height, landmarks, score, quality, $2, pack_version, 0, size_pixels, sharpness, frontality FROM faces WHERE owner_id = $1 LIMIT 500",
            "INSERT INTO face_indexes (owner_id, pack_version, state, saved_at) VALUES ($1, 'generated-1', $2, now())",
            $"INSERT INTO contact_sources (id, owner_id, kind, name, user_name, password, created_at) VALUES ($1, $1, 1, '{Name}', '{Name}', convert_to('{Name}', 'UTF8'), now())",
            $"INSERT INTO contacts (id, owner_id, source_id, key, content_hash, name, state, is_matched, answer, created_at, changed_at) VALUES ($1, $1, $1, '{Name}', '', '{Name}', 0, true, 1, now(), now())",
            $"INSERT INTO contact_consents (id, contact_id, answer, is_source_answer, text_version, answered_by, answered_at) VALUES (gen_random_uuid(), $1, 1, false, '{Name}', '{Name}', now())",
            $"UPDATE contact_sources SET agreed_at = now(), agreed_by = '{Name}', agreed_text = '{Name}' WHERE owner_id = $1",
            $"UPDATE face_consents SET reason = '{Name}' WHERE user_id = $1",
            $"INSERT INTO contact_portraits (id, contact_id, place, content_hash, image, state, pack_version, chosen_face, is_accepted) VALUES ($1, $1, 0, '', convert_to('{Name}', 'UTF8'), 0, 'generated-1', 0, false)",
            "INSERT INTO contact_portrait_faces (portrait_id, number, x, y, width, height, quality, embedding) VALUES ($1, 0, 0, 0, 1, 1, 0.9, $2)",
            $"INSERT INTO recluster_runs (id, owner_id, requested_by_name, state, stage, progress, threshold, minimum_size, pack_version, requested_at, attempts, is_cancel_requested) VALUES (gen_random_uuid(), $1, '{Name}', 0, 0, 0, 0, 2, 'generated-1', now(), 0, false)",
            $"INSERT INTO refused_people (id, owner_id, name, keeps_look, refused_at) VALUES ($1, $1, '{Name}', true, now())",
            "INSERT INTO refused_faces (id, refused_person_id, media_id, x, y, width, height, is_by_look) SELECT gen_random_uuid(), $1, id, 0.9, 0.9, 0.1, 0.1, false FROM media WHERE owner_id = $1 LIMIT 20",
            "INSERT INTO refused_looks (id, refused_person_id, pack_version, faces, embedding) VALUES ($1, $1, 'generated-1', 3, $2)",
            $"INSERT INTO covered_exports (id, owner_id, request, requested_at, expires_at, file_name) VALUES ($1, $1, jsonb_build_object('keep', '{Name}'), now(), now() + interval '1 day', '{Name}.zip')",
            $"INSERT INTO system_settings (key, value, changed_by, changed_at) VALUES ('test-{Name[^6..]}', jsonb_build_object('a', 1), '{Name}', now())",
            $"INSERT INTO job_runs (id, kind, subject, work_key, state, priority, requested_by, requested_at, due_at, finished_at, attempts, crashes, summary) VALUES (gen_random_uuid(), 'clean-up', '', '', 1, 0, '{Name}', now(), now(), now(), 0, 0, jsonb_build_object('n', 1))",
            $"INSERT INTO albums (id, owner_id, name, description, query, cover_media_id, created_at, changed_at) SELECT $1, $1, '{Name}', '{Name}', '{Name}', min(id::text)::uuid, now(), now() FROM media WHERE owner_id = $1",
            "INSERT INTO album_items (album_id, media_id, position, added_by, added_at) SELECT $1, id, row_number() OVER (), $1, now() FROM media WHERE owner_id = $1 LIMIT 100",
            // Examples of values, as the server's own upkeep takes them.
            "ANALYZE",
        ])
            await PlantAsync(connection, sql, Id, vector);
        // A row that was changed many times: the older states lie in the files as well.
        for (var i = 0; i < 20; i++)
            await connection.ExecuteAsync("UPDATE people SET version = version + 1 WHERE owner_id = $1", Token, Id);
    }

    private void PlantFiles()
    {
        using var connection = _installation.Database.OpenConnection();
        using var command = new NpgsqlCommand(
            "SELECT content_hash FROM media WHERE owner_id = $1 AND content_hash IS NOT NULL ORDER BY id LIMIT 50", connection);
        command.Parameters.Add(new() { Value = Id });
        using var reader = command.ExecuteReader();
        var hashes = new List<byte[]>();
        while (reader.Read())
            hashes.Add(reader.GetFieldValue<byte[]>(0));
        Pictured = hashes;
        foreach (var hash in hashes)
        {
            var hex = Convert.ToHexStringLower(hash);
            var path = Path.Combine(_installation.Home.Thumbnails, hex[..2], hex[2..4], $"{hex}-256.webp");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, Name);
        }
        File.WriteAllText(Path.Combine(_installation.Home.CreateExports(Id), "all.jsonl"), Name);
    }

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = _installation.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = Id });
        return (T)(await command.ExecuteScalarAsync(Token))!;
    }
}
