using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Recognize.Models;
using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Models.Persistence;
using Recognize.Models.Persistence.Embedded;
using Recognize.Worker.CommandLine;

namespace Recognize.Tests.Support;

/// <summary>
/// The worker's real services on a fresh database, with a home and a media folder of their own, and one user.
/// </summary>
internal sealed class TestInstallation : IAsyncDisposable
{
    private readonly TemporaryHome _home = new();

    private TestInstallation(string connectionString, bool hasModels)
    {
        ConnectionString = connectionString;
        _home.Home.Create();
        Folder = Directory.CreateDirectory(Path.Combine(_home.Folder, "media")).FullName;
        if (hasModels)
            LinkModels();
        Services = WorkerServices.Build(_home.Home, DatabaseServer.Own(connectionString));
    }

    public string ConnectionString { get; }

    /// <summary>The media folder; it is the library's root once <see cref="AddLibraryAsync"/> was called.</summary>
    public string Folder { get; }

    public string HomeFolder => _home.Home.Root;

    public RecognizeHome Home => _home.Home;

    public ServiceProvider Services { get; private set; }

    public UserAccount Owner { get; private set; } = null!;

    public NpgsqlDataSource Database => Get<NpgsqlDataSource>();

    /// <param name="postgres">Where the database is made.</param>
    /// <param name="hasModels">With the model files of the shared folder, or a visible skip; without, no recogniser.</param>
    public static async Task<TestInstallation> CreateAsync(PostgresFixture postgres, bool hasModels = false) =>
        await CreateAsync(await postgres.CreateDatabaseAsync(), hasModels);

    public static async Task<TestInstallation> CreateAsync(string connectionString, bool hasModels = false)
    {
        if (hasModels)
            SharedData.Require("models/yunet_n_dynamic.onnx");
        var installation = new TestInstallation(connectionString, hasModels);
        await using (var database = installation.Open())
            await database.Database.MigrateAsync();
        var accounts = installation.Get<AccountDirectory>();
        installation.Owner = (await accounts.EnsureFirstUserAsync("anna", CancellationToken.None))!.User;
        return installation;
    }

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    public RecognizeDbContext Open() => Get<IDbContextFactory<RecognizeDbContext>>().CreateDbContext();

    public Task<MediaLibrary> AddLibraryAsync() =>
        Get<LibraryDirectory>().EnsureAsync(Owner.Id, Folder, CancellationToken.None);

    public Task AgreeToFacesAsync() =>
        Get<FaceConsentLedger>().RecordAsync(Owner.Id, true, "anna in a test", CancellationToken.None);

    /// <summary>Scans, analyses and groups as the command <c>index</c> does.</summary>
    public async Task<IndexReport> IndexAsync(IndexProgress? progress = null, CancellationToken cancellationToken = default)
    {
        var library = await AddLibraryAsync();
        return await Get<IndexRun>().RunAsync(Owner.Id, [library], progress ?? new IndexProgress(), cancellationToken);
    }

    /// <summary>Makes all services anew over the same home and database, as a new process does.</summary>
    public async Task RestartAsync()
    {
        await Services.DisposeAsync();
        Services = WorkerServices.Build(_home.Home, DatabaseServer.Own(ConnectionString));
    }

    /// <summary>Writes a file into the media folder.</summary>
    public string Write(string relativePath, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(Folder, relativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        var value = (await command.ExecuteScalarAsync())!;
        return value is T typed ? typed : (T)Convert.ChangeType(value, typeof(T), CultureInfo.InvariantCulture);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        _home.Dispose();
    }

    private void LinkModels()
    {
        foreach (var model in Directory.GetFiles(SharedData.Require("models")))
            File.CreateSymbolicLink(Path.Combine(_home.Home.Models, Path.GetFileName(model)), model);
    }
}
