using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Recognize.Models.Accounts;
using Recognize.Models.Erasure;
using Recognize.Models.Jobs;
using Recognize.Models.Persistence.Embedded;
using Recognize.Tests.Support;
using Recognize.Worker.Jobs;

namespace Recognize.Tests.Erasure;

/// <summary>Erasures in a cluster of their own, whose files are read byte by byte.</summary>
public sealed class ErasureTests : IAsyncLifetime
{
    private readonly TemporaryHome _cluster = new();
    private EmbeddedPostgres _server = null!;
    private TestInstallation _installation = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await EmbeddedPostgres.AcquireAsync(_cluster.Home, NullLogger.Instance, Token);
        _installation = await TestInstallation.CreateAsync(_server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _installation.DisposeAsync();
        await _server.DisposeAsync();
        _cluster.Dispose();
    }

    [Fact]
    public async Task Erase_LeavesNothingOfAUserInAnyRowOrFile_AndAllOfOthers()
    {
        var (gone, stays) = (await PlantedUser.AddAsync(_installation, 1), await PlantedUser.AddAsync(_installation, 2));
        await ShareAsync(gone, stays, gone.Name);
        await ShareAsync(stays, gone, "ours");
        await _installation.ExecuteAsync(
            $"UPDATE media_tags SET set_by = '{gone.Id}' WHERE tag_id = 'keyword:{stays.Name}'");
        var planted = await RowsAsync(gone);
        var others = await RowsAsync(stays);
        var inFiles = InFiles(gone);
        Assert.True(planted.Count >= 18, $"planted in {string.Join(", ", planted.Keys)}");
        Assert.Contains(inFiles, file => file.Key.Contains("pg_wal", StringComparison.Ordinal));

        var report = await RunAsync(new ErasureTarget(ErasureKind.User, gone.Id));
        var left = await RowsAsync(gone);
        var leftInFiles = InFiles(gone);

        Say($"planted {planted.Values.Sum()} rows in {planted.Count} tables, {inFiles.Values.Sum()} places in {inFiles.Count} files; left {left.Values.Sum()} and {leftInFiles.Values.Sum()}");
        Assert.Empty(left);
        AssertInNoFile(gone);
        Assert.Equal(others, await RowsAsync(stays));
        Assert.NotEmpty(InFiles(stays));
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM shares"));
        Assert.Equal(100, await _installation.ScalarAsync<int>($"SELECT count(*) FROM album_items WHERE album_id = '{stays.Id}'"));
        // What the user said of others' photos is theirs now; by whom, nobody knows.
        Assert.Equal(300, await _installation.ScalarAsync<int>($"SELECT count(*) FROM media_tags WHERE tag_id = 'keyword:{stays.Name}'"));
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM media_tags WHERE set_by IS NOT NULL"));
        Assert.Contains("\"files\":2000", report, StringComparison.Ordinal);
        Assert.Contains("\"isLogDropped\":true", report, StringComparison.Ordinal);
        Assert.Contains("\"remains\":[]", report, StringComparison.Ordinal);
        Assert.All(gone.Pictured, hash => Assert.False(HasPicture(hash)));
        Assert.All(stays.Pictured, hash => Assert.True(HasPicture(hash)));
    }

    [Fact]
    public async Task Erase_GoesOnWhereItWas_WhenItsWorkerDied()
    {
        var gone = await PlantedUser.AddAsync(_installation, 3);
        var target = new ErasureTarget(ErasureKind.User, gone.Id);
        using var death = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var job = Job(target);
        var dying = RunAsync(job, death.Token);
        while (job.Done is null or 0)
            await Task.Delay(5, Token);
        await death.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dying);
        var between = await _installation.ScalarAsync<int>($"SELECT count(*) FROM media WHERE owner_id = '{gone.Id}'");

        await RunAsync(target);

