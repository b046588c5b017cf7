using System.Globalization;
using System.Runtime.InteropServices;

namespace Recognize.Models.Persistence.Embedded;

/// <summary>
/// The account that the server runs under. An ordinary user runs it as himself. Postgres refuses to run as root, so
/// root hands it to the account that owns the cluster already, else to <c>postgres</c>, else to <c>nobody</c>.
/// </summary>
internal sealed partial class ServerAccount
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly (uint User, uint Group)? _identity;
    private bool _entersAnyFolder;

    private ServerAccount((uint User, uint Group)? identity) => _identity = identity;

    /// <summary>Whether the server runs under another account than this process.</summary>
    public bool IsOther => _identity is not null;

    public static async Task<ServerAccount> ForAsync(string clusterFolder, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
            return new ServerAccount(null);

        var owner = await NumbersAsync("stat", ["-c", "%u %g", clusterFolder], cancellationToken);
        if (owner is { User: not 0 })
            return new ServerAccount(owner);
        foreach (var name in (string[])["postgres", "nobody"])
        {
            var numbers = await NumbersAsync(
                "/bin/sh", ["-c", "echo \"$(id -u \"$0\") $(id -g \"$0\")\"", name], cancellationToken);
            if (numbers is not null)
                return new ServerAccount(numbers);
        }
        throw new EmbeddedPostgresException(
            "Postgres does not run as root, and there is neither an account 'postgres' nor 'nobody' to run it under: " +
            "start Recognize as an ordinary user.");
    }

    /// <summary>Gives a file or folder to the account.</summary>
    public void Own(string path)
    {
        if (_identity is { } identity && ChangeOwner(path, identity.User, identity.Group) != 0)
        {
            throw new EmbeddedPostgresException(
                $"Cannot give {path} to the account that runs the database: {Marshal.GetLastPInvokeErrorMessage()}. " +
                $"Set {RecognizeSettings.Home} to a folder on a local disk.");
        }
    }

    /// <summary>
    /// Makes sure that the account can enter the cluster's folder and run the server's programs. Where a folder above
    /// them is closed to others, as root's own home is, the account gets the one capability that lets it pass
    /// (CAP_DAC_READ_SEARCH): it then may enter and read, never write, what it could not before.
    /// </summary>
    public async Task RequireAccessAsync(string folder, string program, CancellationToken cancellationToken)
    {
        if (_identity is null)
            return;
        // test(1) asks the kernel as this account would, and so sees capabilities, access lists and mount options.
        string[] check = ["-c", "cd \"$0\" && test -x \"$1\"", folder, program];
        if ((await RunAsync("/bin/sh", check, Limit, cancellationToken)).ExitCode == 0)
            return;

        _entersAnyFolder = true;
        if ((await RunAsync("/bin/sh", check, Limit, cancellationToken)).ExitCode == 0)
            return;
        throw new EmbeddedPostgresException(
            $"Postgres does not run as root, and the account it runs under (user id {_identity.Value.User}) cannot " +
            $"enter {folder} or run {program}: set {RecognizeSettings.Home} to a folder that every user may enter, " +
            "such as /var/lib/recognize, or start Recognize as an ordinary user.");
    }

    /// <summary>Runs a program under the account.</summary>
    public Task<CommandResult> RunAsync(
        string file, IEnumerable<string> arguments, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_identity is not { } identity)
            return ServerCommand.RunAsync(file, arguments, timeout, cancellationToken);

        List<string> wrapped =
        [
            $"--reuid={identity.User.ToString(CultureInfo.InvariantCulture)}",
            $"--regid={identity.Group.ToString(CultureInfo.InvariantCulture)}",
            "--clear-groups",
        ];
        if (_entersAnyFolder)
            wrapped.AddRange(["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]);
        wrapped.Add("--");
        wrapped.Add(file);
        wrapped.AddRange(arguments);
        return ServerCommand.RunAsync("setpriv", wrapped, timeout, cancellationToken);
    }

    private static async Task<(uint User, uint Group)?> NumbersAsync(
        string file, string[] arguments, CancellationToken cancellationToken)
    {
        var result = await ServerCommand.RunAsync(file, arguments, Limit, cancellationToken);
        var parts = result.Output.Split(' ');
        return result.ExitCode == 0 && parts.Length == 2
            && uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var user)
            && uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var group)
            ? (user, group)
            : null;
    }

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
