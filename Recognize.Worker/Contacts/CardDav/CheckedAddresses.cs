using System.Net;
using System.Net.Sockets;
using Recognize.Models.Contacts.CardDav;

namespace Recognize.Worker.Contacts.CardDav;

/// <summary>
/// Connects to allowed servers. A name is resolved once, what it stands for is checked, and that very address is called: a name
/// that stands for another machine a moment later leads nowhere else.
/// </summary>
/// <param name="resolve">Looks up a name; null for the system's resolver.</param>
internal sealed class CheckedAddresses(Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="CardDavException">The name stands for an address that may not be called.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await FindAsync(host, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The addresses of a host, all of which may be called.</summary>
    /// <exception cref="CardDavException">There are none.</exception>
    public async Task<IPAddress[]> FindAsync(string host, CancellationToken cancellationToken)
    {
        var bare = host.Trim('[', ']');
        var named = IPAddress.TryParse(bare, out var literal) ? [literal] : await _resolve(bare, cancellationToken);
        var isLocalHost = literal is not null
            ? IsLoopback(literal) : bare.Equals("localhost", StringComparison.OrdinalIgnoreCase);
        // One bad address among good ones is how a name is turned against the house: none is called then.
        return named.Length > 0 && Array.TrueForAll(named, address => MayBeCalled(address, isLocalHost))
            ? named
            : throw new CardDavException(
                $"{host} stands for an address that is not called: this machine itself, or one that is no machine's own.");
    }

    /// <summary>This machine only when the admin has named it so; never what belongs to no machine or to all.</summary>
    private static bool MayBeCalled(IPAddress address, bool isLocalHost)
    {
        var plain = Plain(address);
        if (IPAddress.IsLoopback(plain))
            return isLocalHost;
        if (isLocalHost)
            return false;
        var bytes = plain.GetAddressBytes();
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? bytes[0] is not (0 or >= 224) && (bytes[0], bytes[1]) is not (169, 254)
            : !plain.IsIPv6LinkLocal && !plain.IsIPv6Multicast && !plain.Equals(IPAddress.IPv6Any);
    }

    private static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(Plain(address));

    /// <summary>An IPv4 address in one of its IPv6 forms is the IPv4 address: mapped, compatible, or of NAT64 and 6to4.</summary>
    private static IPAddress Plain(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        var isCompatible = bytes.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0 && bytes.AsSpan(12).IndexOfAnyExcept((byte)0, (byte)1) >= 0;
        if (isCompatible || bytes.AsSpan(0, 12).SequenceEqual((ReadOnlySpan<byte>)[0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]))
            return new IPAddress(bytes.AsSpan(12));
        return bytes[0] == 0x20 && bytes[1] == 0x02 ? new IPAddress(bytes.AsSpan(2, 4)) : address;
    }
}
