namespace Recognize.Models;

/// <summary>One environment variable that the system reads.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Meaning">What it sets, in one sentence.</param>
/// <param name="Default">What holds when it is not set, in words or as a value.</param>
/// <param name="IsSecret">Its value must not be printed, logged or written into a compose file.</param>
public sealed record RecognizeSetting(string Name, string Meaning, string Default, bool IsSecret = false);

/// <summary>
/// The catalogue of every environment variable that the system reads. README's table, the compose file and the
/// launcher are tested against it, so a variable that is not listed here does not exist.
/// </summary>
public static class RecognizeSettings
{
    public const string Home = "RECOGNIZE_HOME";
    public const string Database = "RECOGNIZE_DATABASE";
    public const string DatabasePasswordFile = "RECOGNIZE_DATABASE_PASSWORD_FILE";
    public const string ModelMirror = "RECOGNIZE_MODEL_MIRROR";
    public const string Urls = "RECOGNIZE_URLS";
    public const string Threads = "RECOGNIZE_THREADS";
    public const string Exclude = "RECOGNIZE_EXCLUDE";
    public const string LogLevel = "RECOGNIZE_LOG_LEVEL";
    public const string LogForm = "RECOGNIZE_LOG";

    public const string DefaultUrls = "http://127.0.0.1:5230";

    public static IReadOnlyList<RecognizeSetting> All { get; } =
    [
        new(Home, "Folder that holds all state: database, models, thumbnails, logs, secrets.",
            "recognize in $XDG_DATA_HOME or ~/.local/share"),
        new(Database, "Own Postgres (14 or later), as postgres:// address or Npgsql connection string.",
            "an embedded private server in RECOGNIZE_HOME", IsSecret: true),
        new(DatabasePasswordFile, "File whose first line is the password for RECOGNIZE_DATABASE.",
            "the password in RECOGNIZE_DATABASE, if any"),
        new(ModelMirror, "Folder or address to take model files from, named as in the catalogue.",
            "the addresses in the catalogue"),
        new(Urls, "Addresses the API listens on, separated by semicolons.", DefaultUrls),
        new(Threads, "Files analysed at the same time, one core each, 1 to 256.", "all cores"),
        new(Exclude, "Globs of files and folders to leave out, separated by semicolons.", "none"),
        new(LogLevel, "Least severe messages shown: Debug, Information, Warning or Error.", "Warning"),
        new(LogForm, "Form of the API's log lines: plain or json.", "plain"),
    ];

    /// <summary>The value of a setting of the catalogue; null when it is unset or blank.</summary>
    public static string? Read(string name)
    {
        if (All.All(setting => setting.Name != name))
            throw new ArgumentException($"{name} is not in the catalogue of settings.", nameof(name));
        var value = Environment.GetEnvironmentVariable(name);
        return string.IsNullOrWhiteSpace(value) ? null : value;
    }
}
