using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Persistence;
using Recognize.Tests.Support;

namespace Recognize.Tests.Accounts;

/// <summary>Storing faces and withdrawing the consent, in every order that two transactions can take.</summary>
public sealed class FacePermissionTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly AccountsDatabase _database = new(postgres);
    private Guid _user;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private NpgsqlDataSource Source => _database.Get<NpgsqlDataSource>();

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        _user = (await _database.Accounts.CreateUserAsync("anna", isAdmin: false, Token)).User.Id;
        await _database.Consents.RecordAsync(_user, given: true, "anna", Token);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Hold_IsTheLatestAnswer_AndNoForWhoIsNotThere()
    {
        await using var connection = await Source.OpenConnectionAsync(Token);

        Assert.True(await connection.HoldFacePermissionAsync(_user, Token));
        Assert.False(await connection.HoldFacePermissionAsync(Guid.NewGuid(), Token));
        await _database.Consents.RecordAsync(_user, given: false, "anna", Token);
        Assert.False(await connection.HoldFacePermissionAsync(_user, Token));
    }

    [Fact]
    public async Task Hold_SeesTheNo_ThatWasStoredWhileItWaited()
    {
        await using var withdrawing = await Source.OpenConnectionAsync(Token);
        await using var withdrawal = await withdrawing.BeginTransactionAsync(Token);
        await withdrawing.ExecuteAsync("SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE", Token, _user);
        await using var storing = await Source.OpenConnectionAsync(Token);
        await using var store = await storing.BeginTransactionAsync(Token);

        var holding = storing.HoldFacePermissionAsync(_user, Token);
        await withdrawing.UntilBlockedAsync(1, Token);
        await withdrawing.ExecuteAsync(
            """
            INSERT INTO face_consents (id, user_id, given, text_version, answered_by, answered_at)
            VALUES (gen_random_uuid(), $1, false, '1', 'anna', now() + interval '1 day')
            """,
            Token, _user);
        await withdrawal.CommitAsync(Token);

        Assert.False(await holding);
    }

    [Fact]
    public async Task Record_WaitsForWhoStoresFaces()
    {
        await using var storing = await Source.OpenConnectionAsync(Token);
        await using var store = await storing.BeginTransactionAsync(Token);
        Assert.True(await storing.HoldFacePermissionAsync(_user, Token));

        var withdrawing = _database.Consents.RecordAsync(_user, given: false, "anna", Token);
        await storing.UntilBlockedAsync(1, Token);
        Assert.False(withdrawing.IsCompleted);
        await store.CommitAsync(Token);

        Assert.Equal(FaceConsentState.Declined, (await withdrawing).State);
    }

    [Fact]
    public async Task Record_DoesNotStandInTheWay_OfWhoHoldsAFileAndStoresARowOfTheUser()
    {
        var (library, file) = (Guid.NewGuid(), Guid.NewGuid());
        await using var storing = await Source.OpenConnectionAsync(Token);
        await storing.ExecuteAsync(
            "INSERT INTO libraries (id, owner_id, root_path, created_at) VALUES ($1, $2, '/a', now())", Token, library, _user);
        await storing.ExecuteAsync(
            """
            INSERT INTO media (id, library_id, owner_id, relative_path, kind, mime_type, size_bytes, modified_ticks, added_at, sort_at, warnings)
            VALUES ($1, $2, $3, 'a.jpg', 0, 'image/jpeg', 1, 1, now(), now(), '{}')
            """,
            Token, file, library, _user);
        await storing.ExecuteAsync(
            "INSERT INTO analysis (media_id, task, state, priority, due_at, attempts, crashes) VALUES ($1, 1, 0, 0, now(), 0, 0)", Token, file);
        await using var store = await storing.BeginTransactionAsync(Token);
        await storing.ExecuteAsync("SELECT 1 FROM analysis FOR UPDATE", Token);

        var withdrawing = _database.Consents.RecordAsync(_user, given: false, "anna", Token);
        await storing.UntilBlockedAsync(1, Token);
        // As faces do, it refers to the user.
        await storing.ExecuteAsync(
            "INSERT INTO people (id, owner_id, is_hidden, created_at) VALUES (gen_random_uuid(), $1, false, now())", Token, _user);
        await store.CommitAsync(Token);

        Assert.Equal(FaceConsentState.Declined, (await withdrawing).State);
    }
}
