using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Tests.Support;

/// <summary>Lets a test that holds a lock wait until others stand behind it.</summary>
internal static class BlockedSessions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits until so many sessions of this database wait for a lock.</summary>
    public static async Task UntilBlockedAsync(this NpgsqlConnection connection, int sessions, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            // Within a transaction the server shows what it showed before, unless it is told to look again.
            await connection.ExecuteAsync("SELECT pg_stat_clear_snapshot()", cancellationToken);
            var waiting = (await connection.ReadAsync(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
                row => row.GetInt64(0), cancellationToken))[0];
            if (waiting >= sessions)
                return;
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
                throw new TimeoutException($"Fewer than {sessions} sessions wait for a lock.");
            await Task.Delay(20, cancellationToken);
        }
    }
}
