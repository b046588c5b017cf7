using System.Text;

namespace Recognize.Models.Persistence.Embedded;

/// <summary>
/// Writes the cluster's <c>recognize.conf</c>, included at the end of <c>postgresql.conf</c> and rewritten at every
/// start, so that a moved home or a new release takes effect.
/// </summary>
internal static class PostgresConfiguration
{
    private const string FileName = "recognize.conf";

    /// <summary>Adds the include to a new cluster.</summary>
    public static void Include(string dataFolder) =>
        File.AppendAllText(Path.Combine(dataFolder, "postgresql.conf"), $"\ninclude_if_exists = '{FileName}'\n");

    public static string Write(string dataFolder, string socketFolder, IReadOnlyDictionary<string, string> settings)
    {
        var text = new StringBuilder("# Written at every start: changes here are lost.\n");
        Append(text, "listen_addresses", "");
        // The value is itself a list, whose elements may be quoted so that spaces and commas stay part of them.
        Append(text, "unix_socket_directories", $"\"{socketFolder.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        Append(text, "unix_socket_permissions", "0700");
        foreach (var (name, value) in settings)
            Append(text, name, value);

        var path = Path.Combine(dataFolder, FileName);
        SecretFile.WriteOwnerOnly(path, text.ToString());
        return path;
    }

    private static void Append(StringBuilder text, string name, string value) =>
        text.Append(name).Append(" = '").Append(value.Replace("'", "''", StringComparison.Ordinal)).Append("'\n");
}
