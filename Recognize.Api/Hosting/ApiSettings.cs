namespace Recognize.Api.Hosting;

/// <summary>What the environment says about this process. Read once, at start.</summary>
internal sealed record ApiSettings
{
    public const string HomeKey = "RECOGNIZE_HOME";
    public const string DatabaseKey = "RECOGNIZE_DATABASE";
    public const string DatabasePasswordFileKey = "RECOGNIZE_DATABASE_PASSWORD_FILE";
    public const string UrlsKey = "RECOGNIZE_URLS";
    public const string LogKey = "RECOGNIZE_LOG";

    /// <summary>Loopback: nothing is offered to the network unless the owner says so.</summary>
    public const string DefaultUrls = "http://127.0.0.1:5230";

    /// <summary>Npgsql connection string.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Absolute path of the folder that holds all state.</summary>
    public required string Home { get; init; }

    /// <summary>Addresses to listen on, separated by semicolons.</summary>
    public required string Urls { get; init; }

    /// <summary>One JSON object per log line instead of plain text.</summary>
    public bool JsonLog { get; init; }

    public string ThumbnailFolder => Path.Combine(Home, "thumbnails");

    /// <summary>Keys that sign session cookies; for the owner's eyes only.</summary>
    public string CookieKeyFolder => Path.Combine(Home, "secrets", "cookie-keys");

    /// <exception cref="InvalidOperationException">A setting is missing or wrong; the message names it and the remedy.</exception>
    public static ApiSettings Read(IConfiguration configuration) => new()
    {
        ConnectionString = ConnectionText.Parse(
            Text(configuration, DatabaseKey) ?? throw new InvalidOperationException(
                $"{DatabaseKey} is not set: give a connection string (Host=...;Database=...) or a postgres:// address."),
            Text(configuration, DatabasePasswordFileKey)),
        Home = Path.GetFullPath(Text(configuration, HomeKey) ?? DefaultHome()),
        Urls = Text(configuration, UrlsKey) ?? DefaultUrls,
        JsonLog = Text(configuration, LogKey) switch
        {
            null or "plain" => false,
            "json" => true,
            var other => throw new InvalidOperationException($"{LogKey} is \"{other}\": use plain or json."),
        },
    };

    private static string? Text(IConfiguration configuration, string key) =>
        configuration[key] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    private static string DefaultHome()
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return data.Length > 0
            ? Path.Combine(data, "recognize")
            : throw new InvalidOperationException($"{HomeKey} is not set, and there is no home folder to fall back to.");
    }
}
