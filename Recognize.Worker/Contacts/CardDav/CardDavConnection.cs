using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Recognize.Models.Contacts.CardDav;

namespace Recognize.Worker.Contacts.CardDav;

/// <summary>What a server answered.</summary>
/// <param name="Address">Where it came from in the end.</param>
/// <param name="Body">The document.</param>
internal sealed record CardDavAnswer(Uri Address, XDocument Body);

/// <summary>
/// Speaks WebDAV with allowed servers only: every address, also one that a server redirects to, is looked up first. Answers
/// are limited in time and size, and read without document types or outside entities.
/// </summary>
/// <param name="allowed">Knows the servers.</param>
/// <param name="userName">Sent to each.</param>
/// <param name="password">Sent to each.</param>
/// <param name="addresses">Checks what a server's name stands for; null for the system's resolver.</param>
internal sealed class CardDavConnection(
    AllowedServers allowed, string userName, string password, CheckedAddresses? addresses = null) : IDisposable
{
    private const int MostRedirects = 5;

    private const int MostAttempts = 3;

    /// <summary>Bytes of one answer.</summary>
    public const int MostBytes = 64 << 20;

    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);

    /// <summary>Asks, follows redirects, and reads the answer as XML.</summary>
    /// <exception cref="CardDavException">There is no such answer; the message says why.</exception>
    /// <exception cref="SyncTokenExpiredException">The request was about a state that the server has forgotten.</exception>
    public async Task<CardDavAnswer> AskAsync(
        string method, Uri address, string depth, XDocument body, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var response = await SendAsync(method, address, depth, body, cancellationToken);
            if ((int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location)
            {
                if (redirects == MostRedirects)
                    throw new CardDavException($"{address.Host} redirects in a circle.");
                address = new Uri(address, location);
                continue;
            }
            await RefuseFailureAsync(response, address, cancellationToken);
            return new CardDavAnswer(address, await ReadXmlAsync(response, address, cancellationToken));
        }
    }

    /// <summary>Fetches one card.</summary>
    /// <returns>Its bytes; null when it is gone.</returns>
    /// <exception cref="CardDavException">It cannot be had; the message says why.</exception>
    public async Task<byte[]?> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var response = await SendAsync("GET", address, null, null, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            return null;
        await RefuseFailureAsync(response, address, cancellationToken);
        return await ReadAsync(response, address, cancellationToken);
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(
        string method, Uri address, string? depth, XDocument? body, CancellationToken cancellationToken)
    {
        var client = await ClientForAsync(address, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SendOnceAsync(client, method, address, depth, body, cancellationToken);
            }
            catch (HttpRequestException closed) when (closed.HttpRequestError == HttpRequestError.ResponseEnded && attempt < MostAttempts)
            {
                // A server may close an idle connection just as it is used again; every request here only reads.
            }
            catch (HttpRequestException failure)
            {
                throw new CardDavException(Explain(failure, address), failure);
            }
            catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
            {
                throw new CardDavException($"{address.Host} does not answer.", late);
            }
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        HttpClient client, string method, Uri address, string? depth, XDocument? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{userName}:{password}")));
        if (depth is not null)
            request.Headers.Add("Depth", depth);
        if (body is not null)
            request.Content = new StringContent(body.ToString(SaveOptions.DisableFormatting), Encoding.UTF8, "application/xml");
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private async Task<HttpClient> ClientForAsync(Uri address, CancellationToken cancellationToken)
    {
        var server = await allowed.RequireAsync(address, cancellationToken);
        if (_clients.TryGetValue(server.Address, out var known))
            return known;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = ConnectWithin,
            ConnectCallback = (addresses ?? new CheckedAddresses()).ConnectAsync,
            AutomaticDecompression = DecompressionMethods.None,
        };
        if (server.Certificates is { } pem)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                VerificationFlags = X509VerificationFlags.NoFlag,
            };
            policy.CustomTrustStore.AddRange(AllowedServers.ReadCertificates(pem));
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }
        var client = new HttpClient(handler, disposeHandler: true) { Timeout = AnswerWithin };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Recognize");
        _clients.Add(server.Address, client);
        return client;
    }

    private static async Task RefuseFailureAsync(HttpResponseMessage response, Uri address, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
            return;
        if (response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed)
        {
            var text = Encoding.UTF8.GetString(await ReadAsync(response, address, cancellationToken));
            if (text.Contains("valid-sync-token", StringComparison.Ordinal))
                throw new SyncTokenExpiredException();
        }
        throw new CardDavException(response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => $"{address.Host} refuses the user name or the password.",
            HttpStatusCode.Forbidden => $"{address.Host} does not let this user read {address.AbsolutePath}.",
            HttpStatusCode.NotFound or HttpStatusCode.Gone => $"{address.Host} has no {address.AbsolutePath}.",
            HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented =>
                $"{address.Host} offers no address books at {address.AbsolutePath}.",
            >= HttpStatusCode.InternalServerError => $"{address.Host} has trouble of its own (status {(int)response.StatusCode}).",
            _ => string.Create(CultureInfo.InvariantCulture, $"{address.Host} answers with status {(int)response.StatusCode}."),
        })
        {
            IsAbsent = response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Forbidden
                or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented,
        };
    }

    private static async Task<XDocument> ReadXmlAsync(HttpResponseMessage response, Uri address, CancellationToken cancellationToken)
    {
        var bytes = await ReadAsync(response, address, cancellationToken);
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostBytes, IgnoreComments = true,
        };
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(bytes), settings);
            return XDocument.Load(reader);
        }
        catch (XmlException damaged)
        {
            throw new CardDavException($"The answer of {address.Host} cannot be understood: it is no address book server, or broken.", damaged);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, Uri address, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(AnswerWithin);
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(late.Token);
            var bytes = new MemoryStream();
            var buffer = new byte[64 << 10];
            while (await stream.ReadAsync(buffer, late.Token) is var read and > 0)
            {
                if (bytes.Length + read > MostBytes)
                    throw new AnswerTooLargeException(address.Host);
                bytes.Write(buffer, 0, read);
            }
            return bytes.ToArray();
        }
        catch (OperationCanceledException slow) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CardDavException($"{address.Host} answers too slowly.", slow);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw new CardDavException($"The connection to {address.Host} broke off.", broken);
        }
    }

    private static string Explain(HttpRequestException failure, Uri address) => failure switch
    {
        { InnerException: AuthenticationException } =>
            $"The certificate of {address.Host} is not trusted. If the server has one of its own making, an admin can allow it with "
            + "the file of its authority: recognize contacts servers allow ADDRESS --ca FILE.",
        { InnerException: CardDavException refused } => refused.Message,
        { HttpRequestError: HttpRequestError.NameResolutionError }
            or { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } } => $"There is no server named {address.Host}.",
        { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } =>
            string.Create(CultureInfo.InvariantCulture, $"Nothing answers at {address.Host}, port {address.Port}."),
        _ => $"{address.Host} cannot be reached.",
    };
}

/// <summary>An answer is larger than what is read of one.</summary>
internal sealed class AnswerTooLargeException(string host)
    : Exception($"The answer of {host} is larger than {CardDavConnection.MostBytes >> 20} MB.");
