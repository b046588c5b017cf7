using Recognize.Api.Accounts;
using Recognize.Api.Libraries;
using Recognize.Models;
using Recognize.Models.Persistence.Embedded;

namespace Recognize.Api.Hosting;

/// <summary>What the environment says about this process. Read once, at start.</summary>
internal sealed record ApiSettings
{
    /// <summary>Npgsql connection string.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The folder that holds all state.</summary>
    public required RecognizeHome Home { get; init; }

    /// <summary>Addresses to listen on, separated by semicolons.</summary>
    public required string Urls { get; init; }

    /// <summary>One JSON object per log line instead of plain text.</summary>
    public bool JsonLog { get; init; }

    /// <summary>The least severe messages that are logged.</summary>
    public LogLevel MinimumLogLevel { get; init; } = LogLevel.Warning;

    /// <summary>TLS, proxies, base path and limits.</summary>
    public TransportSettings Transport { get; init; } = new();

    /// <summary>Who else signs users in; null for nobody.</summary>
    public ProviderSettings? Provider { get; init; }

    /// <summary>Folders that may become libraries.</summary>
    public required LibraryRoots LibraryRoots { get; init; }

    /// <summary>Keys that sign session cookies; for the owner's eyes only.</summary>
    public string CookieKeyFolder => Path.Combine(Home.Secrets, "cookie-keys");

    /// <exception cref="InvalidOperationException">A setting is missing or wrong; the message names it and the remedy.</exception>
    /// <exception cref="FormatException">The database's address cannot be understood; the message names the setting.</exception>
    public static ApiSettings Read(IConfiguration configuration)
    {
        _ = MachineProfiles.Current;
        var urls = Text(configuration, RecognizeSettings.Urls) ?? RecognizeSettings.DefaultUrls;
        return ReadBasics(configuration, urls) with
        {
            Transport = TransportSettings.Read(key => Text(configuration, key), urls),
            Provider = ProviderSettings.Read(key => Text(configuration, key)),
        };
    }

    private static ApiSettings ReadBasics(IConfiguration configuration, string urls)
    {
        var home = Text(configuration, RecognizeSettings.Home) is { } named
            ? new RecognizeHome(named)
            : RecognizeHome.FromEnvironment();
        return ReadBasics(configuration, urls, home);
    }

    private static ApiSettings ReadBasics(IConfiguration configuration, string urls, RecognizeHome home) => new()
    {
        ConnectionString = DatabaseAddress.Parse(
            Text(configuration, RecognizeSettings.Database) ?? throw new InvalidOperationException(
                $"{RecognizeSettings.Database} is not set: give a connection string (Host=...;Database=...) or a "
                + "postgres:// address."),
            Text(configuration, RecognizeSettings.DatabasePasswordFile)),
        Home = home,
        LibraryRoots = LibraryRoots.Read(
            Text(configuration, RecognizeSettings.LibraryRoots), Environment.GetEnvironmentVariable("HOME"), home),
        Urls = urls,
        MinimumLogLevel = Text(configuration, RecognizeSettings.LogLevel) is not { } level ? LogLevel.Warning
            : Enum.TryParse<LogLevel>(level, ignoreCase: true, out var parsed) ? parsed
            : throw new InvalidOperationException(
                $"{RecognizeSettings.LogLevel} is \"{level}\": use Debug, Information, Warning or Error."),
        JsonLog = Text(configuration, RecognizeSettings.LogForm) switch
        {
            null or "plain" => false,
            "json" => true,
            var other => throw new InvalidOperationException($"{RecognizeSettings.LogForm} is \"{other}\": use plain or json."),
        },
    };

    private static string? Text(IConfiguration configuration, string key) =>
        configuration[key] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
