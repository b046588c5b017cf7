using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Exports;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Models.People;
using Recognize.Models.Persistence;
using Recognize.Models.Persistence.Embedded;
using Recognize.Models.Tags;
using Recognize.Worker.Analysis;
using Recognize.Worker.Database;
using Recognize.Worker.Jobs.Handlers;
using Recognize.Worker.Scanning;

namespace Recognize.Tests.Support;

/// <summary>
/// A migrated database with the worker's scanning services and the ledger, and a clock that a test moves. Tests of a
/// class share it; each takes libraries of its own with <see cref="AddLibraryAsync"/>.
/// </summary>
public sealed class ScannedDatabase(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly List<ScannedLibrary> _libraries = [];
    private readonly TemporaryHome _home = new();
    private ServiceProvider? _services;

    internal ManualClock Clock { get; } = new() { Now = DateTimeOffset.UtcNow };

    internal NpgsqlDataSource Source => Get<NpgsqlDataSource>();

    internal T Get<T>()
        where T : notnull => _services!.GetRequiredService<T>();

    internal RecognizeDbContext Open() => Get<IDbContextFactory<RecognizeDbContext>>().CreateDbContext();

    public async ValueTask InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Clock);
        var connectionString = await postgres.CreateDatabaseAsync();
        services.AddRecognizeDatabase(connectionString, "Recognize.Migrations");
        services.AddSingleton(DatabaseServer.Own(connectionString));
        services.AddScanning();
        services.AddSingleton(new ScannerOptions());
        services.AddSingleton<LibraryDirectory>();
        services.AddSingleton(new RetentionOptions());
        services.AddSingleton<LedgerCounts>();
        services.AddSingleton<PeopleCounts>();
        services.AddSingleton<TagCounts>();
        services.AddSingleton<MonthCounts>();
        services.AddSingleton<KeptCounts>();
        services.AddSingleton<WorkRates>();
        services.AddSingleton(_home.Home);
        services.AddSingleton<JobRequests>();
        services.AddSingleton<CoveredExports>();
        services.AddSingleton<CleanUpHandler>();
        services.AddSingleton(new AnalysisOptions());
        services.AddSingleton<WorkerIdentity>();
        services.AddSingleton(TagRules.Default);
        services.AddSingleton<DatabaseRetry>();
        services.AddSingleton<TagWriter>();
        services.AddSingleton<AnalysisRequests>();
        services.AddSingleton<AbsentLibraries>();
        services.AddSingleton<AnalysisLedger>();
        services.AddSingleton<OutcomeWriter>();
        _services = services.BuildServiceProvider();
        await using var database = Open();
        await database.Database.MigrateAsync();
    }

    /// <summary>A user of its own, who has agreed to face recognition or has not been asked.</summary>
    internal async Task<Guid> AddUserAsync(bool faces = true)
    {
        var name = $"user-{Guid.NewGuid():N}";
        var user = new UserAccount { Name = name, NormalizedName = name, PasswordHash = "" };
        await using var database = Open();
        database.Users.Add(user);
        if (faces)
        {
            database.FaceConsents.Add(
                new FaceConsent { UserId = user.Id, Given = true, TextVersion = "1", AnsweredBy = "test" });
        }
        await database.SaveChangesAsync();
        return user.Id;
    }

    /// <summary>An empty folder, known as the only library of a new user; removed with this fixture.</summary>
    internal async Task<ScannedLibrary> AddLibraryAsync(ScannerOptions? options = null, bool faces = true)
    {
        var root = Directory.CreateTempSubdirectory("recognize-library-").FullName;
        var ownerId = await AddUserAsync(faces);
        var library = await Get<LibraryDirectory>().EnsureAsync(ownerId, root, default);
        var added = new ScannedLibrary(this, library, options ?? new ScannerOptions());
        _libraries.Add(added);
        return added;
    }

    internal async Task<T> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = Source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        foreach (var library in _libraries)
            library.DeleteFolder();
        _home.Dispose();
    }
}
