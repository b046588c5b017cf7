using System.Buffers;
using Microsoft.Extensions.Logging;

namespace Recognize.Models.Persistence.Embedded;

/// <summary>
/// A share in the home's private database server. The first share starts the server (and makes the cluster on first
/// use), the last one to leave stops it, in whatever processes they are. A process that is killed loses its share but
/// leaves the server running; the next share adopts it.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    // initdb and pg_ctl pass paths through a shell in double quotes.
    private static readonly SearchValues<char> ShellCharacters = SearchValues.Create("\"$`\\\n\r");

    private readonly string _startLock;
    private readonly string _shareLock;
    private readonly PostgresCluster _cluster;
    private readonly EmbeddedPostgresOptions _options;
    private readonly ILogger _logger;
    private FileLock? _share;

    private EmbeddedPostgres(
        RecognizeHome home, PostgresCluster cluster, ClusterDatabase database, FileLock share,
        EmbeddedPostgresOptions options, ILogger logger)
    {
        (_startLock, _shareLock) = LockFiles(home);
        (_cluster, _share, _options, _logger) = (cluster, share, options, logger);
        ConnectionString = database.ConnectionString;
        SuperuserConnectionString = database.SuperuserConnectionString;
    }

    /// <summary>Npgsql connection string of the database <c>recognize</c>, for its owner; holds the password.</summary>
    public string ConnectionString { get; }

    /// <summary>For measurements and tests, which make databases of their own.</summary>
    internal string SuperuserConnectionString { get; }

    /// <summary>Takes a share: when this returns the server answers and the database exists (without tables).</summary>
    /// <exception cref="EmbeddedPostgresException">It cannot be run here; the message says why and what to do.</exception>
    public static async Task<EmbeddedPostgres> AcquireAsync(
        RecognizeHome home, ILogger logger, CancellationToken cancellationToken, EmbeddedPostgresOptions? options = null)
    {
        options ??= new EmbeddedPostgresOptions();
        RequirePlainPath(home.Root);
        try
        {
            home.Create();
            return await AcquireLockedAsync(home, logger, options, cancellationToken);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new EmbeddedPostgresException(
                $"{home.Root} belongs to another account ({error.Message}): start Recognize under that account, or " +
                $"set {RecognizeSettings.Home} to a folder of your own.", error);
        }
    }

    /// <summary>Starts the server again when it has died or was stopped by somebody else; nothing happens when it runs.</summary>
    /// <exception cref="EmbeddedPostgresException">It cannot be started.</exception>
    public async Task EnsureRunningAsync(CancellationToken cancellationToken)
    {
        using var start = await FileLock.TakeAsync(
            _startLock, shared: false, _options.StartTimeout + _options.StopTimeout, cancellationToken);
        await _cluster.StartAsync(cancellationToken);
    }

    /// <summary>Gives the share back; the last one stops the server.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _share, null) is not { } share)
            return;
        // Nobody can join between giving back this share and seeing whether it was the last.
        using var start = await FileLock.TakeAsync(
            _startLock, shared: false, _options.StopTimeout, CancellationToken.None);
        share.Dispose();
        using var alone = FileLock.TryTake(_shareLock, shared: false);
        if (alone is null)
            EmbeddedPostgresLog.LeftRunning(_logger);
        else
            await _cluster.StopAsync();
    }

    /// <summary>What the kernel does to a killed process: the share is gone, the server runs on. For tests.</summary>
    internal void Abandon() => Interlocked.Exchange(ref _share, null)?.Dispose();

    private static async Task<EmbeddedPostgres> AcquireLockedAsync(
        RecognizeHome home, ILogger logger, EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        var (startLock, shareLock) = LockFiles(home);
        var patience = options.StartTimeout + options.StopTimeout;
        using var start = await FileLock.TakeAsync(startLock, shared: false, patience, cancellationToken);
        // Taken under the start lock, where nobody holds it exclusively; it is a formality that may be waited for.
        var share = await FileLock.TakeAsync(shareLock, shared: true, patience, cancellationToken);
        try
        {
            var account = await ServerAccount.ForAsync(home.Postgres, cancellationToken);
            var binaries = await PostgresBinaries.FindAsync(PostgresCluster.ReadMajor(home), cancellationToken);
            account.Own(home.Postgres);
            await account.RequireAccessAsync(home.Postgres, binaries.Server, cancellationToken);

            var cluster = new PostgresCluster(home, account, binaries, options, logger);
            var isNew = PostgresCluster.ReadMajor(home) is null;
            var superuserPassword = Secret(home, "postgres-superuser", isNew);
            var password = Secret(home, "postgres", isNew);
            if (isNew)
                await cluster.InitialiseAsync(superuserPassword, cancellationToken);

            var socketFolder = await cluster.StartAsync(cancellationToken);
            var database = new ClusterDatabase(socketFolder, superuserPassword, password);
            await database.EnsureAsync(options.StartTimeout, cancellationToken);
            return new EmbeddedPostgres(home, cluster, database, share, options, logger);
        }
        catch
        {
            // The server, should it run by now, is left to the next share: stopping it could fail in its turn.
            share.Dispose();
            throw;
        }
    }

    private static string Secret(RecognizeHome home, string name, bool isNew)
    {
        var path = Path.Combine(home.Secrets, name);
        if (isNew)
            return SecretFile.ReadOrCreate(path);
        return SecretFile.TryRead(path) ?? throw new EmbeddedPostgresException(
            $"The database's password is missing ({path}): restore that file from a backup of {home.Root}.");
    }

    private static (string Start, string Share) LockFiles(RecognizeHome home) =>
        (Path.Combine(home.Run, "postgres-start.lock"), Path.Combine(home.Run, "postgres-share.lock"));

    private static void RequirePlainPath(string path)
    {
        if (path.AsSpan().ContainsAny(ShellCharacters))
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL cannot work in a folder whose path has a double quote, dollar sign, backquote, backslash " +
                $"or line break in it: set {RecognizeSettings.Home} to another folder than {path}.");
        }
    }
}
