using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Recognize.Tests.Support;

namespace Recognize.Tests.Contacts.CardDav;

/// <summary>
/// A real Radicale server on a free loopback port, with TLS by a certificate of its own making and one user. Skips visibly
/// where Debian's python3-radicale is not installed, but not in continuous integration.
/// </summary>
internal sealed class RadicaleServer : IAsyncDisposable
{
    public const string User = "anna";
    public const string Password = "geheim-öffnen";

    private const string Python = "/usr/bin/python3";

    private readonly string _folder = Directory.CreateTempSubdirectory("recognize-radicale-").FullName;
    private readonly StringBuilder _log = new();
    private Process? _process;

    public Uri Address { get; private set; } = null!;

    public string Certificate => File.ReadAllText(Path.Combine(_folder, "certificate.pem"));

    public static async Task<RadicaleServer> StartAsync(CancellationToken cancellationToken)
    {
        var isMissing = !File.Exists(Python) || await RunAsync("-m radicale --version", cancellationToken) != 0;
        Assert.SkipWhen(
            isMissing && Environment.GetEnvironmentVariable("CI") is null, "needs Radicale: apt-get install python3-radicale");
        Assert.False(isMissing, "Radicale is not installed: apt-get install python3-radicale");
        var server = new RadicaleServer();
        try
        {
            server.WriteFiles();
            // Somebody else may take the port between the look and the start: then the next one is tried.
            for (var attempt = 1; !await server.TryStartAsync(cancellationToken); attempt++)
                Assert.True(attempt < 5, $"Radicale does not start: {server._log}");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task PutAsync(string path, string card, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Put, path, new StringContent(card, Encoding.UTF8, "text/vcard"), cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"PUT {path}: {answer.StatusCode} {_log}");
    }

    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Delete, path, null, cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"DELETE {path}: {answer.StatusCode} {_log}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                certificate?.GetCertHashString() == X509Certificate2.CreateFromPem(Certificate).Thumbprint },
        };
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(method, new Uri(Address, path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")));
        return await client.SendAsync(request, cancellationToken);
    }

    private void WriteFiles()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path.Combine(_folder, "certificate.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(_folder, "users"), $"{User}:{Password}\n");
        foreach (var (book, name) in new[] { ("family", "Family"), ("work", "Work") })
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder, "collections", "collection-root", User, book)).FullName;
            File.WriteAllText(
                Path.Combine(folder, ".Radicale.props"), $$"""{"tag": "VADDRESSBOOK", "D:displayname": "{{name}}"}""");
        }
    }

    private async Task<bool> TryStartAsync(CancellationToken cancellationToken)
    {
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{LoopbackPort.Free()}/"));
        var configuration = Path.Combine(_folder, "config");
        await File.WriteAllTextAsync(
            configuration,
            $"""
            [server]
            hosts = {Address.Authority}
            ssl = True
            certificate = {_folder}/certificate.pem
            key = {_folder}/key.pem
            [auth]
            type = htpasswd
            htpasswd_filename = {_folder}/users
            htpasswd_encryption = plain
            delay = 0
            [storage]
            filesystem_folder = {_folder}/collections
            """,
            cancellationToken);
        _process = Process.Start(new ProcessStartInfo(Python, ["-m", "radicale", "-C", configuration])
        {
            RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = _folder,
        })!;
        _process.ErrorDataReceived += (_, line) => _log.AppendLine(line.Data);
        _process.OutputDataReceived += (_, line) => _log.AppendLine(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        var deadline = Stopwatch.StartNew();
        while (!_process.HasExited && deadline.Elapsed < TimeSpan.FromSeconds(60))
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Address.Port, cancellationToken);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
        return false;
    }

    private static async Task<int> RunAsync(string arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, arguments)
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }
}
