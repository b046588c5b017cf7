using System.Net;
using Recognize.Models.Accounts;

namespace Recognize.Api.Accounts;

/// <summary>
/// Slows down guessing: a few attempts per name and address, and more per address, in a fixed window. An attempt
/// counts when it begins, so that many at once do not slip through; a success gives the name's attempts back.
/// </summary>
internal sealed class SignInThrottle(TimeProvider clock)
{
    public const int AttemptsPerName = 5;
    public const int AttemptsPerAddress = 50;

    /// <summary>Memory bound; an address cannot fill it alone, for its own attempts are limited first.</summary>
    private const int MaxWindows = 20_000;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Address, string? Name), Attempts> _attempts = [];

    /// <summary>Counts an attempt; the time to wait when it must not be made, else null.</summary>
    public TimeSpan? Begin(string name, IPAddress? address)
    {
        var now = clock.GetUtcNow();
        var place = Caller.PlaceOf(address);
        lock (_gate)
        {
            if (_attempts.Count >= MaxWindows)
                MakeRoom(now);
            var byAddress = Current((place, null), now);
            var byName = Current((place, UserNames.Normalize(name)), now);
            if (byAddress.Count >= AttemptsPerAddress)
                return byAddress.Ends - now;
            if (byName.Count >= AttemptsPerName)
                return byName.Ends - now;
            byAddress.Count++;
            byName.Count++;
            return null;
        }
    }

    public void Succeeded(string name, IPAddress? address)
    {
        lock (_gate)
        {
            var place = Caller.PlaceOf(address);
            _attempts.Remove((place, UserNames.Normalize(name)));
            if (_attempts.TryGetValue((place, null), out var byAddress) && byAddress.Count > 0)
                byAddress.Count--;
        }
    }

    private Attempts Current((string, string?) key, DateTimeOffset now)
    {
        if (_attempts.TryGetValue(key, out var attempts) && attempts.Ends > now)
            return attempts;
        return _attempts[key] = new Attempts(now + Window);
    }

    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var (key, _) in _attempts.Where(pair => pair.Value.Ends <= now).ToList())
            _attempts.Remove(key);
        foreach (var (key, _) in _attempts.OrderBy(pair => pair.Value.Ends).Take(_attempts.Count - (MaxWindows / 2)).ToList())
            _attempts.Remove(key);
    }

    private sealed class Attempts(DateTimeOffset ends)
    {
        public DateTimeOffset Ends { get; } = ends;

        public int Count { get; set; }
    }
}
