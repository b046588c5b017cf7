using System.Globalization;
using System.Net;
using Recognize.Models;

namespace Recognize.Api.Hosting;

/// <summary>How requests reach this process, and how many of them.</summary>
internal sealed record TransportSettings
{
    private const int DefaultRequestRate = 500;
    private const int MaxRequestRate = 1_000_000;

    /// <summary>PEM file with the certificate and those that signed it; null without TLS of our own.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file with the certificate's key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Whose forwarded headers are believed; nobody's when empty.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>Where the service lies on its host: empty, or <c>/photos</c>.</summary>
    public string BasePath { get; init; } = "";

    /// <summary>Requests a second of one user; ten times as many at once. Strangers have a tenth of it.</summary>
    public int RequestRate { get; init; } = DefaultRequestRate;

    /// <param name="read">The trimmed value of a setting; null when it is not set.</param>
    /// <param name="urls">Addresses to listen on, separated by semicolons.</param>
    /// <exception cref="InvalidOperationException">A setting is wrong; the message names it and the remedy.</exception>
    public static TransportSettings Read(Func<string, string?> read, string urls)
    {
        var settings = new TransportSettings
        {
            CertificateFile = read(RecognizeSettings.TlsCertificate),
            KeyFile = read(RecognizeSettings.TlsKey),
            Proxies = [.. Split(read(RecognizeSettings.Proxies)).Select(ReadProxy)],
            BasePath = ReadBasePath(read(RecognizeSettings.BasePath)),
            RequestRate = read(RecognizeSettings.RequestRate) is { } rate ? ReadRate(rate) : DefaultRequestRate,
        };
        var isSecure = Split(urls).Any(url => url.StartsWith("https://", StringComparison.OrdinalIgnoreCase));
        return (settings.CertificateFile, settings.KeyFile, isSecure) switch
        {
            (null, null, false) or (not null, not null, true) => settings,
            (not null, null, _) or (null, not null, _) => throw new InvalidOperationException(
                $"{RecognizeSettings.TlsCertificate} and {RecognizeSettings.TlsKey} go together: set both, or neither."),
            (null, null, true) => throw new InvalidOperationException(
                $"{RecognizeSettings.Urls} has an https:// address, which needs a certificate: set "
                + $"{RecognizeSettings.TlsCertificate} and {RecognizeSettings.TlsKey}."),
            _ => throw new InvalidOperationException(
                $"{RecognizeSettings.TlsCertificate} is set, but {RecognizeSettings.Urls} has no https:// address to use it for."),
        };
    }

    private static string[] Split(string? text) =>
        (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IPNetwork ReadProxy(string text)
    {
        if (IPAddress.TryParse(text, out var address))
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(text, out var network)
            ? network
            : throw new InvalidOperationException(
                $"{RecognizeSettings.Proxies} has \"{text}\": use addresses such as 192.168.1.2 and networks such as 10.0.0.0/8, "
                + "separated by semicolons.");
    }

    private static string ReadBasePath(string? text)
    {
        var path = text?.TrimEnd('/') ?? "";
        var isPath = path.Length == 0 || (path[0] == '/' && path.Split('/')[1..].All(part =>
            part is not ("" or "." or "..") && part.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_' or '.' or '~')));
        return isPath
            ? path
            : throw new InvalidOperationException(
                $"{RecognizeSettings.BasePath} is \"{text}\": use a path such as /photos, of letters, digits, - _ . and ~.");
    }

    private static int ReadRate(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate is >= 1 and <= MaxRequestRate
            ? rate
            : throw new InvalidOperationException(
                $"{RecognizeSettings.RequestRate} is \"{text}\": use a whole number of requests a second, 1 to {MaxRequestRate}.");
}
