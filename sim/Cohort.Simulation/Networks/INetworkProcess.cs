using Cohort.Protocol;

namespace Cohort.Simulation.Networks;

/// <summary>A running process as the network sees it.</summary>
internal interface INetworkProcess
{
    /// <summary>The index of the host that it runs on.</summary>
    int Host { get; }

    /// <summary>Whether it is still alive (paused or not).</summary>
    bool IsRunning { get; }

    /// <summary>Registers an end of a connection and says by which number the process will know it.</summary>
    int Adopt(ConnectionEnd end);

    /// <summary>The connection is over; its number is not used again.</summary>
    void Release(ConnectionEnd end);

    /// <summary>Tells the process something.</summary>
    void Take(in Input input);

    /// <summary>Gives the process bytes. It releases the segment and tells the pipe once it has read them.</summary>
    void TakeBytes(int connection, Segment segment, Pipe pipe);
}
