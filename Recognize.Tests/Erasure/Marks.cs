using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Tests.Erasure;

/// <summary>Looks for a mark in every row of a database and in every file of folders, as somebody who has the disk does.</summary>
internal static class Marks
{
    /// <summary>Rows that hold a text, by table.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> InRowsAsync(
        NpgsqlDataSource database, string text, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var tables = await connection.ReadAsync(
            "SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1",
            row => row.GetString(0), cancellationToken);
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            var rows = (await connection.ReadAsync(
                $"SELECT count(*) FROM {table} t WHERE t::text LIKE '%' || $1 || '%'", row => row.GetInt64(0), cancellationToken, text))[0];
            if (rows > 0)
                found.Add(table, rows);
        }
        return found;
    }

    /// <summary>Files that hold a mark, with its places.</summary>
    public static IReadOnlyDictionary<string, int> InFiles(IEnumerable<string> folders, byte[] mark)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var path in folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)))
        {
            // Sockets and pipes have no length; a file of the server may go while this reads.
            if (!File.Exists(path) || new FileInfo(path).Length == 0)
                continue;
            ReadOnlySpan<byte> rest = File.ReadAllBytes(path);
            var places = 0;
            for (var at = rest.IndexOf(mark); at >= 0; at = rest.IndexOf(mark))
            {
                places++;
                rest = rest[(at + mark.Length)..];
            }
            if (places > 0)
                found.Add(path, places);
        }
        return found;
    }
}
