using System.Diagnostics;
using System.Runtime.InteropServices;
using Recognize.Models;

namespace Recognize.Worker.CommandLine;

/// <summary>The API as a child process: it is stopped with the worker, and its end ends the worker.</summary>
internal sealed partial class ApiProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Uri _health;

    private ApiProcess(Process process, Uri health)
    {
        _process = process;
        _health = health;
    }

    /// <summary>Starts the API of the same build.</summary>
    /// <exception cref="CommandFailure">It is not built.</exception>
    public static ApiProcess Start(RecognizeHome home, string connectionString, string urls)
    {
        var assembly = Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "..", "..", "Recognize.Api", "release", "Recognize.Api.dll"));
        if (!File.Exists(assembly))
            throw new CommandFailure($"The API is not built: {assembly} is missing.");

        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet")
        {
            WorkingDirectory = Path.GetDirectoryName(assembly),
            UseShellExecute = false,
            // Never written to: it ends with this process, however that ends, and the API with it.
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add(assembly);
        start.ArgumentList.Add(ChildArguments.UntilInputEnds);
        start.Environment[RecognizeSettings.Home] = home.Root;
        start.Environment[RecognizeSettings.Database] = connectionString;
        start.Environment.Remove(RecognizeSettings.DatabasePasswordFile);
        start.Environment[RecognizeSettings.Urls] = urls;
        var process = Process.Start(start) ?? throw new CommandFailure("The API could not be started.");
        return new ApiProcess(process, new Uri(ApiAddress.Local(urls), "/healthz"));
    }

    /// <summary>Returns once the API answers.</summary>
    /// <exception cref="CommandFailure">It ended before.</exception>
    public async Task WhenReadyAsync(CancellationToken cancellationToken)
    {
        // Asked by the loopback address, for which no certificate is made: ours is known by itself.
        using var handler = new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => ApiAddress.IsOwnCertificate(shown) },
        };
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(5) };
        while (true)
        {
            if (_process.HasExited)
                throw new CommandFailure("The API ended while it was starting; its reason stands above.");
            try
            {
                using var answer = await client.GetAsync(_health, cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (Exception failure) when (
                failure is HttpRequestException
                || (failure is TaskCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // It does not listen yet, or is too busy starting to answer in time.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }

    /// <summary>Returns when the process has ended; asks it to end when cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var stopping = cancellationToken.Register(Terminate);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Terminate();
        using var patience = new CancellationTokenSource(LongestStop);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    private void Terminate()
    {
        if (!_process.HasExited)
            _ = SendSignal(_process.Id, SigTerm);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
