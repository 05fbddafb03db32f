using Cohort.Protocol.Wire;

namespace Cohort.Simulation.Costs;

/// <summary>How much went over all links, without what goes at all times: heartbeats and leases.</summary>
internal sealed class Traffic
{
    /// <summary>Frames.</summary>
    public long Frames { get; private set; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Counts a frame.</summary>
    public void Add(FrameType type, int size)
    {
        if (type is FrameType.Heartbeat or FrameType.LeaseRequest or FrameType.LeaseGrant)
            return;
        Frames++;
        Bytes += size;
    }

    /// <summary>Begins anew.</summary>
    public void Clear() => (Frames, Bytes) = (0, 0);
}
