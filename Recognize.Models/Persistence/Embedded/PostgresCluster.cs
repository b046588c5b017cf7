using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Recognize.Models.Persistence.Embedded;

/// <summary>
/// One cluster's folder and the server that runs it: make, start, adopt, stop. Not safe against itself in another
/// process; <see cref="EmbeddedPostgres"/> holds the start lock around every call.
/// </summary>
internal sealed class PostgresCluster(
    RecognizeHome home, ServerAccount account, PostgresBinaries binaries, EmbeddedPostgresOptions options, ILogger logger)
{
    private const int LogLinesShown = 20;
    private const long LogBytesKept = 5 << 20;

    /// <summary>The name of the cluster's superuser.</summary>
    public const string Superuser = "postgres";

    private readonly string _data = DataFolder(home);
    private readonly string _log = Path.Combine(home.Postgres, "server.log");

    public static string DataFolder(RecognizeHome home) => Path.Combine(home.Postgres, "data");

    /// <summary>The cluster's major version; null when there is no cluster yet.</summary>
    public static int? ReadMajor(RecognizeHome home)
    {
        var file = Path.Combine(DataFolder(home), "PG_VERSION");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture) : null;
    }

    /// <summary>
    /// Makes the cluster. It grows beside its place and is moved there when whole, so a crash at any point leaves
    /// either no cluster or a good one; remains are removed by the next attempt.
    /// </summary>
    public async Task InitialiseAsync(string superuserPassword, CancellationToken cancellationToken)
    {
        EmbeddedPostgresLog.Initialising(logger, binaries.Major);
        var unfinished = _data + ".new";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);

        // The server's account may not look into the secrets: it gets the password in a file of its own.
        var passwordFile = Path.Combine(home.Postgres, "initdb-password");
        try
        {
            SecretFile.WriteOwnerOnly(passwordFile, superuserPassword);
            account.Own(passwordFile);
            var result = await InitDbAsync("C.UTF-8");
            if (result.ExitCode != 0 && result.Output.Contains("invalid locale name", StringComparison.Ordinal))
                result = await InitDbAsync("C");
            if (result.ExitCode != 0)
                throw new EmbeddedPostgresException($"The database cluster could not be made:\n{result.Output}");
        }
        finally
        {
            File.Delete(passwordFile);
        }
        PostgresConfiguration.Include(unfinished);
        Directory.Move(unfinished, _data);

        Task<CommandResult> InitDbAsync(string locale) => account.RunAsync(
            binaries.InitDb,
            [
                "-D", unfinished, "--encoding=UTF8", $"--locale={locale}", "--data-checksums",
                "--auth=scram-sha-256", $"--username={Superuser}", $"--pwfile={passwordFile}",
            ],
            options.StartTimeout, cancellationToken);
    }

    /// <summary>Starts the server, or adopts the one that a vanished process left running; returns its socket folder.</summary>
    public async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        if (PostmasterFile.TryRead(_data) is { } left)
        {
            if (left.IsRunning())
            {
                var socketFolder = await AdoptAsync(cancellationToken);
                EmbeddedPostgresLog.Adopted(logger, left.ProcessId);
                return socketFolder;
            }
            if (left.ProcessExists())
            {
                EmbeddedPostgresLog.StaleProcessId(logger, left.ProcessId);
                PostmasterFile.Disown(_data);
            }
        }

        var socket = await SocketFolder.CreateAsync(home, account, cancellationToken);
        SocketFolder.RemoveRemains(socket);
        account.Own(PostgresConfiguration.Write(_data, socket, options.Settings));
        await StartServerAsync(clock, cancellationToken);
        EmbeddedPostgresLog.Started(logger, clock.ElapsedMilliseconds);
        return socket;
    }

    /// <summary>Stops the server at the next safe point; open transactions are rolled back.</summary>
    public async Task StopAsync()
    {
        if (PostmasterFile.TryRead(_data) is not { } file || !file.IsRunning())
            return;
        var clock = Stopwatch.StartNew();
        var seconds = ((int)options.StopTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var result = await account.RunAsync(
            binaries.PgCtl, ["stop", "-D", file.DataFolder, "-m", "fast", "-w", "-t", seconds],
            options.StopTimeout + TimeSpan.FromSeconds(10), CancellationToken.None);
        // It may have ended by itself between the look and the command.
        if (result.ExitCode != 0 && file.IsRunning())
            throw new EmbeddedPostgresException($"The database server did not stop: {result.Output}\n{LogEnd(0)}");
        EmbeddedPostgresLog.Stopped(logger, clock.ElapsedMilliseconds);
    }

    private async Task StartServerAsync(Stopwatch clock, CancellationToken cancellationToken)
    {
        RotateLog();
        var waited = false;
        while (true)
        {
            var logStart = File.Exists(_log) ? new FileInfo(_log).Length : 0;
            var seconds = ((int)options.StartTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            // pg_ctl puts the server into a session of its own: a terminal's Ctrl-C does not reach it.
            var result = await account.RunAsync(
                binaries.PgCtl, ["start", "-D", _data, "-l", _log, "-w", "-t", seconds],
                options.StartTimeout + TimeSpan.FromSeconds(10), cancellationToken);
            if (result.ExitCode == 0)
                return;

            // Children of a killed server end within moments, but until then they hold its shared memory.
            var end = LogEnd(logStart);
            if (!end.Contains("pre-existing shared memory block", StringComparison.Ordinal)
                || clock.Elapsed > options.StartTimeout)
            {
                throw new EmbeddedPostgresException($"The database server did not start. End of {_log}:\n{end}");
            }
            if (!waited)
                EmbeddedPostgresLog.WaitingForRemains(logger);
            waited = true;
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }
    }

    // A server that was adopted in the middle of its own start names its socket a moment later.
    private async Task<string> AdoptAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < options.StartTimeout)
        {
            var file = PostmasterFile.TryRead(_data);
            if (file is { SocketFolder.Length: > 0 })
                return file.SocketFolder;
            if (file is null || !file.IsRunning())
                break;
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
        throw new EmbeddedPostgresException($"A database server was starting already but failed:\n{LogEnd(0)}");
    }

    private void RotateLog()
    {
        if (File.Exists(_log) && new FileInfo(_log).Length > LogBytesKept)
            File.Move(_log, _log + ".1", overwrite: true);
    }

    private string LogEnd(long from)
    {
        if (!File.Exists(_log))
            return "(no log was written)";
        using var file = new FileStream(_log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(Math.Max(Math.Min(from, file.Length), file.Length - (64 << 10)), SeekOrigin.Begin);
        var lines = new StreamReader(file).ReadToEnd().TrimEnd().Split('\n');
        return string.Join('\n', lines.TakeLast(LogLinesShown));
    }
}
