using Npgsql;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;
using Recognize.Tests.Support;

namespace Recognize.Tests.Sealing;

public sealed class KeyRotationTests(PostgresFixture postgres) : IAsyncLifetime
{
    private SealedLibrary _library = null!;

    /// <summary>Values of all kinds that the library has at first.</summary>
    private long _values;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestInstallation Installation => _library.Installation;

    private KeyRotation Rotation => Installation.Get<KeyRotation>();

    public async ValueTask InitializeAsync()
    {
        _library = await SealedLibrary.CreateAsync(await TestInstallation.CreateAsync(postgres));
        await _library.AddFacesAsync(120);
        await _library.AddEverythingElseAsync();
        await _library.TurnOnAsync();
        _values = (await _library.ResealAsync())!.Value;
        Assert.True(_values > _library.Vectors.Count);
    }

    public ValueTask DisposeAsync() => Installation.DisposeAsync();

    [Fact]
    public async Task ChangeMaster_SealsTheDataKeysAnew_AndNoValue()
    {
        var values = await Installation.ScalarAsync<string>("SELECT md5(string_agg(embedding::text, '' ORDER BY id)) FROM faces");
        var old = File.ReadAllText(_library.KeyFile.FilePath);

        var (before, after, keys) = await Rotation.ChangeMasterAsync(Token);

        Assert.NotEqual(before, after);
        Assert.Equal(1, keys);
        Assert.NotEqual(old, File.ReadAllText(_library.KeyFile.FilePath));
        Assert.False(File.Exists(_library.KeyFile.FilePath + ".next"));
        Assert.Equal(_library.Vectors, await _library.ReadFacesAsync());
        Assert.Equal(values, await Installation.ScalarAsync<string>("SELECT md5(string_agg(embedding::text, '' ORDER BY id)) FROM faces"));
        File.WriteAllText(_library.KeyFile.FilePath, old);
        await Assert.ThrowsAsync<KeysUnavailableException>(_library.ReadFacesAsync);
    }

    [Fact]
    public async Task ChangeMaster_HasLostNothing_WhereverItDies()
    {
        var path = _library.KeyFile.FilePath;
        // Before the database took it: a key lies beside the one in use.
        _library.KeyFile.WriteNext(MasterKey.Make());
        Assert.Equal(_library.Vectors, await _library.ReadFacesAsync());
        var first = File.ReadAllText(path);

        await Rotation.ChangeMasterAsync(Token);
        // After it, before the file had its name.
        File.Move(path, path + ".next");
        File.WriteAllText(path, first);

        Assert.Equal(_library.Vectors, await _library.ReadFacesAsync());
        await Rotation.ChangeMasterAsync(Token);
        Assert.Equal(_library.Vectors, await _library.ReadFacesAsync());
        Assert.False(File.Exists(path + ".next"));
    }

    [Fact]
    public async Task DataKeys_AreChanged_WhileOthersReadAndWrite()
    {
        using var ended = new CancellationTokenSource();
        var reading = Task.Run(
            async () =>
            {
                while (!ended.IsCancellationRequested)
                    Assert.True((await _library.ReadFacesAsync()).Count >= 241);
            },
            Token);
        var (photo, added) = (await Installation.ScalarAsync<Guid>("SELECT media_id FROM faces LIMIT 1"), 0);
        var writing = Task.Run(
            async () =>
            {
                while (!ended.IsCancellationRequested)
                {
                    var id = await WriteFaceAsync(photo);
                    _library.Vectors[id.Id] = id.Vector;
                    added++;
                }
            },
            Token);

        Assert.Equal(1, await Rotation.AddDataKeysAsync(Token));
        var done = await _library.ResealAsync();
        await ended.CancelAsync();
        await Task.WhenAll(reading, writing);

        Assert.InRange(done!.Value, _values, _values + added);
        Assert.True(added > 0);
        Assert.Empty(await _library.FindOpenAsync(2));
        Assert.Equal([2], await NumbersAsync());
        Assert.Equal(_library.Vectors, await _library.ReadFacesAsync());
    }

    [Fact]
    public async Task DataKeys_BothOpen_WhenTheirChangeIsBrokenOff_AndNoThirdIsMade()
    {
        await Rotation.AddDataKeysAsync(Token);
        using var broken = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Installation.Get<Resealing>().RunAsync(_library.Owner, _ => broken.Cancel(), broken.Token));

