using Recognize.Api.Hosting;
using Recognize.Models;
using Recognize.Tests.Support;

namespace Recognize.Tests.Hosting;

public sealed class TlsCertificateTests : IDisposable
{
    private readonly TestCertificate _files = new();
    private readonly ManualClock _clock = new();
    private readonly CollectingLogger _log = new();

    private TransportSettings Settings => new() { CertificateFile = _files.CertificateFile, KeyFile = _files.KeyFile };

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Current_IsTheNewCertificate_OnceTheFilesHaveChanged()
    {
        var first = _files.Write();
        var certificate = TlsCertificate.Load(Settings, _clock)!;
        Assert.Equal(first, Current(certificate));

        var second = _files.Write();
        Assert.Equal(first, Current(certificate));
        _clock.Now += TimeSpan.FromSeconds(3);

        Assert.NotEqual(first, second);
        Assert.Equal(second, Current(certificate));
    }

    [Fact]
    public void Current_StaysTheOneBefore_WhileTheFilesDoNotFit_AndTheLogSaysSo()
    {
        var first = _files.Write();
        var certificate = TlsCertificate.Load(Settings, _clock)!;
        var key = File.ReadAllText(_files.KeyFile);
        var second = _files.Write();
        var newKey = File.ReadAllText(_files.KeyFile);

        File.WriteAllText(_files.KeyFile, key);
        _clock.Now += TimeSpan.FromSeconds(3);
        Assert.Equal(first, Current(certificate));
        File.Delete(_files.KeyFile);
        _clock.Now += TimeSpan.FromSeconds(3);
        Assert.Equal(first, Current(certificate));
        Assert.Equal(2, _log.Messages.Count(message => message.Contains("stays in use", StringComparison.Ordinal)));
        File.WriteAllText(_files.KeyFile, newKey);
        _clock.Now += TimeSpan.FromSeconds(3);

        Assert.Equal(second, Current(certificate));
    }

    [Fact]
    public void Load_SaysWhatToMend_WhenTheFilesCannotBeUsed()
    {
        Assert.Contains(RecognizeSettings.TlsCertificate, Problem(), StringComparison.Ordinal);

        _files.Write();
        var (chain, key) = (File.ReadAllText(_files.CertificateFile), File.ReadAllText(_files.KeyFile));
        File.Delete(_files.KeyFile);
        Assert.Contains($"{RecognizeSettings.TlsKey} cannot be read", Problem(), StringComparison.Ordinal);

        File.WriteAllText(_files.KeyFile, "no key");
        Assert.Contains(_files.KeyFile, Problem(), StringComparison.Ordinal);

        File.WriteAllText(_files.KeyFile, "-----BEGIN ENCRYPTED PRIVATE KEY-----");
        Assert.Contains("passphrase", Problem(), StringComparison.Ordinal);

        File.WriteAllText(_files.KeyFile, key);
        File.WriteAllText(_files.CertificateFile, "no certificate");
        Assert.Contains(_files.CertificateFile, Problem(), StringComparison.Ordinal);

        File.WriteAllText(_files.CertificateFile, chain);
        Assert.NotNull(TlsCertificate.Load(Settings, _clock));
        Assert.Null(TlsCertificate.Load(new TransportSettings(), _clock));
    }

    private string Problem() =>
        Assert.Throws<InvalidOperationException>(() => TlsCertificate.Load(Settings, _clock)).Message;

    private string Current(TlsCertificate certificate) => certificate.Current(_log).TargetCertificate.Thumbprint;
}
