using Npgsql;

namespace Recognize.Models.Persistence;

/// <summary>What every connection of the system asks of the server.</summary>
public static class ConnectionUpkeep
{
    /// <summary>
    /// The server notices within 15 s that a machine is gone, and drops what its connections hold. By the system's own
    /// times it would keep the row locks of a transaction for two hours, in which nobody could take those files back.
    /// Nothing of it applies to a socket of the same machine.
    /// </summary>
    private const string Keepalive =
        "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=2 -c tcp_user_timeout=15000";

    /// <summary>
    /// All statements are short. Compiling one costs a second of a core, and a server that has not counted a young table yet
    /// takes a claim for so dear that it compiles it each time.
    /// </summary>
    private const string NoCompiling = "-c jit=off";

    /// <summary>Adds it to a connection string.</summary>
    /// <param name="connectionString">An Npgsql connection string; what it sets itself holds.</param>
    public static string Apply(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        builder.Options = $"{Keepalive} {NoCompiling} {builder.Options}".TrimEnd();
        return builder.ConnectionString;
    }
}
