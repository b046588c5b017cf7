using System.Diagnostics;
using System.Globalization;

namespace Recognize.Tests.Support;

/// <summary>
/// A network of its own for one process, joined to this machine by a cable that can be cut. Needs root and <c>ip</c>.
/// </summary>
internal sealed class NetworkNamespace : IDisposable
{
    /// <summary>Addresses of such networks: kept free for measurements, so no real one has them.</summary>
    public const string Range = "198.18.0.0/15";

    private static int _made;

    private readonly string _name;

    private NetworkNamespace(string name, string address) => (_name, HostAddress) = (name, address);

    /// <summary>Where this machine is, seen from inside.</summary>
    public string HostAddress { get; }

    /// <summary>Put before a command, runs it inside; the process is the command's own.</summary>
    public IReadOnlyList<string> Launcher => ["ip", "netns", "exec", _name];

    private string HostEnd => _name + "h";

    private string InnerEnd => _name + "i";

    /// <summary>Makes one; null where that is not allowed.</summary>
    public static NetworkNamespace? TryCreate()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return null;
        var number = Interlocked.Increment(ref _made);
        var process = Environment.ProcessId;
        // Names of interfaces are of 15 characters at most.
        var name = string.Create(CultureInfo.InvariantCulture, $"rc{process:x}n{number}");
        var network = string.Create(
            CultureInfo.InvariantCulture, $"198.{18 + ((process >> 8) & 1)}.{process & 255}.");
        var first = (number * 4) & 255;
        var (host, inner) = (
            string.Create(CultureInfo.InvariantCulture, $"{network}{first + 1}"),
            string.Create(CultureInfo.InvariantCulture, $"{network}{first + 2}"));
        var made = new NetworkNamespace(name, host);
        var commands = new[]
        {
            $"netns add {name}",
            $"link add {made.HostEnd} type veth peer name {made.InnerEnd} netns {name}",
            $"addr add {host}/30 dev {made.HostEnd}",
            $"link set {made.HostEnd} up",
            $"-n {name} link set lo up",
            $"-n {name} addr add {inner}/30 dev {made.InnerEnd}",
            $"-n {name} link set {made.InnerEnd} up",
        };
        if (commands.All(TryRun))
            return made;
        made.Dispose();
        return null;
    }

    /// <summary>Makes one that is joined to nothing: there is loopback, and no way out. Null where that is not allowed.</summary>
    public static NetworkNamespace? TryCreateAlone()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return null;
        var name = string.Create(
            CultureInfo.InvariantCulture, $"rc{Environment.ProcessId:x}n{Interlocked.Increment(ref _made)}");
        var made = new NetworkNamespace(name, "");
        if (TryRun($"netns add {name}") && TryRun($"-n {name} link set lo up"))
            return made;
        made.Dispose();
        return null;
    }

    /// <summary>From now on nothing gets through, and neither side is told.</summary>
    public void Cut() => Run($"link set {HostEnd} down");

    public void Mend() => Run($"link set {HostEnd} up");

    public void Dispose() => TryRun($"netns del {_name}");

    private static void Run(string arguments) => Assert.True(TryRun(arguments), $"ip {arguments} failed");

    private static bool TryRun(string arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No such program.
            return false;
        }
    }
}