        Assert.Equal(_library.Vectors, await _library.ReadFacesAsync());
        Assert.Equal(0, await Rotation.AddDataKeysAsync(Token));
        Assert.Equal([1, 2], await NumbersAsync());
        Assert.Equal([_library.Owner], await Installation.Get<Resealing>().OwnersDueAsync(Token));
        await _library.ResealAsync();

        Assert.Equal([2], await NumbersAsync());
        Assert.Equal(_library.Vectors, await _library.ReadFacesAsync());
    }

    [Fact]
    public async Task DataKeys_AreChanged_AlsoBeforeAWorkerHasLookedForClearValues()
    {
        await Installation.ExecuteAsync("UPDATE owner_keys SET all_sealed_at = NULL");

        Assert.Equal(1, await Rotation.AddDataKeysAsync(Token));
        await _library.ResealAsync();

        Assert.Equal([2], await NumbersAsync());
        Assert.Equal(_library.Vectors, await _library.ReadFacesAsync());
    }

    [Fact]
    public async Task Erase_LeavesNothingThatOpens_AlsoInACopyOfTheRows()
    {
        await using (var connection = await Installation.Database.OpenConnectionAsync(Token))
            Assert.Equal(1, await OwnerKeys.EraseAsync(connection, _library.Owner, Token));

        await Assert.ThrowsAsync<KeysUnavailableException>(_library.ReadFacesAsync);
    }

    [Fact]
    public async Task Keys_AreNotMade_WhenTheMasterKeyOfSealedDataIsMissingOrWrong()
    {
        var path = _library.KeyFile.FilePath;
        var right = File.ReadAllText(path);
        File.Delete(path);
        await using var connection = await Installation.Database.OpenConnectionAsync(Token);
        var second = Guid.CreateVersion7();
        await Installation.ExecuteAsync(
            $"INSERT INTO users (id, name, normalized_name, password_hash, must_change_password, is_admin, created_at) VALUES ('{second}', 'b', 'b', '', false, false, now())");

        await Assert.ThrowsAsync<KeysUnavailableException>(() => Installation.Get<OwnerKeys>().WritingAsync(connection, second, Token));
        Assert.False(File.Exists(path));
        await Assert.ThrowsAsync<KeysUnavailableException>(() => Rotation.ChangeMasterAsync(Token));
        Assert.False(File.Exists(path));
        File.WriteAllText(path, MasterKey.Make().ToText());
        var wrong = File.ReadAllText(path);
        await Assert.ThrowsAsync<KeysUnavailableException>(() => Installation.Get<OwnerKeys>().WritingAsync(connection, second, Token));

        Assert.Equal(wrong, File.ReadAllText(path));
        Assert.Equal([1], await NumbersAsync());
        Assert.NotNull(await Installation.Get<OwnerKeys>().FindProblemAsync(Token));
        File.WriteAllText(path, right);
        Assert.Null(await Installation.Get<OwnerKeys>().FindProblemAsync(Token));
        Assert.Equal(_library.Vectors, await _library.ReadFacesAsync());
    }

    private async Task<List<int>> NumbersAsync()
    {
        await using var connection = await Installation.Database.OpenConnectionAsync(Token);
        return await connection.ReadAsync("SELECT number FROM owner_keys ORDER BY number", row => row.GetInt32(0), Token);
    }

    private async Task<(Guid Id, float[] Vector)> WriteFaceAsync(Guid photo)
    {
        var (id, vector) = (Guid.CreateVersion7(), new float[SealedLibrary.Dimensions]);
        vector[0] = 1;
        await using var connection = await Installation.Database.OpenConnectionAsync(Token);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(Token);
        using var seal = await Installation.Get<OwnerKeys>().WritingAsync(connection, _library.Owner, Token);
        await connection.ExecuteAsync(
            """
            INSERT INTO faces (id, media_id, owner_id, x, y, width, height, landmarks, score, quality, embedding, pack_version,
                assigned_by, size_pixels, sharpness, frontality)
            VALUES ($1, $2, $3, 0, 0, 1, 1, '{}', 1, 1, $4, 'faces-1', 0, 1, 1, 1)
            """,
            Token, id, photo, _library.Owner, seal.Seal(vector, SealedRow.Face(id, "faces-1")));
        await transaction.CommitAsync(Token);
        return (id, vector);
    }
}
