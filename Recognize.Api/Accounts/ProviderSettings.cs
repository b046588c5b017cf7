using Recognize.Models;

namespace Recognize.Api.Accounts;

/// <summary>The OpenID Connect provider that an admin has named. Without one there is no connection to anywhere.</summary>
internal sealed record ProviderSettings
{
    /// <summary>Below it lies <c>.well-known/openid-configuration</c>.</summary>
    public required Uri Authority { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Null for a client without one, which PKCE protects by itself.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>What may be asked: the authority's origin, and others that an admin has named.</summary>
    public required IReadOnlySet<string> Origins { get; init; }

    /// <summary>Users of the provider who have this claim are admins, all others are none; null leaves that to admins here.</summary>
    public (string Type, string Value)? AdminClaim { get; init; }

    /// <summary>Whether users of the provider who are nobody here are made.</summary>
    public bool CreatesUsers { get; init; }

    /// <summary>Null when no provider is named.</summary>
    /// <param name="read">The trimmed value of a setting; null when it is not set.</param>
    /// <exception cref="InvalidOperationException">A setting is missing or wrong; the message names it and the remedy.</exception>
    public static ProviderSettings? Read(Func<string, string?> read)
    {
        if (read(RecognizeSettings.OidcAuthority) is not { } text)
            return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var authority)
            || !(authority.Scheme == Uri.UriSchemeHttps || (authority.Scheme == Uri.UriSchemeHttp && authority.IsLoopback))
            || authority.UserInfo.Length > 0 || authority.Query.Length > 0 || authority.Fragment.Length > 0)
        {
            throw new InvalidOperationException(
                $"{RecognizeSettings.OidcAuthority} is \"{text}\": use the provider's address, such as https://id.example.org/realms/home.");
        }
        return new ProviderSettings
        {
            Authority = authority,
            ClientId = read(RecognizeSettings.OidcClientId) ?? throw new InvalidOperationException(
                $"{RecognizeSettings.OidcClientId} is not set: the provider named by {RecognizeSettings.OidcAuthority} has given one."),
            ClientSecret = read(RecognizeSettings.OidcClientSecretFile) is { } file ? ReadSecret(file) : null,
            Origins = new HashSet<string>(
                [authority.GetLeftPart(UriPartial.Authority), .. ReadHosts(read(RecognizeSettings.OidcHosts))],
                StringComparer.OrdinalIgnoreCase),
            AdminClaim = read(RecognizeSettings.OidcAdminClaim) is { } claim ? ReadClaim(claim) : null,
            CreatesUsers = read(RecognizeSettings.OidcCreateUsers) switch
            {
                null or "no" => false,
                "yes" => true,
                var other => throw new InvalidOperationException(
                    $"{RecognizeSettings.OidcCreateUsers} is \"{other}\": use yes or no."),
            },
        };
    }

    private static string ReadSecret(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault()?.Trim() is { Length: > 0 } secret
                ? secret
                : throw new InvalidOperationException($"{RecognizeSettings.OidcClientSecretFile} names an empty file.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"{RecognizeSettings.OidcClientSecretFile} cannot be read: {exception.Message}", exception);
        }
    }

    private static IEnumerable<string> ReadHosts(string? hosts) =>
        (hosts ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(host =>
            Uri.TryCreate($"https://{host}", UriKind.Absolute, out var origin) && origin.PathAndQuery == "/" && origin.UserInfo.Length == 0
                ? origin.GetLeftPart(UriPartial.Authority)
                : throw new InvalidOperationException(
                    $"{RecognizeSettings.OidcHosts} has \"{host}\": use names of hosts, separated by semicolons."));

    private static (string Type, string Value) ReadClaim(string text) =>
        text.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } type, { Length: > 0 } value]
            ? (type, value)
            : throw new InvalidOperationException(
                $"{RecognizeSettings.OidcAdminClaim} is \"{text}\": use a claim and its value, such as groups=admins.");
}
