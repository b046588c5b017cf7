using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;
using Recognize.Models.Persistence.Embedded;

namespace Recognize.Worker.Database;

/// <summary>
/// Runs database work that may be repeated, and waits as long as it takes when the server is away: a worker survives
/// its database's restart.
/// </summary>
internal sealed class DatabaseRetry(DatabaseServer server, ILogger<DatabaseRetry> log, TimeProvider clock)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Repeats <paramref name="work"/> until it ends without a passing database failure.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromMilliseconds(100);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work(cancellationToken);
            }
            catch (Exception failure) when (IsPassing(failure) && !cancellationToken.IsCancellationRequested)
            {
                if (attempt == 1)
                    DatabaseLog.Away(log, failure.Message);
                // Workers that lost the same server must not all come back in the same instant.
                await Task.Delay(pause * (0.75 + (Random.Shared.NextDouble() / 2)), clock, cancellationToken);
                await ReviveAsync(cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        RunAsync(
            async token =>
            {
                await work(token);
                return true;
            },
            cancellationToken);

    /// <summary>An embedded server has nobody else to start it again.</summary>
    private async Task ReviveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await server.EnsureRunningAsync(cancellationToken);
        }
        catch (EmbeddedPostgresException failure)
        {
            DatabaseLog.NotRevived(log, failure.Message);
        }
    }

    /// <summary>Server away, starting, stopping or out of connections; deadlocks; broken connections.</summary>
    internal static bool IsPassing(Exception failure) => failure switch
    {
        PostgresException postgres => postgres.IsTransient
            || postgres.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
                or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.DiskFull,
        NpgsqlException => true,
        SocketException => true,
        // EF Core wraps what the driver threw.
        InvalidOperationException or DbUpdateException => failure.InnerException is { } inner && IsPassing(inner),
        _ => false,
    };
}
