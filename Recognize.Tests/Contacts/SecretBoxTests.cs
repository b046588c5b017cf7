using Recognize.Models.Contacts;
using Recognize.Tests.Support;

namespace Recognize.Tests.Contacts;

public sealed class SecretBoxTests : IDisposable
{
    private readonly TemporaryHome _home = new();
    private readonly TemporaryHome _other = new();

    [Fact]
    public void Seal_OpensForItsPurposeAndHomeOnly()
    {
        _home.Home.Create();
        _other.Home.Create();
        var sealedText = new SecretBox(_home.Home).Seal("pässword", "source 1");
        var again = new SecretBox(_home.Home).Seal("pässword", "source 1");

        Assert.Equal("pässword", new SecretBox(_home.Home).TryOpen(sealedText, "source 1"));
        Assert.Null(new SecretBox(_home.Home).TryOpen(sealedText, "source 2"));
        Assert.Null(new SecretBox(_other.Home).TryOpen(sealedText, "source 1"));
        Assert.Null(new SecretBox(_home.Home).TryOpen(sealedText[..10], "source 1"));
        Assert.NotEqual(sealedText, again);
        sealedText[20] ^= 1;
        Assert.Null(new SecretBox(_home.Home).TryOpen(sealedText, "source 1"));
    }

    public void Dispose()
    {
        _home.Dispose();
        _other.Dispose();
    }
}
