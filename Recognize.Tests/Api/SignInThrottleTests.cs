using System.Net;
using Recognize.Api.Accounts;
using Recognize.Tests.Support;

namespace Recognize.Tests.Api;

public sealed class SignInThrottleTests
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");

    private readonly ManualClock _clock = new();

    [Fact]
    public void Begin_RefusesUntilTheWindowEnds_AfterTooManyAttempts()
    {
        var throttle = new SignInThrottle(_clock);
        Spend(throttle, "anna", Here);

        Assert.Equal(SignInThrottle.Window, throttle.Begin("ANNA", Here));
        _clock.Now += SignInThrottle.Window - TimeSpan.FromSeconds(1);
        Assert.Equal(TimeSpan.FromSeconds(1), throttle.Begin("anna", Here));
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.Null(throttle.Begin("anna", Here));
    }

    [Fact]
    public void Begin_DoesNotPunishOthers()
    {
        var throttle = new SignInThrottle(_clock);
        Spend(throttle, "anna", Here);

        Assert.Null(throttle.Begin("berta", Here));
        Assert.Null(throttle.Begin("anna", IPAddress.Parse("192.0.2.2")));
    }

    [Fact]
    public void Begin_AllowsAgain_AfterASuccess()
    {
        var throttle = new SignInThrottle(_clock);
        Spend(throttle, "anna", Here);

        throttle.Succeeded("Anna", Here);

        Assert.Null(throttle.Begin("anna", Here));
    }

    [Fact]
    public void Begin_RefusesAnAddressThatTriesManyNames()
    {
        var throttle = new SignInThrottle(_clock);

        var refusals = Enumerable.Range(0, SignInThrottle.AttemptsPerAddress + 1)
            .Select(number => throttle.Begin($"name{number}", Here))
            .ToList();

        Assert.All(refusals.SkipLast(1), Assert.Null);
        Assert.NotNull(refusals[^1]);
    }

    [Fact]
    public void Begin_CountsANetworkOfIPv6AsOneAddress()
    {
        var throttle = new SignInThrottle(_clock);
        Spend(throttle, "anna", IPAddress.Parse("2001:db8::1"));

        Assert.NotNull(throttle.Begin("anna", IPAddress.Parse("2001:db8::2:3")));
        Assert.Null(throttle.Begin("anna", IPAddress.Parse("2001:db8:0:1::1")));
    }

    private static void Spend(SignInThrottle throttle, string name, IPAddress address)
    {
        for (var attempt = 0; attempt < SignInThrottle.AttemptsPerName; attempt++)
            Assert.Null(throttle.Begin(name, address));
    }
}
