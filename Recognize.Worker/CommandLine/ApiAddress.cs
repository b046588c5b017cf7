using System.Security.Cryptography.X509Certificates;
using Recognize.Models;

namespace Recognize.Worker.CommandLine;

/// <summary>Where the API of this installation is reached, by what the environment says.</summary>
internal static class ApiAddress
{
    /// <summary>Path of the host below which it lies; empty for the whole host.</summary>
    public static string BasePath => RecognizeSettings.Read(RecognizeSettings.BasePath)?.Trim().TrimEnd('/') ?? "";

    /// <summary>The first address it listens on, as seen from this machine; one without TLS if there is one.</summary>
    public static Uri Local(string urls)
    {
        var all = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var first = all.FirstOrDefault(url => url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) ?? all[0];
        // A wildcard host is reached by the loopback address.
        return new Uri(first
            .Replace("//*", "//127.0.0.1", StringComparison.Ordinal)
            .Replace("//+", "//127.0.0.1", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal)
            .Replace("//[::]", "//[::1]", StringComparison.Ordinal));
    }

    /// <summary>A one-time link, as it works on this machine; others put the host there by which they reach the service.</summary>
    public static string LinkOf(string secret) => new Uri(
        Local(RecognizeSettings.Read(RecognizeSettings.Urls) ?? RecognizeSettings.DefaultUrls), $"{BasePath}/#link={secret}").ToString();

    /// <summary>Whether a certificate is the one that the settings name: then it is our own API that shows it.</summary>
    public static bool IsOwnCertificate(X509Certificate? shown)
    {
        if (shown is null || RecognizeSettings.Read(RecognizeSettings.TlsCertificate) is not { } file)
            return false;
        using var own = X509Certificate2.CreateFromPem(File.ReadAllText(file));
        return own.RawDataMemory.Span.SequenceEqual(shown.GetRawCertData());
    }
}
