using System.Net;
using System.Net.Sockets;
using Recognize.Models;
using Recognize.Tests.Support;

namespace Recognize.Tests.CommandLine;

public sealed class UpCommandTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private TestInstallation _installation = null!;

    public async ValueTask InitializeAsync() => _installation = await TestInstallation.CreateAsync(postgres);

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Api_EndsWithItsWorker_WhenThatIsKilled()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var port = FreePort();
        var noModels = Directory.CreateDirectory(Path.Combine(_installation.Folder, "no-models")).FullName;
        using var worker = WorkerProcess.Start(
            _installation.Home.Root, _installation.ConnectionString,
            [(RecognizeSettings.Urls, $"http://127.0.0.1:{port}"), (RecognizeSettings.ModelMirror, noModels)], "up");
        while (!worker.Printed.Contains("ready: ", StringComparison.Ordinal))
        {
            Assert.True(worker.ExitCode is null, worker.Printed);
            await Task.Delay(50, patience.Token);
        }
        Assert.True(await AnswersAsync(port, patience.Token));

        worker.Kill();

        while (await AnswersAsync(port, patience.Token))
            await Task.Delay(50, patience.Token);
    }

    private static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
