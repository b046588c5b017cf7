using System.Data;
using Microsoft.Extensions.Logging;
using Npgsql;
using Recognize.Models.Persistence;
using Recognize.Worker.Database;

namespace Recognize.Worker.Analysis;

/// <summary>
/// Proves that this worker lives: an advisory lock of its id on a connection of its own. When the process dies, the
/// server drops the lock at once, and nobody has to wait for a lease to end.
/// </summary>
internal sealed class WorkerLock(
    NpgsqlDataSource database, WorkerIdentity worker, TimeProvider clock, ILogger<WorkerLock> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Runs something while the lock is held, until cancelled; when the connection is lost, both begin anew.</summary>
    /// <param name="lockClass">First key of the lock, so that it meets no other.</param>
    /// <param name="keepAsync">Given the connection that holds the lock, for it to notice when that is lost.</param>
    /// <param name="cancellationToken">Ends it and drops the lock.</param>
    public async Task HoldAsync(
        int lockClass, Func<NpgsqlConnection, CancellationToken, Task> keepAsync, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(cancellationToken);
                await connection.ExecuteAsync(
                    $"SELECT pg_advisory_lock({lockClass}, {WorkerIdentity.LockKeySql("$1::uuid")})", cancellationToken, worker.Id);
                try
                {
                    await keepAsync(connection, cancellationToken);
                }
                finally
                {
                    // A pooled connection keeps its locks until somebody uses it again; a lost one has lost them already.
                    if (connection.State == ConnectionState.Open)
                        await connection.ExecuteAsync("SELECT pg_advisory_unlock_all()", CancellationToken.None);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (DatabaseRetry.IsPassing(failure))
            {
                DatabaseLog.Away(log, failure.Message);
                await Task.Delay(Pause, clock, CancellationToken.None);
            }
        }
    }
}
