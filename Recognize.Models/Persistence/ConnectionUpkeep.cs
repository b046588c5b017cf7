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

    /// <param name="connectionString">An Npgsql connection string; what it sets itself holds.</param>
    public static string Apply(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        builder.Options = string.IsNullOrWhiteSpace(builder.Options) ? Keepalive : $"{Keepalive} {builder.Options}";
        return builder.ConnectionString;
    }
}
