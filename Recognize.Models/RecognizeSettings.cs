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
    public const string KeyFile = "RECOGNIZE_KEY_FILE";
    public const string ModelMirror = "RECOGNIZE_MODEL_MIRROR";
    public const string Urls = "RECOGNIZE_URLS";
    public const string TlsCertificate = "RECOGNIZE_TLS_CERTIFICATE";
    public const string TlsKey = "RECOGNIZE_TLS_KEY";
    public const string Proxies = "RECOGNIZE_PROXIES";
    public const string BasePath = "RECOGNIZE_BASE_PATH";
    public const string RequestRate = "RECOGNIZE_REQUEST_RATE";
    public const string OidcAuthority = "RECOGNIZE_OIDC_AUTHORITY";
    public const string OidcClientId = "RECOGNIZE_OIDC_CLIENT_ID";
    public const string OidcClientSecretFile = "RECOGNIZE_OIDC_CLIENT_SECRET_FILE";
    public const string OidcHosts = "RECOGNIZE_OIDC_HOSTS";
    public const string OidcAdminClaim = "RECOGNIZE_OIDC_ADMIN_CLAIM";
    public const string OidcCreateUsers = "RECOGNIZE_OIDC_CREATE_USERS";
    public const string Profile = "RECOGNIZE_PROFILE";
    public const string Threads = "RECOGNIZE_THREADS";
    public const string Cores = "RECOGNIZE_CORES";
    public const string InferenceThreads = "RECOGNIZE_INFERENCE_THREADS";
    public const string Memory = "RECOGNIZE_MEMORY";
    public const string Load = "RECOGNIZE_LOAD";
    public const string Nice = "RECOGNIZE_NICE";
    public const string QuietHours = "RECOGNIZE_QUIET_HOURS";
    public const string FreeDisk = "RECOGNIZE_FREE_DISK";
    public const string Exclude = "RECOGNIZE_EXCLUDE";
    public const string LibraryRoots = "RECOGNIZE_LIBRARY_ROOTS";
    public const string TraceCollector = "RECOGNIZE_TRACES";
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
        new(KeyFile, "File of the key that vectors of faces are sealed with, as 64 hexadecimal digits.",
            "secrets/master-key in RECOGNIZE_HOME, made on first use"),
        new(ModelMirror, "Folder or address to take model files from, named as in the catalogue.",
            "the addresses in the catalogue"),
        new(Urls, "Addresses the API listens on, separated by semicolons.", DefaultUrls),
        new(TlsCertificate, "PEM file with the certificate for https addresses, and those that signed it.", "no TLS"),
        new(TlsKey, "PEM file with the certificate's key, without a passphrase.", "no TLS"),
        new(Proxies, "Addresses and networks of reverse proxies to believe, separated by semicolons.", "none"),
        new(BasePath, "Path of the host below which the API lies, such as /photos.", "none"),
        new(RequestRate, "Requests a second of one user, ten times as many at once; strangers have a tenth.", "500"),
        new(OidcAuthority, "Address of an OpenID Connect provider that users may sign in by.", "none"),
        new(OidcClientId, "What the provider calls this service.", "none"),
        new(OidcClientSecretFile, "File whose first line is the secret that the provider has given.", "no secret"),
        new(OidcHosts, "Other hosts of the provider that may be asked, separated by semicolons.", "none"),
        new(OidcAdminClaim, "Claim and value that make a user of the provider an admin, such as groups=admins.", "none"),
        new(OidcCreateUsers, "Whether users of the provider who are nobody here are made: yes or no.", "no"),
        new(Profile, "Kind of machine, whose defaults single settings override: small, for 700 MB and one core.", "none"),
        new(Threads, "Files analysed at the same time, one core each, 1 to 256.", "all cores"),
        new(Cores, "Processor time that a worker may use, in cores, 1 to 1024.", "no limit"),
        new(InferenceThreads, "Threads that run networks at the same moment, 1 to 256.", "all cores"),
        new(Memory, "Memory of a worker above which it begins no file, in MiB.", "no limit"),
        new(Load, "Load average of the last minute above which a worker waits.", "no limit"),
        new(Nice, "How far a worker stands back behind other programs: none, best-effort or idle.", "none"),
        new(QuietHours, "Hours without heavy work, such as Mon-Fri 22:00-06:00, separated by semicolons.", "none"),
        new(FreeDisk, "Free disk below which a worker takes no work, in MiB.", "500"),
        new(Exclude, "Globs of files and folders to leave out, separated by semicolons.", "none"),
        new(LibraryRoots, "Folders that admins may look through in the web app and make libraries of, separated by semicolons.",
            "/media, /mnt, /srv and the home folder of the account Recognize runs under"),
        new(TraceCollector, "Address of an OpenTelemetry collector that workers send spans to, by OTLP over HTTP.", "none"),
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
