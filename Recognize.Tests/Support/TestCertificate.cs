using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Recognize.Tests.Support;

/// <summary>A root, an authority below it, and server certificates that the authority signs, as PEM files.</summary>
internal sealed class TestCertificate : IDisposable
{
    private readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;
    private readonly string _folder = Directory.CreateTempSubdirectory("recognize-tls-").FullName;

    public TestCertificate()
    {
        var rootRequest = Request("CN=Test root", _rootKey, isAuthority: true);
        Root = rootRequest.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(30));
        var request = Request("CN=Test authority", _authorityKey, isAuthority: true);
        using var bare = request.Create(Root, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(20), [1]);
        _authority = bare.CopyWithPrivateKey(_authorityKey);
    }

    /// <summary>What a client must trust; it is not in the files.</summary>
    public X509Certificate2 Root { get; }

    public string CertificateFile => Path.Combine(_folder, "fullchain.pem");

    public string KeyFile => Path.Combine(_folder, "key.pem");

    /// <summary>Writes a new certificate for the loopback address, with the authority behind it.</summary>
    /// <returns>Its thumbprint.</returns>
    public string Write()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request("CN=recognize.test", key, isAuthority: false);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var own = request.Create(
            _authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(10), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(CertificateFile, own.ExportCertificatePem() + "\n" + _authority.ExportCertificatePem() + "\n");
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        return own.Thumbprint;
    }

    /// <summary>Whether a chain of what a server has shown ends at the root: the authority must have been shown, too.</summary>
    public bool IsTrusted(X509Certificate2 shown, X509Chain sent)
    {
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
        };
        chain.ChainPolicy.CustomTrustStore.Add(Root);
        chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        return chain.Build(shown);
    }

    public void Dispose()
    {
        Root.Dispose();
        _authority.Dispose();
        _rootKey.Dispose();
        _authorityKey.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static CertificateRequest Request(string name, ECDsa key, bool isAuthority)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            isAuthority ? X509KeyUsageFlags.KeyCertSign : X509KeyUsageFlags.DigitalSignature, true));
        return request;
    }
}
