using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Recognize.Models.Accounts;
using Recognize.Models.Erasure;
using Recognize.Models.Jobs;
using Recognize.Models.People.Acts;
using Recognize.Models.Persistence.Embedded;
using Recognize.Models.Refusals;
using Recognize.Tests.Support;
using Recognize.Worker.Jobs;

namespace Recognize.Tests.Erasure;

/// <summary>Erasures of one person of many, in a cluster of their own, whose files are read byte by byte.</summary>
public sealed class PersonErasureTests : IAsyncLifetime
{
    private readonly TemporaryHome _cluster = new();
    private readonly string _name = $"planted{Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().AsSpan(0, 6))}";
    private readonly byte[] _vector = Guid.NewGuid().ToByteArray();
    private EmbeddedPostgres _server = null!;
    private TestInstallation _installation = null!;
    private PlantedUser _owner = null!;
    private Guid _person;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await EmbeddedPostgres.AcquireAsync(_cluster.Home, NullLogger.Instance, Token);
        _installation = await TestInstallation.CreateAsync(_server.ConnectionString);
        _owner = await PlantedUser.AddAsync(_installation, 11);
        _person = await _installation.ScalarAsync<Guid>(
            $"SELECT person_id FROM faces WHERE owner_id = '{_owner.Id}' GROUP BY person_id ORDER BY count(*) DESC LIMIT 1");
        await PlantAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _installation.DisposeAsync();
        await _server.DisposeAsync();
        _cluster.Dispose();
    }

    [Fact]
    public async Task Erase_LeavesNothingOfAPersonInAnyRowOrFile_AndAllOfOthers()
    {
        var faces = await CountAsync($"faces WHERE person_id = '{_person}'");
        var others = await CountAsync($"faces WHERE owner_id = '{_owner.Id}' AND person_id IS DISTINCT FROM '{_person}'");
        var (rows, inFiles) = (await RowsAsync(), InFiles());
        Assert.True(rows.Count >= 12, $"planted in {string.Join(", ", rows.Keys)}");
        Assert.NotEmpty(inFiles);
        Assert.InRange(faces, 2, others);
        var analysed = await AnalysedAsync();

        var report = await RunAsync(_person);
        var (left, leftInFiles) = (await RowsAsync(), InFiles());

        Say($"planted {rows.Values.Sum()} rows in {rows.Count} tables, {inFiles.Values.Sum()} places in {inFiles.Count} files; left {left.Values.Sum()} and {leftInFiles.Values.Sum()}");
        Assert.Empty(left);
        Assert.True(leftInFiles.Count == 0, $"in {string.Join(", ", leftInFiles)}");
        Assert.Equal(others, await CountAsync($"faces WHERE owner_id = '{_owner.Id}'"));
        Assert.Contains($"\"faces\":{faces},\"people\":1", report, StringComparison.Ordinal);
        Assert.Contains("\"remains\":[]", report, StringComparison.Ordinal);
        // Nothing is due: a scan does not find the face again.
        Assert.Equal(analysed, await AnalysedAsync());
        Assert.Equal(0, await CountAsync("work_pauses"));
        Assert.False(Directory.Exists(Path.Combine(_installation.Home.Exports, _owner.Id.ToString())));
    }

    [Fact]
    public async Task Erase_GoesOnWithTheOwnersWork_WhenItsWorkerDiedAfterThePersonWasGone()
    {
        // Only the work itself; the pause that it made outlives it.
        await _installation.Get<Recognize.Worker.Erasure.OwnerStandstill>().BeginAsync(_owner.Id, Token);
        await _installation.Get<Recognize.Worker.Erasure.PersonErasure>().RunAsync(_owner.Id, _person, new ErasureReport(), Token);
        Assert.Equal(1, await CountAsync("work_pauses"));

        await RunAsync(_person);

        Assert.Empty(await RowsAsync());
        Assert.True(InFiles().Count == 0, $"in {string.Join(", ", InFiles())}");
        Assert.Equal(0, await CountAsync("work_pauses"));
    }

    [Fact]
    public async Task Erase_TakesTheEntryOfOneWhoIsNotRecognised_WithBoxesAndLook()
    {
        var version = await _installation.ScalarAsync<long>($"SELECT version FROM people WHERE id = '{_person}'");
        await _installation.ExecuteAsync(
            $"UPDATE face_versions SET pack_version = (SELECT pack_version FROM faces WHERE person_id = '{_person}' LIMIT 1) WHERE owner_id = '{_owner.Id}'");
        var refused = await _installation.Get<PersonRefusals>().RefuseAsync(
            _owner.Id, "test", new PersonSeen(_person, version), new RefusalChoice(KeepsLook: true, KeepsName: true), Token);
        Assert.Equal(1, await CountAsync($"refused_looks WHERE refused_person_id = '{refused.Id}'"));
        Assert.Contains("refused_people", (await RowsAsync()).Keys);

        var report = await RunAsync(refused.Id);

        Assert.Contains($"\"faces\":{refused.Faces},\"people\":1", report, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync($"refused_people WHERE id = '{refused.Id}'")
            + await CountAsync($"refused_faces WHERE refused_person_id = '{refused.Id}'")
            + await CountAsync($"refused_looks WHERE refused_person_id = '{refused.Id}'"));
        Assert.Empty(await RowsAsync());
        Assert.True(InFiles().Count == 0, $"in {string.Join(", ", InFiles())}");
    }

    [Fact]
    public async Task Erase_LeavesAnotherUsersPersonAlone()
    {
        var stranger = (await _installation.Get<AccountDirectory>().CreateUserAsync("ben", isAdmin: false, Token)).User;

        await RunAsync(_person, stranger.Id);
        var asked = await _installation.Get<ErasureRequests>().AskAsync(
            ErasureKind.Person, _person, stranger.Id, "ben", Token);

        Assert.Equal(new ErasureAsked(null, ErasureRefusal.NotFound), asked);
        Assert.Equal(1, await CountAsync($"people WHERE id = '{_person}'"));
        Assert.Equal(0, await CountAsync("job_runs WHERE kind = 'erase'"));
    }

    /// <summary>The person's own marks, which nothing else of its owner has.</summary>
    private async Task PlantAsync()
    {
        var vector = Enumerable.Repeat(_vector, 32).SelectMany(part => part).ToArray();
        var other = await _installation.ScalarAsync<Guid>($"SELECT id FROM people WHERE owner_id = '{_owner.Id}' AND id <> '{_person}' LIMIT 1");
        await using var connection = await _installation.Database.OpenConnectionAsync(Token);
        foreach (var sql in (string[])
        [
            $"UPDATE people SET name = '{_name}' WHERE id = $1",
            "UPDATE faces SET embedding = $2 WHERE person_id = $1",
            "DELETE FROM next_faces WHERE id IN (SELECT id FROM faces WHERE person_id = $1)",
            "INSERT INTO next_faces (id, media_id, owner_id, x, y, width, height, landmarks, score, quality, embedding, pack_version, assigned_by, size_pixels, sharpness, frontality, time_seconds) SELECT id, media_id, owner_id, x, y, width, height, landmarks, score, quality, $2, pack_version, 0, size_pixels, sharpness, frontality, time_seconds FROM faces WHERE person_id = $1",
            "UPDATE face_indexes i SET state = $2 FROM people p WHERE p.id = $1 AND i.owner_id = p.owner_id",
            // An act about the person, one about several people, and one that named it before.
            $"INSERT INTO person_acts (id, owner_id, made_by, kind, summary, made_at) SELECT $1, owner_id, 'x', 0, 'Named a person \"{_name}\".', now() FROM people WHERE id = $1",
            $"INSERT INTO act_changes (act_id, entity, key, before, after) VALUES ($1, 1, $1, jsonb_build_object('name', NULL), jsonb_build_object('name', '{_name}'))",
            $"INSERT INTO person_acts (id, owner_id, made_by, kind, summary, made_at) SELECT '{other}', owner_id, 'x', 1, 'Moved 2 faces from \"{_name}\".', now() FROM people WHERE id = $1",
            $"INSERT INTO act_changes (act_id, entity, key, before, after) SELECT '{other}', 0, f.id, jsonb_build_object('person_id', $1::uuid, 'note', '{_name}'), NULL FROM faces f WHERE person_id = '{other}' LIMIT 1",
            $"INSERT INTO act_changes (act_id, entity, key, before, after) VALUES ('{other}', 1, '{other}', jsonb_build_object('is_hidden', true), jsonb_build_object('is_hidden', false))",
            $"INSERT INTO recluster_runs (id, owner_id, requested_by_name, state, stage, progress, threshold, minimum_size, requested_at, attempts, is_cancel_requested) SELECT $1, owner_id, 'x', {(int)Models.People.Reclustering.ReclusterState.Applied}, 0, 0, 0, 2, now(), 0, false FROM people WHERE id = $1",
            $"INSERT INTO recluster_changes VALUES ($1, 0, $1, '{_name}', true, 1, 1, 1, 0, 1, '[]')",
            $"INSERT INTO recluster_changes VALUES ($1, 1, '{other}', 'x', true, 1, 1, 1, 0, 1, jsonb_build_array($1::text, '{_name}'))",
            $"INSERT INTO recluster_conflicts VALUES ($1, 0, 1, ARRAY[$1::uuid, '{other}'::uuid], ARRAY[]::uuid[], 0.5, '{_name}', 'x')",
            $"INSERT INTO recluster_moves SELECT $1, id, NULL, 0, $1, true, 0.5 FROM faces WHERE person_id = $1 LIMIT 2",
            $"INSERT INTO contact_sources (id, owner_id, kind, name, created_at) SELECT $1, owner_id, 1, 'other cards', now() FROM people WHERE id = $1",
            $"INSERT INTO contacts (id, owner_id, source_id, key, content_hash, name, state, is_matched, answer, created_at, changed_at) SELECT $1, owner_id, $1, 'k', '', 'x', 1, true, 1, now(), now() FROM people WHERE id = $1",
            "INSERT INTO contact_portraits (id, contact_id, place, content_hash, image, state, pack_version, chosen_face, is_accepted) VALUES ($1, $1, 0, '', 'WebP', 1, 'generated-1', 0, false)",
            "INSERT INTO contact_portrait_faces (portrait_id, number, x, y, width, height, quality, embedding) VALUES ($1, 0, 0, 0, 1, 1, 0.9, $2)",
            "INSERT INTO contact_people (contact_id, person_id, linked_at) VALUES ($1, $1, now())",
            $"INSERT INTO contact_acts (act_id, contact_id, person_id) VALUES ($1, $1, $1)",
            $"INSERT INTO contact_suggestions (id, contact_id, person_id, similarity, is_refused, created_at) VALUES ($1, $1, $1, 0.5, false, now())",
            $"INSERT INTO person_suggestions (id, owner_id, person_id, other_id, similarity, probability, gain) SELECT $1, owner_id, $1, '{other}', 0, 0, 0 FROM people WHERE id = $1",
            "INSERT INTO face_rejections SELECT id, $1, now() FROM faces WHERE person_id IS DISTINCT FROM $1 LIMIT 3",
            "ANALYZE",
        ])
            await PlantedUser.PlantAsync(connection, sql, _person, vector);
        File.WriteAllText(Path.Combine(_installation.Home.CreateExports(_owner.Id), "people.jsonl"), _name);
    }

    private Task<string> RunAsync(Guid person, Guid? owner = null)
    {
        var target = new ErasureTarget(ErasureKind.Person, person) { OwnerId = owner ?? _owner.Id };
        return _installation.Get<IEnumerable<IJobHandler>>().Single(handler => handler.Kind == JobKinds.Erase)
            .RunAsync(new JobInHand(Guid.NewGuid(), JobKinds.Erase, null, null, target.Subject, 0), Token);
    }

    /// <summary>Rows with the person's name, id or vectors.</summary>
    private async Task<Dictionary<string, long>> RowsAsync()
    {
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var mark in (string[])[_name, Convert.ToHexStringLower(_vector), _person.ToString()])
        {
            foreach (var (table, count) in await Marks.InRowsAsync(_installation.Database, mark, Token))
            {
                // Rows of the contact and the acts have the person's id as their own; what they hold is looked for by name.
                if (mark != _person.ToString() || table is not ("contacts" or "contact_sources" or "contact_portraits" or "recluster_runs"))
                    rows[table] = rows.GetValueOrDefault(table) + count;
            }
        }
        return rows;
    }

    private Dictionary<string, int> InFiles()
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var mark in (byte[][])[Encoding.UTF8.GetBytes(_name), _vector])
        {
            foreach (var (file, count) in Marks.InFiles([_cluster.Home.Root, _installation.Home.Root], mark))
                places[file] = places.GetValueOrDefault(file) + count;
        }
        return places;
    }

    private Task<string> AnalysedAsync() =>
        _installation.ScalarAsync<string>("SELECT string_agg(state || ':' || n, ' ' ORDER BY state) FROM (SELECT state, count(*) AS n FROM analysis GROUP BY state) AS s");

    private Task<int> CountAsync(string from) => _installation.ScalarAsync<int>($"SELECT count(*) FROM {from}");

    private static void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine(what);
}
