using System.Net.Sockets;
using Npgsql;

namespace Recognize.Api.Hosting;

/// <summary>Tells a database that is away for now from a mistake of ours.</summary>
internal static class DatabaseTrouble
{
    public static bool IsCauseOf(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (IsTrouble(cause))
                return true;
        }
        return false;
    }

    private static bool IsTrouble(Exception cause) => cause switch
    {
        // Shut down, starting up, out of connections, or the database is missing: what an operator mends.
        PostgresException postgres => postgres.IsTransient || postgres.SqlState
            is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections
            or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InvalidPassword
            or PostgresErrorCodes.InvalidAuthorizationSpecification,
        NpgsqlException => true,
        SocketException => true,
        _ => false,
    };
}
