using System.Net;
using System.Net.Sockets;
using Recognize.Models.Auditing;

namespace Recognize.Api.Accounts;

/// <summary>Who sent a request, and from where: the peer, or what a proxy that is trusted says of its own peer.</summary>
internal static class Caller
{
    /// <summary>The signed-in user as the audit log names it.</summary>
    public static AuditActor Actor(this HttpContext context) => new(
        context.User.RequireUserId(), context.User.Identity?.Name ?? string.Empty, AddressOf(context));

    /// <summary>Without a port; null where there is no network between.</summary>
    public static string? AddressOf(HttpContext context) => Plain(context.Connection.RemoteIpAddress)?.ToString();

    /// <summary>What limits are counted by: an address, or the /64 that a home has of IPv6.</summary>
    public static string PlaceOf(IPAddress? address) => Plain(address) switch
    {
        null => "local",
        { AddressFamily: AddressFamily.InterNetworkV6 } six => Convert.ToHexString(six.GetAddressBytes().AsSpan(0, 8)),
        var four => four.ToString(),
    };

    private static IPAddress? Plain(IPAddress? address) =>
        address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
