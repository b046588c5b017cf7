using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Recognize.Models;

namespace Recognize.Api.Hosting;

/// <summary>
/// The owner's certificate, read from two PEM files and read again when they have changed: a renewal needs no restart. While
/// the files do not fit together, as in the middle of a renewal, the certificate before goes on.
/// </summary>
internal sealed class TlsCertificate
{
    /// <summary>How often a handshake looks at the files, at most.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly string _certificateFile;
    private readonly string _keyFile;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private Pem _read;
    private SslStreamCertificateContext _current;
    private DateTimeOffset _lookedAt;

    private TlsCertificate(string certificateFile, string keyFile, TimeProvider clock)
    {
        (_certificateFile, _keyFile, _clock) = (certificateFile, keyFile, clock);
        _lookedAt = clock.GetUtcNow();
        _read = ReadFiles();
        _current = Parse(_read);
    }

    /// <summary>Null without TLS of our own.</summary>
    /// <exception cref="InvalidOperationException">The files cannot be read or used; the message says which and why.</exception>
    public static TlsCertificate? Load(TransportSettings settings, TimeProvider clock) =>
        settings is { CertificateFile: { } certificate, KeyFile: { } key } ? new TlsCertificate(certificate, key, clock) : null;

    /// <summary>Has every https address use the certificate, as it is at the time of a handshake.</summary>
    public void Use(KestrelServerOptions kestrel) => kestrel.ConfigureHttpsDefaults(https =>
    {
        var logger = kestrel.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger<TlsCertificate>();
        https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        https.ClientCertificateMode = ClientCertificateMode.NoCertificate;
        // Asked for by Kestrel so that it looks for no certificate of its own; the context below takes its place, since it
        // brings the certificates in between as well.
        https.ServerCertificateSelector = (_, _) => Current(logger).TargetCertificate;
        https.OnAuthenticate = (_, handshake) =>
        {
            handshake.ServerCertificateSelectionCallback = null;
            handshake.ServerCertificateContext = Current(logger);
        };
    });

    internal SslStreamCertificateContext Current(ILogger logger)
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            if ((now - _lookedAt).Duration() < LookEvery)
                return _current;
            _lookedAt = now;
            try
            {
                var read = ReadFiles();
                if (read == _read)
                    return _current;
                _current = Parse(read);
                _read = read;
                logger.CertificateReloaded(_current.TargetCertificate.NotAfter.ToUniversalTime());
            }
            catch (InvalidOperationException problem)
            {
                logger.CertificateNotReloaded(problem.Message);
            }
            return _current;
        }
    }

    private Pem ReadFiles() => new(
        ReadFile(_certificateFile, RecognizeSettings.TlsCertificate), ReadFile(_keyFile, RecognizeSettings.TlsKey));

    private static string ReadFile(string file, string setting)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{setting} cannot be read: {exception.Message}", exception);
        }
    }

    private SslStreamCertificateContext Parse(Pem pem)
    {
        if (pem.Key.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(
                $"{RecognizeSettings.TlsKey} names a key with a passphrase ({_keyFile}): take the passphrase off, for instance with "
                + "openssl pkey, and let nobody but the service's account read the file.");
        }
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(pem.Certificate);
            var own = X509Certificate2.CreateFromPem(pem.Certificate, pem.Key);
            // Offline: what is not in the file is not fetched, and nobody is asked whether it was revoked.
            return SslStreamCertificateContext.Create(own, [.. chain.Skip(1)], offline: true);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new InvalidOperationException(
                $"{RecognizeSettings.TlsCertificate} and {RecognizeSettings.TlsKey} must name PEM files with a certificate and its key; "
                + $"{_certificateFile} and {_keyFile} do not: {exception.Message}",
                exception);
        }
    }

    private sealed record Pem(string Certificate, string Key);
}
