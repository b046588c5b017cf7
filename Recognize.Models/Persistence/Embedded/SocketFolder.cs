using System.Security.Cryptography;
using System.Text;

namespace Recognize.Models.Persistence.Embedded;

/// <summary>
/// The folder of the server's Unix socket. Inside the home where the path fits, for the kernel takes no socket path
/// above 107 bytes and Npgsql reads a comma as the start of another host; else a short folder of its own outside it.
/// </summary>
internal static class SocketFolder
{
    // sizeof(sockaddr_un.sun_path) is 108 with the final zero; the server adds "/.s.PGSQL.5432".
    private static readonly int LongestFolder = 107 - "/.s.PGSQL.5432".Length;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The folder, made and handed to the server's account.</summary>
    public static async Task<string> CreateAsync(
        RecognizeHome home, ServerAccount account, CancellationToken cancellationToken)
    {
        var inside = Path.Combine(home.Postgres, "socket");
        var path = Fits(inside) ? inside : Outside(home, account);
        if (!OperatingSystem.IsWindows())
            Directory.CreateDirectory(path, OwnerOnly);
        if (path != inside)
            await RequireOursAsync(path, account, cancellationToken);
        account.Own(path);
        return path;
    }

    /// <summary>
    /// Removes the socket of a killed server, when the caller knows that none runs. The server itself would take any
    /// process with the dead one's number, even one that is dead but not collected, for a rival and refuse to start.
    /// </summary>
    public static void RemoveRemains(string socketFolder)
    {
        foreach (var file in (string[])[".s.PGSQL.5432.lock", ".s.PGSQL.5432"])
            File.Delete(Path.Combine(socketFolder, file));
    }

    private static bool Fits(string folder) =>
        Encoding.UTF8.GetByteCount(folder) <= LongestFolder && !folder.Contains(',', StringComparison.Ordinal);

    private static string Outside(RecognizeHome home, ServerAccount account)
    {
        var name = "recognize-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home.Root)))[..16];
        // A user's run-time folder is closed to every other account, so it only serves a server that is ours.
        var runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        var mayUseRuntime = !account.IsOther && !string.IsNullOrEmpty(runtime) && Directory.Exists(runtime)
            && Fits(Path.Combine(runtime, name));
        return Path.Combine(mayUseRuntime ? runtime! : "/tmp", name);
    }

    // In /tmp anyone may have made the folder first and would then own the socket that passwords are sent to.
    private static async Task RequireOursAsync(
        string path, ServerAccount account, CancellationToken cancellationToken)
    {
        var kind = await ServerCommand.RunAsync(
            "stat", ["-c", "%F %a", path], TimeSpan.FromSeconds(30), cancellationToken);
        // Before the first hand-over it is this process's own; afterwards the account's, who may write in it.
        var mine = (await ServerCommand.RunAsync(
            "test", ["-O", path], TimeSpan.FromSeconds(30), cancellationToken)).ExitCode == 0;
        var accounts = (await account.RunAsync(
            "test", ["-O", path], TimeSpan.FromSeconds(30), cancellationToken)).ExitCode == 0;
        if (kind.Output != "directory 700" || !(mine || accounts))
        {
            throw new EmbeddedPostgresException(
                $"The folder {path}, needed for the database's socket, belongs to somebody else: remove it, or set " +
                $"{RecognizeSettings.Home} to a folder with a shorter path.");
        }
    }
}
