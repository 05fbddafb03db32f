using System.Text;
using Cohort.Protocol;
using Cohort.Simulation.Networks;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Faults;

/// <summary>Another program that connects to a process's port, says something in its own language and waits.</summary>
internal sealed class Stranger : INetworkProcess
{
    private readonly List<ConnectionEnd> _ends = [];

    private Stranger(int host) => Host = host;

    public int Host { get; }

    public bool IsRunning => true;

    /// <summary>Connects to a process and sends it bytes. They come from the host's own machine, so that no cut stops them.</summary>
    public static bool Visit(World world, VirtualProcess visited, int variant)
    {
        Stranger stranger = new(visited.Host);
        ConnectionEnd mine = new(stranger);
        ConnectionEnd theirs = new(visited);
        ConnectionEnd.Connect(mine, theirs, world.Network);
        visited.Take(Input.Accepted(theirs.Number));
        mine.Write(Words(variant, world.Random.Split("stranger", (ulong)world.Timeline.Now.Ticks)));
        world.Timeline.After(TimeSpan.FromSeconds(variant % 7), mine.Close);
        return true;
    }

    public int Adopt(ConnectionEnd end)
    {
        _ends.Add(end);
        return _ends.Count;
    }

    public void Release(ConnectionEnd end) => _ends.Remove(end);

    public void Take(in Input input) { }

    public void TakeBytes(int connection, Segment segment, Pipe pipe)
    {
        int length = segment.Length;
        segment.Release();
        pipe.HasRead(length);
    }

    private static byte[] Words(int variant, SplittableRandom random)
    {
        switch (variant % 5)
        {
            case 0:
                return Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            case 1:
                return [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03, .. Noise(random, 200)];
            case 2:
                return [0xFF, 0xFF, 0xFF, 0xFF, .. Noise(random, 64)];
            case 3:
                return [];
            default:
                return Noise(random, random.Between(1, 5000));
        }
    }

    private static byte[] Noise(SplittableRandom random, int length)
    {
        byte[] noise = new byte[length];
        for (int index = 0; index < length; index++)
            noise[index] = (byte)random.Next();
        return noise;
    }
}
