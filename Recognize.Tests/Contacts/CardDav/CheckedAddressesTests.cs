using System.Net;
using Recognize.Models.Contacts.CardDav;
using Recognize.Worker.Contacts.CardDav;

namespace Recognize.Tests.Contacts.CardDav;

public sealed class CheckedAddressesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("cloud.example.org", "192.168.1.20")]
    [InlineData("cloud.example.org", "203.0.113.9,2001:db8::9")]
    [InlineData("localhost", "127.0.0.1,::1")]
    [InlineData("127.0.0.1", "")]
    [InlineData("[::1]", "")]
    [InlineData("[fd00::20]", "")]
    public async Task Find_GivesTheAddresses_WhenTheyMayBeCalled(string host, string answers)
    {
        var found = await Checking(answers).FindAsync(host, Token);

        Assert.Equal(answers.Length > 0 ? answers : host.Trim('[', ']'), string.Join(',', found.Select(address => address.ToString())));
    }

    /// <summary>What a name may be turned into by whoever rules over it, in all the forms that mean the same machine.</summary>
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.10")]
    [InlineData("0.0.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::127.0.0.1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("203.0.113.9,127.0.0.1")]
    public async Task Find_Refuses_WhenANameIsTurnedAgainstTheHouse(string answers)
    {
        var refusal = await Assert.ThrowsAsync<CardDavException>(() => Checking(answers).FindAsync("cloud.example.org", Token));

        Assert.Contains("cloud.example.org", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_Refuses_WhenLocalhostIsAnotherMachine() =>
        await Assert.ThrowsAsync<CardDavException>(() => Checking("203.0.113.9").FindAsync("localhost", Token));

    [Theory]
    [InlineData("https://cloud.example.org@evil.example/")]
    [InlineData("https://cloud.example.org:443@evil.example/")]
    [InlineData("https://user:secret@cloud.example.org/")]
    [InlineData("http://cloud.example.org/")]
    [InlineData("http://127.0.0.1.evil.example/")]
    [InlineData("ftp://cloud.example.org/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https:///dav")]
    public void Check_Refuses_WhatIsNoPlainAddressOfAServer(string address) =>
        Assert.Throws<CardDavException>(() => AllowedServers.Check(address));

    [Theory]
    [InlineData("https://CLOUD.example.org/dav", "https://cloud.example.org:443")]
    [InlineData("https://cloud.example.org.", "https://cloud.example.org.:443")]
    [InlineData("https://[::1]:8443/", "https://::1:8443")]
    [InlineData("https://[0:0:0:0:0:0:0:1]:8443/", "https://::1:8443")]
    [InlineData("https://0x7f.1/", "https://127.0.0.1:443")]
    [InlineData("https://bücher.example/", "https://xn--bcher-kva.example:443")]
    public void Origin_IsTheSame_ForEveryWayToWriteIt(string address, string origin) =>
        Assert.Equal(origin, AllowedServers.OriginOf(AllowedServers.Check(address)));

    private static CheckedAddresses Checking(string answers) => new((_, _) => Task.FromResult(
        answers.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse).ToArray()));
}
