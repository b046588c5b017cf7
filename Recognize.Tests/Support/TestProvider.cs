using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Recognize.Tests.Support;

/// <summary>
/// An OpenID Connect provider by the book, written for tests: discovery, keys, authorisation code flow with PKCE (S256) and
/// client secret, ID tokens signed with RS256. A test says what is wrong with it.
/// </summary>
internal sealed class TestProvider : IAsyncDisposable
{
    public const string ClientId = "recognize";
    public const string ClientSecret = "provider-secret";

    private readonly RSA _key = RSA.Create(2048);
    private readonly RSA _otherKey = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, Dictionary<string, string>> _codes = new();
    private readonly LoopbackServer _server;

    public TestProvider() => _server = new LoopbackServer(AnswerAsync);

    public string Issuer => _server.Address.ToString().TrimEnd('/');

    /// <summary>Who is signed in at the provider.</summary>
    public string Subject { get; set; } = "subject-1";

    /// <summary>Changes the claims of ID tokens.</summary>
    public Action<Dictionary<string, object>> Claims { get; set; } = _ => { };

    public bool SignsWithAnotherKey { get; set; }

    /// <summary>Claims to have signed, with nothing.</summary>
    public bool SignsWithNothing { get; set; }

    /// <summary>Signs with what the client knows, too.</summary>
    public bool SignsWithTheClientSecret { get; set; }

    /// <summary>Where the document says that tokens are had; its own address when null.</summary>
    public string? TokenEndpoint { get; set; }

    /// <summary>Sends whoever asks for tokens elsewhere.</summary>
    public string? RedirectsTokensTo { get; set; }

    /// <summary>Requests of the service, by path, without those of the browser.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>What the last authorisation request held.</summary>
    public Dictionary<string, string> LastRequest { get; private set; } = [];

    /// <summary>Why the last request for tokens was refused; null when it was not.</summary>
    public string? Refusal { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _key.Dispose();
        _otherKey.Dispose();
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        if (path != "/authorize")
            Asked.Enqueue(path);
        switch (path)
        {
            case "/.well-known/openid-configuration":
                await WriteAsync(context, new Dictionary<string, object>
                {
                    ["issuer"] = Issuer,
                    ["authorization_endpoint"] = $"{Issuer}/authorize",
                    ["token_endpoint"] = TokenEndpoint ?? $"{Issuer}/token",
                    ["jwks_uri"] = $"{Issuer}/jwks",
                    ["response_types_supported"] = new[] { "code" },
                    ["subject_types_supported"] = new[] { "public" },
                    ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
                    ["code_challenge_methods_supported"] = new[] { "S256" },
                });
                return;
            case "/jwks":
                var parameters = _key.ExportParameters(includePrivateParameters: false);
                await WriteAsync(context, new
                {
                    keys = new[]
                    {
                        new
                        {
                            kty = "RSA", use = "sig", alg = "RS256", kid = "1", n = Base64Url.EncodeToString(parameters.Modulus),
                            e = Base64Url.EncodeToString(parameters.Exponent),
                        },
                    },
                });
                return;
            case "/authorize":
                Authorize(context);
                return;
            case "/token" when RedirectsTokensTo is { } elsewhere:
                context.Response.Redirect(elsewhere);
                context.Response.Close();
                return;
            case "/token":
                await GiveTokensAsync(context);
                return;
            default:
                context.Response.StatusCode = 404;
                context.Response.Close();
                return;
        }
    }

    private void Authorize(HttpListenerContext context)
    {
        LastRequest = Fields(context.Request.Url!.Query.TrimStart('?'));
        var code = Guid.NewGuid().ToString("N");
        _codes[code] = LastRequest;
        context.Response.Redirect(
            $"{LastRequest["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(LastRequest["state"])}");
        context.Response.Close();
    }

    private async Task GiveTokensAsync(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream);
        var form = Fields(await reader.ReadToEndAsync());
        var asked = _codes.TryRemove(form.GetValueOrDefault("code", ""), out var found) ? found : null;
        Refusal = asked is null ? "unknown code"
            : form.GetValueOrDefault("grant_type") != "authorization_code" ? "grant_type"
            : form.GetValueOrDefault("client_id") != ClientId ? "client_id"
            : form.GetValueOrDefault("client_secret") != ClientSecret ? "client_secret"
            : form.GetValueOrDefault("redirect_uri") != asked["redirect_uri"] ? "redirect_uri"
            : asked.GetValueOrDefault("code_challenge_method") != "S256" ? "no PKCE"
            : Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form.GetValueOrDefault("code_verifier", ""))))
                != asked["code_challenge"] ? "code_verifier"
            : null;
        if (Refusal is not null)
        {
            context.Response.StatusCode = 400;
            await WriteAsync(context, new { error = "invalid_grant", error_description = Refusal });
            return;
        }
        await WriteAsync(context, new Dictionary<string, object>
        {
            ["access_token"] = "opaque", ["token_type"] = "Bearer", ["expires_in"] = 300, ["id_token"] = IdToken(asked!["nonce"]),
        });
    }

    private string IdToken(string nonce)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Issuer, ["aud"] = ClientId, ["sub"] = Subject, ["nonce"] = nonce, ["iat"] = now, ["exp"] = now + 300,
        };
        Claims(claims);
        var algorithm = SignsWithNothing ? "none" : SignsWithTheClientSecret ? "HS256" : "RS256";
        var text = $"{Part(new { alg = algorithm, typ = "JWT", kid = "1" })}.{Part(claims)}";
        var bytes = Encoding.ASCII.GetBytes(text);
        var signature = SignsWithNothing ? []
            : SignsWithTheClientSecret ? HMACSHA256.HashData(Encoding.UTF8.GetBytes(ClientSecret), bytes)
            : (SignsWithAnotherKey ? _otherKey : _key).SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));

    private static Dictionary<string, string> Fields(string text) => text
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => WebUtility.UrlDecode(pair[0]), pair => WebUtility.UrlDecode(pair[1]), StringComparer.Ordinal);

    private static async Task WriteAsync(HttpListenerContext context, object value)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers["Cache-Control"] = "no-store";
        var body = JsonSerializer.SerializeToUtf8Bytes(value);
        context.Response.ContentLength64 = body.Length;
        await context.Response.OutputStream.WriteAsync(body);
        context.Response.Close();
    }
}
