using System.Net;
using System.Net.Sockets;

namespace Cohort.Tests.Clusters;

/// <summary>Addresses on loopback at which nobody listens yet: who needs to know them before it starts.</summary>
internal static class LoopbackPorts
{
    public static string[] FreeAddresses(int count)
    {
        Socket[] probes =
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)),
        ];
        try
        {
            foreach (Socket probe in probes)
                probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return [.. probes.Select(probe => probe.LocalEndPoint!.ToString()!)];
        }
        finally
        {
            foreach (Socket probe in probes)
                probe.Dispose();
        }
    }
}
