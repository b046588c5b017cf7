using Microsoft.Extensions.Logging;
using Npgsql;

namespace Recognize.Models.Persistence.Embedded;

/// <summary>
/// The database that the settings ask for: the owner's server when <c>RECOGNIZE_DATABASE</c> names one, else a share
/// in the embedded one. Dispose it when the last connection is closed.
/// </summary>
public sealed class DatabaseServer : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _embedded;

    private DatabaseServer(string connectionString, EmbeddedPostgres? embedded)
    {
        ConnectionString = connectionString;
        _embedded = embedded;
    }

    /// <summary>Npgsql connection string; holds the password, so it must not be logged.</summary>
    public string ConnectionString { get; }

    /// <summary>Whether its data lies in the home.</summary>
    public bool IsEmbedded => _embedded is not null;

    /// <summary>A server that somebody else runs.</summary>
    public static DatabaseServer Own(string connectionString) => new(connectionString, embedded: null);

    /// <exception cref="EmbeddedPostgresException">The embedded server cannot be run.</exception>
    /// <exception cref="FormatException">A setting cannot be understood; the message names it.</exception>
    public static async Task<DatabaseServer> AcquireAsync(
        RecognizeHome home, ILogger logger, CancellationToken cancellationToken)
    {
        if (RecognizeSettings.Read(RecognizeSettings.Database) is { } address)
        {
            var passwordFile = RecognizeSettings.Read(RecognizeSettings.DatabasePasswordFile);
            return Own(DatabaseAddress.Parse(address, passwordFile));
        }
        var embedded = await EmbeddedPostgres.AcquireAsync(
            home, logger, cancellationToken, EmbeddedPostgresOptions.For(MachineProfiles.Current));
        return new DatabaseServer(embedded.ConnectionString, embedded);
    }

    /// <summary>
    /// Brings an embedded server back that has died; an own server is its operator's business and only waited for.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">The embedded server cannot be started.</exception>
    public Task EnsureRunningAsync(CancellationToken cancellationToken) =>
        _embedded?.EnsureRunningAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>
    /// Makes an empty database beside the owner's, for measurements that must not touch it. Disposing drops it.
    /// </summary>
    /// <exception cref="PostgresException">The role of an own server may not make databases.</exception>
    public Task<ScratchDatabase> CreateScratchDatabaseAsync(CancellationToken cancellationToken) =>
        ScratchDatabase.CreateAsync(
            _embedded?.SuperuserConnectionString ?? ConnectionString, ConnectionString, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_embedded is null)
            return;
        // Idle pooled connections would be cut off in mid-air by the stop, and logged as failures.
        await using (var connection = new NpgsqlConnection(ConnectionString))
            NpgsqlConnection.ClearPool(connection);
        await _embedded.DisposeAsync();
    }
}
