using System.Net;
using Recognize.Api.Hosting;
using Recognize.Models;

namespace Recognize.Tests.Hosting;

public sealed class TransportSettingsTests
{
    [Fact]
    public void Read_BelievesNobodyAndLimitsRequests_WhenNothingIsSet()
    {
        var settings = Read("http://127.0.0.1:5230");

        Assert.Empty(settings.Proxies);
        Assert.Equal("", settings.BasePath);
        Assert.Null(settings.CertificateFile);
        Assert.Equal(500, settings.RequestRate);
    }

    [Fact]
    public void Read_UnderstandsAddressesAndNetworks()
    {
        var proxies = Read("http://x", (RecognizeSettings.Proxies, "192.168.1.2; 10.0.0.0/8;::1")).Proxies;

        Assert.Equal([IPNetwork.Parse("192.168.1.2/32"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("::1/128")], proxies);
    }

    [Theory]
    [InlineData("/photos", "/photos")]
    [InlineData("/photos/", "/photos")]
    [InlineData("/our/photos", "/our/photos")]
    [InlineData("/", "")]
    public void Read_TakesABasePathWithoutItsLastSlash(string text, string path) =>
        Assert.Equal(path, Read("http://x", (RecognizeSettings.BasePath, text)).BasePath);

    [Theory]
    [InlineData(RecognizeSettings.Proxies, "proxy.local")]
    [InlineData(RecognizeSettings.Proxies, "10.0.0.1/33")]
    [InlineData(RecognizeSettings.BasePath, "photos")]
    [InlineData(RecognizeSettings.BasePath, "/a/../b")]
    [InlineData(RecognizeSettings.BasePath, "//evil.example")]
    [InlineData(RecognizeSettings.BasePath, "/a b")]
    [InlineData(RecognizeSettings.RequestRate, "0")]
    [InlineData(RecognizeSettings.RequestRate, "many")]
    [InlineData(RecognizeSettings.TlsCertificate, "/a.pem")]
    [InlineData(RecognizeSettings.TlsKey, "/a.pem")]
    public void Read_NamesTheSetting_WhenItIsWrong(string name, string value)
    {
        var wrong = Assert.Throws<InvalidOperationException>(() => Read("http://127.0.0.1:5230", (name, value)));

        Assert.Contains(name, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AsksForACertificate_WhenAnAddressIsSecure_AndForAnAddress_WhenThereIsACertificate()
    {
        Assert.Contains(RecognizeSettings.TlsCertificate, Assert.Throws<InvalidOperationException>(
            () => Read("http://127.0.0.1:1;https://127.0.0.1:2")).Message, StringComparison.Ordinal);
        Assert.Contains("no https:// address", Assert.Throws<InvalidOperationException>(() => Read(
            "http://127.0.0.1:1", (RecognizeSettings.TlsCertificate, "a"), (RecognizeSettings.TlsKey, "b"))).Message, StringComparison.Ordinal);
    }

    private static TransportSettings Read(string urls, params (string Name, string Value)[] values) =>
        TransportSettings.Read(
            name => values.Where(value => value.Name == name).Select(value => value.Value).SingleOrDefault(), urls);
}
