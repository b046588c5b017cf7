namespace Recognize.Models.Persistence.Embedded;

/// <summary>How the embedded server is run.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>Limit for one start, which after a crash includes replaying the log.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Limit for one stop, and for waiting until another process has finished its start or stop.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The server's settings, for a home server: little memory, commits that survive a power cut. Names and values
    /// as in postgresql.conf. A server that runs already keeps those it was started with.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = DefaultSettings;

    public static IReadOnlyDictionary<string, string> DefaultSettings { get; } = new Dictionary<string, string>
    {
        ["shared_buffers"] = "128MB",
        ["max_connections"] = "60",
        ["fsync"] = "on",
        ["synchronous_commit"] = "on",
        ["max_wal_size"] = "1GB",
        // Nobody replicates from it, so bulk loads need not be logged row by row.
        ["wal_level"] = "minimal",
        ["max_wal_senders"] = "0",
        // Queries are short; compiling them costs more than it saves.
        ["jit"] = "off",
        ["random_page_cost"] = "1.1",
        ["password_encryption"] = "scram-sha-256",
        ["log_checkpoints"] = "off",
        // Old parts of the log are deleted, not kept for the next one: they hold what users had erased.
        ["wal_recycle"] = "off",
        // Statements and the rows they were about stay out of the server's log file.
        ["log_min_error_statement"] = "panic",
        ["log_error_verbosity"] = "terse",
    };

    /// <summary>How it is run on a kind of machine.</summary>
    public static EmbeddedPostgresOptions For(MachineProfile profile) => profile == MachineProfile.Small
        ? new EmbeddedPostgresOptions().With(
            ("shared_buffers", "32MB"),
            ("work_mem", "2MB"),
            ("maintenance_work_mem", "32MB"),
            ("max_wal_size", "256MB"),
            ("autovacuum_max_workers", "1"),
            // One core: a second process for a query would only wait for the first.
            ("max_parallel_workers", "0"))
        : new EmbeddedPostgresOptions();

    /// <summary>The same with some settings added or replaced.</summary>
    public EmbeddedPostgresOptions With(params IEnumerable<(string Name, string Value)> settings)
    {
        var merged = new Dictionary<string, string>(Settings);
        foreach (var (name, value) in settings)
            merged[name] = value;
        return this with { Settings = merged };
    }
}
