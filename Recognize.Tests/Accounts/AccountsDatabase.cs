using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Accounts;
using Recognize.Models.Persistence;
using Recognize.Tests.Support;

namespace Recognize.Tests.Accounts;

/// <summary>A migrated database with the account services and a clock that a test moves.</summary>
public sealed class AccountsDatabase(PostgresFixture postgres) : IAsyncLifetime
{
    private ServiceProvider? _services;

    internal ManualClock Clock { get; } = new();

    internal AccountDirectory Accounts => Get<AccountDirectory>();

    internal TokenDirectory Tokens => Get<TokenDirectory>();

    internal FaceConsentLedger Consents => Get<FaceConsentLedger>();

    internal T Get<T>()
        where T : notnull => _services!.GetRequiredService<T>();

    internal RecognizeDbContext Open() => Get<IDbContextFactory<RecognizeDbContext>>().CreateDbContext();

    /// <summary>An account directory as another process with another hasher would have it.</summary>
    internal AccountDirectory With(IPasswordHasher<UserAccount> hasher) =>
        new(Get<IDbContextFactory<RecognizeDbContext>>(), hasher, Tokens, Clock);

    public async ValueTask InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddRecognizeDatabase(await postgres.CreateDatabaseAsync(), "Recognize.Migrations");
        services.AddAccounts();
        _services = services.BuildServiceProvider();
        await using var database = Open();
        await database.Database.MigrateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
    }
}