        Assert.InRange(between, 1, PlantedUser.Files - 1);
        Assert.Empty(await RowsAsync(gone));
        AssertInNoFile(gone);
    }

    [Fact]
    public async Task Erase_LeavesTheNameFree_AndFilesWithTheirTags_WhenOnlyFacesAreErased()
    {
        var user = await PlantedUser.AddAsync(_installation, 4);

        await RunAsync(new ErasureTarget(ErasureKind.Faces, user.Id));

        Assert.Equal(0, await CountAsync("faces", user) + await CountAsync("people", user) + await CountAsync("person_acts", user)
            + await CountAsync("face_indexes", user) + await CountAsync("next_faces", user) + await CountAsync("refused_people", user));
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM refused_faces") + await _installation.ScalarAsync<int>("SELECT count(*) FROM refused_looks"));
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM contact_portrait_faces"));
        var vectors = Marks.InFiles([_cluster.Home.Root], user.Vector);
        Assert.True(vectors.Count == 0, $"in {string.Join(", ", vectors)}");
        Assert.Equal(PlantedUser.Files, await CountAsync("media", user));
        Assert.Equal(1, await CountAsync("contacts", user));
        Assert.Equal(300, await _installation.ScalarAsync<int>($"SELECT count(*) FROM media_tags WHERE tag_id = 'keyword:{user.Name}'"));
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM work_pauses"));
        Assert.False(await _installation.ScalarAsync<bool>(
            $"SELECT given FROM face_consents WHERE user_id = '{user.Id}' ORDER BY answered_at DESC LIMIT 1"));
    }

    [Fact]
    public async Task Erase_LeavesAnEmptyInstallation_WhenEverythingIsErased()
    {
        var (one, two) = (await PlantedUser.AddAsync(_installation, 5), await PlantedUser.AddAsync(_installation, 6));

        await RunAsync(ErasureTarget.Everything);

        Assert.Empty(await RowsAsync(one));
        Assert.Empty(await RowsAsync(two));
        AssertInNoFile(one);
        AssertInNoFile(two);
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM users"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_installation.Home.Thumbnails));
    }

    [Fact]
    public async Task Erase_ForgetsALibrary_ButNotItsOwner()
    {
        var user = await PlantedUser.AddAsync(_installation, 7);
        await _installation.ExecuteAsync(
            $"""
            INSERT INTO shares (id, owner_id, recipient_id, library_id, access, with_people, created_at, changed_at)
            VALUES (gen_random_uuid(), '{user.Id}', '{_installation.Owner.Id}', '{user.LibraryId}', 0, true, now(), now())
            """);

        await RunAsync(new ErasureTarget(ErasureKind.Library, user.LibraryId));

        Assert.Equal(0, await CountAsync("media", user) + await CountAsync("libraries", user) + await CountAsync("faces", user));
        Assert.Equal(1, await _installation.ScalarAsync<int>($"SELECT count(*) FROM users WHERE id = '{user.Id}'"));
        Assert.Equal(1, await CountAsync("albums", user));
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM album_items")
            + await _installation.ScalarAsync<int>("SELECT count(*) FROM shares"));
        Assert.All(user.Pictured, hash => Assert.False(HasPicture(hash)));
    }

    [Fact]
    public async Task Erase_IsRefused_ForTheOnlyAdmin_AndForWhatItDoesNotKnow()
    {
        var target = new ErasureTarget(ErasureKind.User, _installation.Owner.Id);

        await Assert.ThrowsAsync<JobRefusedException>(() => RunAsync(target));
        await Assert.ThrowsAsync<JobRefusedException>(() => RunAsync(new JobInHand(Guid.NewGuid(), JobKinds.Erase, null, null, "half", 0), Token));

        Assert.Equal(1, await _installation.ScalarAsync<int>("SELECT count(*) FROM users"));
    }

    [Fact]
    public async Task Erase_IsRefused_ForTheOnlyAdminWhoMaySignIn_WhateverDisabledOnesThereAre()
    {
        await _installation.Get<AccountDirectory>().CreateUserAsync("ben", isAdmin: true, Token);
        await _installation.ExecuteAsync("UPDATE users SET disabled_at = now() WHERE name = 'ben'");

        await Assert.ThrowsAsync<JobRefusedException>(() => RunAsync(new ErasureTarget(ErasureKind.User, _installation.Owner.Id)));

        Assert.Equal(1, await _installation.ScalarAsync<int>("SELECT count(*) FROM users WHERE disabled_at IS NULL"));
    }

    /// <summary>One's album, in which the other has put a file.</summary>
    private Task ShareAsync(PlantedUser owner, PlantedUser guest, string label) => _installation.ExecuteAsync(
        $"""
        INSERT INTO shares (id, owner_id, recipient_id, album_id, access, with_people, label, created_at, changed_at)
        VALUES (gen_random_uuid(), '{owner.Id}', '{guest.Id}', '{owner.Id}', 1, true, '{label}', now(), now());
        INSERT INTO album_items (album_id, media_id, position, added_by, added_at)
        SELECT '{owner.Id}', id, 0, '{guest.Id}', now() FROM media WHERE owner_id = '{guest.Id}' ORDER BY id LIMIT 1;
        """);

    private static JobInHand Job(ErasureTarget target) => new(Guid.NewGuid(), JobKinds.Erase, null, null, target.Subject, 0);

    private Task<string> RunAsync(ErasureTarget target) => RunAsync(Job(target), Token);

    private Task<string> RunAsync(JobInHand job, CancellationToken cancellationToken) =>
        _installation.Get<IEnumerable<IJobHandler>>().Single(handler => handler.Kind == JobKinds.Erase).RunAsync(job, cancellationToken);

    /// <summary>Rows with a user's name or vectors.</summary>
    private async Task<Dictionary<string, long>> RowsAsync(PlantedUser user)
    {
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var mark in (string[])[user.Name, Convert.ToHexStringLower(user.Vector)])
        {
            foreach (var (table, count) in await Marks.InRowsAsync(_installation.Database, mark, Token))
                rows[table] = rows.GetValueOrDefault(table) + count;
        }
        return rows;
    }

    /// <summary>Places with a user's name or vectors in the files of the database and of the home.</summary>
    private Dictionary<string, int> InFiles(PlantedUser user)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var mark in (byte[][])[Encoding.UTF8.GetBytes(user.Name), user.Vector])
        {
            foreach (var (file, count) in Marks.InFiles([_cluster.Home.Root, _installation.Home.Root], mark))
                places[file] = places.GetValueOrDefault(file) + count;
        }
        return places;
    }

    private void AssertInNoFile(PlantedUser user)
    {
        var found = InFiles(user);
        Assert.True(found.Count == 0, $"in {string.Join(", ", found)}");
    }

    private Task<int> CountAsync(string table, PlantedUser user) =>
        _installation.ScalarAsync<int>($"SELECT count(*) FROM {table} WHERE owner_id = '{user.Id}'");

    private bool HasPicture(byte[] hash)
    {
        var hex = Convert.ToHexStringLower(hash);
        return File.Exists(Path.Combine(_installation.Home.Thumbnails, hex[..2], hex[2..4], $"{hex}-256.webp"));
    }

    private static void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine(what);
}
