using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Recognize.Tests.Support;

namespace Recognize.Tests.Api;

/// <summary>The API with a certificate of its own, over real TLS.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestCertificate _files = new();
    private readonly RecognizeApp _app;
    private readonly string _first;

    public TlsTests(PostgresFixture postgres)
    {
        _first = _files.Write();
        _app = new RecognizeApp(postgres)
        {
            Settings =
            {
                ["RECOGNIZE_URLS"] = "https://127.0.0.1:0",
                ["RECOGNIZE_TLS_CERTIFICATE"] = _files.CertificateFile,
                ["RECOGNIZE_TLS_KEY"] = _files.KeyFile,
            },
        };
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task Service_ShowsTheWholeChain_SecuresItsCookie_AndAsksForTlsFromNowOn()
    {
        var user = await _app.AddUserAsync();
        string? shown = null;
        using var client = Client(certificate => shown = certificate.Thumbprint);

        using var answer = await client.PostAsJsonAsync("/api/session", new { user.Name, user.Password }, Token);

        Assert.Equal("https", _app.Address.Scheme);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(_first, shown);
        Assert.Contains("; secure", Assert.Single(answer.Headers.GetValues("Set-Cookie")), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("max-age=31536000", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));
        await client.GetJsonAsync("/api/session");
    }

    [Fact]
    public async Task NewConnections_GetTheNewCertificate_WithoutARestart()
    {
        var second = _files.Write();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);

        string? shown = null;
        while (shown != second)
        {
            using var client = Client(certificate => shown = certificate.Thumbprint);
            using var answer = await client.GetAsync("/healthz", patience.Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            if (shown != second)
                await Task.Delay(100, patience.Token);
        }

        Assert.NotEqual(_first, second);
    }

    [Fact]
    public async Task OldProtocols_AreRefused()
    {
        using var tcp = new System.Net.Sockets.TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, _app.Address.Port, Token);
        await using var stream = new SslStream(tcp.GetStream());

#pragma warning disable CA5397, CA5398, SYSLIB0039 // It is what must not work.
        var trust = false;
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            EnabledSslProtocols = SslProtocols.Tls11,
            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
                trust = _files.IsTrusted((X509Certificate2)certificate!, chain!),
        };
#pragma warning restore CA5397, CA5398, SYSLIB0039
        var refused = await Record.ExceptionAsync(() => stream.AuthenticateAsClientAsync(options, Token));

        Assert.True(refused is AuthenticationException or IOException, $"{refused}");
        Assert.False(trust, "The server has shown its certificate.");
    }

    private HttpClient Client(Action<X509Certificate2> look) => new(new SocketsHttpHandler
    {
        SslOptions =
        {
            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            {
                var shown = (X509Certificate2)certificate!;
                look(shown);
                return _files.IsTrusted(shown, chain!);
            },
        },
    })
    { BaseAddress = _app.Address };
}
