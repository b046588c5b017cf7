using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Recognize.Models;
using Recognize.Tests.CommandLine;
using Recognize.Tests.Media;
using Recognize.Tests.Support;

namespace Recognize.Tests.Hostile;

/// <summary>The program as it is built, with its own database, indexing and serving where there is nowhere to call.</summary>
[Collection(Alone.Name)]
public sealed partial class NoWayOutTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryHome _home = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Folder => Directory.CreateDirectory(Path.Combine(_home.Folder, "media")).FullName;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task IndexAndServe_Work_WhereThereIsNoNetworkButLoopback()
    {
        using var network = NetworkNamespace.TryCreateAlone();
        Assert.SkipWhen(network is null, "this machine may not make networks (root and ip are needed)");
        FillFolder();
        var port = LoopbackPort.Free();
        (string, string)[] settings = [(RecognizeSettings.Urls, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"))];

        using var index = WorkerProcess.Start(network.Launcher, _home.Home.Root, null, settings, "index", Folder, "--json");
        var code = await index.WaitAsync(Token);
        using var serving = WorkerProcess.Start(network.Launcher, _home.Home.Root, null, settings, "up", Folder);
        var began = Stopwatch.GetTimestamp();
        while (!serving.Printed.Contains("ready:", StringComparison.Ordinal))
        {
            Assert.True(serving.ExitCode is null && Stopwatch.GetElapsedTime(began) < Patience, serving.Printed);
            await Task.Delay(50, Token);
        }
        var answer = Inside(network, $"exec 3<>/dev/tcp/127.0.0.1/{port}; printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3");
        var interfaces = Inside(network, "ls /sys/class/net; ip -o link | cut -d: -f2");
        serving.Terminate();
        var stopped = await serving.WaitAsync(Token);

        Assert.True(code == 0, index.Printed);
        Assert.Contains("\"analysed\":", index.Printed.Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.Contains(" 200 ", answer, StringComparison.Ordinal);
        Assert.Contains(" lo\n", interfaces, StringComparison.Ordinal);
        Assert.DoesNotContain("eth", interfaces.Split(" lo\n")[^1], StringComparison.Ordinal);
        Assert.True(stopped == 0, serving.Printed);
    }

    /// <summary>Every address that any process of a whole run connects or sends to, by the kernel's own word.</summary>
    [Fact]
    public async Task Index_ConnectsToThisMachineOnly_ByTheTraceOfAllItsProcesses()
    {
        Assert.SkipWhen(!HasStrace(), "strace is not installed");
        FillFolder();
        var trace = Path.Combine(_home.Folder, "trace");

        using var index = WorkerProcess.Start(
            ["strace", "-f", "--seccomp-bpf", "-qq", "-s", "0", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-e", "signal=none", "-o", trace],
            _home.Home.Root, null, [], "index", Folder);
        var code = await index.WaitAsync(Token);

        Assert.True(code == 0, index.Printed);
        var reached = File.ReadLines(trace).SelectMany(line => Address().Matches(line))
            .GroupBy(match => match.Groups[2].Success ? $"{match.Groups[1].Value} {match.Groups[2].Value}" : match.Groups[1].Value)
            .ToDictionary(group => group.Key, group => group.Count());
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Join(", ", reached.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {pair.Value}")));
        // The database, at least: a trace of nothing would prove nothing.
        Assert.True(reached.Values.Sum() > 0, "Nothing was traced.");
        Assert.All(reached.Keys, address => Assert.Matches(
            @"^(AF_UNIX|AF_NETLINK|AF_UNSPEC|AF_INET 127\.[0-9.]+|AF_INET6 (::1|::ffff:127\.[0-9.]+))$", address));
    }

    private void FillFolder()
    {
        DrawnPhoto.Save(Path.Combine(Folder, "photo.jpg"), "jpegsave", 640, 480);
        DrawnPhoto.Save(Path.Combine(Folder, "photo.webp"), "webpsave", 640, 480);
        TestFfmpeg.MakeVideo(Path.Combine(Folder, "film.mp4"));
        TestFfmpeg.Make("-f", "lavfi", "-i", "sine=duration=2", Path.Combine(Folder, "tone.mp3"));
    }

    private static string Inside(NetworkNamespace network, string script)
    {
        string[] line = [.. network.Launcher, "bash", "-euc", script];
        using var process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true })!;
        var printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return printed;
    }

    private static bool HasStrace() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "strace")));

    [GeneratedRegex("""sa_family=(AF_\w+)(?:, sin6?_port=htons\(\d+\)(?:, sin6_flowinfo=[^,]+)?, (?:(?:sin_addr=inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"))?""")]
    private static partial Regex Address();
}
