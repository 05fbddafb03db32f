using System.Net;
using System.Net.Sockets;

namespace Cohort.Cli.Children;

/// <summary>Finds ports on the loopback address that nobody uses.</summary>
internal static class FreePorts
{
    // Below the ranges from which operating systems take ports for outgoing connections: a process that is away must
    // find its port free when it comes back, and dialing it meanwhile must not connect a socket to itself.
    private const int Lowest = 15_000;
    private const int Highest = 32_000;

    /// <summary>Finds as many different ports as asked for.</summary>
    public static IReadOnlyList<int> Find(int count)
    {
        var listeners = new List<TcpListener>();
        try
        {
            while (listeners.Count < count)
            {
                var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(Lowest, Highest));
                try
                {
                    listener.Start();
                    listeners.Add(listener);
                }
                catch (SocketException)
                {
                    // Somebody has this one: try another.
                    listener.Dispose();
                }
            }
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (TcpListener listener in listeners)
                listener.Dispose();
        }
    }
}
