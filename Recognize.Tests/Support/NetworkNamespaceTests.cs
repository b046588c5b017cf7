using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Recognize.Tests.Support;

public sealed class NetworkNamespaceTests
{
    [Fact]
    public async Task Cut_LetsNothingThrough_UntilItIsMended()
    {
        using var network = NetworkNamespace.TryCreate();
        Assert.SkipWhen(
            network is null, "this machine may not make networks (root and ip are needed): the chaos test runs without its cut");
        using var listener = new TcpListener(IPAddress.Parse(network.HostAddress), 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.True(await ReachesAsync(network, port));
        network.Cut();
        Assert.False(await ReachesAsync(network, port));
        network.Mend();
        // For a moment the other side is still believed to be gone.
        var mended = Stopwatch.GetTimestamp();
        while (!await ReachesAsync(network, port))
            Assert.True(Stopwatch.GetElapsedTime(mended) < TimeSpan.FromSeconds(30), "Nothing gets through.");
    }

    private static async Task<bool> ReachesAsync(NetworkNamespace network, int port)
    {
        string[] line =
        [
            .. network.Launcher, "timeout", "3", "bash", "-c", $"exec 3<>/dev/tcp/{network.HostAddress}/{port}",
        ];
        using var process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode == 0;
    }
}
