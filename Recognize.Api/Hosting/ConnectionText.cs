using Npgsql;

namespace Recognize.Api.Hosting;

/// <summary>Understands the two ways to name a database: an Npgsql connection string and a <c>postgres://</c> address.</summary>
internal static class ConnectionText
{
    /// <exception cref="InvalidOperationException">The text cannot be understood; it is not repeated, for it may hold a password.</exception>
    public static string Parse(string text, string? passwordFile)
    {
        var builder = IsAddress(text) ? FromAddress(text) : FromConnectionString(text);
        if (passwordFile is not null)
            builder.Password = ReadPassword(passwordFile);
        builder.ApplicationName ??= "recognize-api";
        return builder.ConnectionString;
    }

    private static bool IsAddress(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    private static NpgsqlConnectionStringBuilder FromConnectionString(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (ArgumentException)
        {
            throw Wrong("it is neither a connection string (Host=...;Database=...) nor a postgres:// address");
        }
    }

    private static NpgsqlConnectionStringBuilder FromAddress(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address))
            throw Wrong("the postgres:// address is malformed");
        var user = address.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder();
        if (address.Host.Length > 0)
            builder.Host = Uri.UnescapeDataString(address.Host);
        if (address.Port > 0)
            builder.Port = address.Port;
        if (address.AbsolutePath.Length > 1)
            builder.Database = Uri.UnescapeDataString(address.AbsolutePath[1..]);
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length == 2)
            builder.Password = Uri.UnescapeDataString(user[1]);
        foreach (var pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            Apply(builder, pair);
        return builder;
    }

    private static void Apply(NpgsqlConnectionStringBuilder builder, string pair)
    {
        var parts = pair.Split('=', 2);
        var value = parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : string.Empty;
        switch (parts[0])
        {
            case "sslmode" when Enum.TryParse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), true, out var mode):
                builder.SslMode = mode;
                break;
            case "sslrootcert":
                builder.RootCertificate = value;
                break;
            case "application_name":
                builder.ApplicationName = value;
                break;
            // A socket folder cannot stand in the host part of an address.
            case "host":
                builder.Host = value;
                break;
            default:
                throw Wrong($"the parameter \"{parts[0]}\" of the postgres:// address is not known");
        }
    }

    private static string ReadPassword(string file)
    {
        try
        {
            return File.ReadAllText(file).TrimEnd('\r', '\n');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"{ApiSettings.DatabasePasswordFileKey} names a file that cannot be read: {exception.Message}");
        }
    }

    private static InvalidOperationException Wrong(string why) => new($"{ApiSettings.DatabaseKey} is wrong: {why}.");
}
