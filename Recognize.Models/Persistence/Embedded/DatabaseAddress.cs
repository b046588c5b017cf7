using System.Globalization;
using Npgsql;

namespace Recognize.Models.Persistence.Embedded;

/// <summary>Reads <c>RECOGNIZE_DATABASE</c>: a postgres:// address, or an Npgsql connection string.</summary>
public static class DatabaseAddress
{
    /// <summary>The Npgsql connection string, with the password of the file when there is one.</summary>
    /// <exception cref="FormatException">It cannot be understood. The message never holds the password.</exception>
    public static string Parse(string address, string? passwordFile)
    {
        var builder = IsUri(address) ? FromUri(address) : FromConnectionString(address);
        if (string.IsNullOrEmpty(builder.Host))
            throw new FormatException($"{RecognizeSettings.Database} names no host.");
        if (passwordFile is not null)
            builder.Password = ReadPassword(passwordFile);
        builder.ApplicationName ??= "recognize";
        return builder.ConnectionString;
    }

    private static bool IsUri(string address) =>
        address.StartsWith("postgres://", StringComparison.Ordinal)
        || address.StartsWith("postgresql://", StringComparison.Ordinal);

    private static NpgsqlConnectionStringBuilder FromConnectionString(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (ArgumentException)
        {
            // The inner message may quote the text, password and all.
            throw new FormatException(
                $"{RecognizeSettings.Database} is neither a postgres:// address nor an Npgsql connection string " +
                "such as 'Host=db;Database=recognize;Username=recognize'.");
        }
    }

    private static NpgsqlConnectionStringBuilder FromUri(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            throw new FormatException(
                $"{RecognizeSettings.Database} is not a well-formed address: postgres://user:password@host:port/database.");
        }
        var builder = new NpgsqlConnectionStringBuilder { Host = uri.Host };
        if (uri.Port > 0)
            builder.Port = uri.Port;
        if (uri.AbsolutePath.Length > 1)
            builder.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        if (uri.UserInfo.Length > 0)
        {
            var colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
            builder.Username = Uri.UnescapeDataString(colon < 0 ? uri.UserInfo : uri.UserInfo[..colon]);
            if (colon >= 0)
                builder.Password = Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..]);
        }
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            Apply(builder, pair);
        return builder;
    }

    // The parameters of libpq's addresses that a home server may need; others are refused rather than ignored.
    private static void Apply(NpgsqlConnectionStringBuilder builder, string pair)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? pair : pair[..equals];
        var value = equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..]);
        switch (name)
        {
            case "sslmode" when Enum.TryParse<SslMode>(
                value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var mode):
                builder.SslMode = mode;
                break;
            case "sslrootcert":
                builder.RootCertificate = value;
                break;
            case "host":
                builder.Host = value;
                break;
            case "application_name":
                builder.ApplicationName = value;
                break;
            case "connect_timeout" when int.TryParse(
                value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds):
                builder.Timeout = seconds;
                break;
            default:
                throw new FormatException(
                    $"{RecognizeSettings.Database}: the parameter '{name}' is not understood; use an Npgsql " +
                    "connection string for settings of that kind.");
        }
    }

    private static string ReadPassword(string file)
    {
        if (!File.Exists(file))
            throw new FormatException($"{RecognizeSettings.DatabasePasswordFile} names {file}, which is not there.");
        var password = File.ReadLines(file).FirstOrDefault();
        return string.IsNullOrEmpty(password)
            ? throw new FormatException($"{RecognizeSettings.DatabasePasswordFile} names {file}, whose first line is empty.")
            : password;
    }
}
