using System.Net;
using System.Net.Sockets;

namespace Recognize.Tests.Support;

internal static class LoopbackPort
{
    /// <summary>A port of the loopback that is free at this moment; another process may take it.</summary>
    public static int Free()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
