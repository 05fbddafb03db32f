namespace Cohort.Simulation.Faults;

/// <summary>What can go wrong in a simulated cluster.</summary>
public enum FaultKind
{
    /// <summary>A process dies, between two steps or in the middle of carrying one out.</summary>
    Crash,

    /// <summary>A host loses power: its process is gone, and nobody hears of it.</summary>
    PowerLoss,

    /// <summary>A process starts at the address of one that died or stopped, as a new incarnation.</summary>
    Restart,

    /// <summary>A process takes no step for a while.</summary>
    Pause,

    /// <summary>Nothing gets through from one host to another; the way back works.</summary>
    OneWayCut,

    /// <summary>Nothing gets through between two hosts.</summary>
    TwoWayCut,

    /// <summary>The hosts fall into two parts.</summary>
    PartitionHalves,

    /// <summary>The hosts fall into two parts, and one host reaches both.</summary>
    PartitionBridge,

    /// <summary>Every host reaches a majority, each another one.</summary>
    PartitionRing,

    /// <summary>The coordinator is cut off from everyone.</summary>
    IsolatedCoordinator,

    /// <summary>A path takes longer.</summary>
    Delay,

    /// <summary>Paths vary so much that what was sent later on one often arrives before what was sent on another.</summary>
    Reordering,

    /// <summary>Connections break with bytes under way.</summary>
    BrokenConnection,

    /// <summary>Bits are flipped on the way.</summary>
    Corruption,

    /// <summary>Bytes are missing on the way.</summary>
    Truncation,

    /// <summary>A path carries little.</summary>
    SlowLink,

    /// <summary>A member's handlers take long.</summary>
    SlowMember,

    /// <summary>A clock runs up to a tenth too fast or too slow.</summary>
    ClockDrift,

    /// <summary>A clock jumps, by up to an hour, forward or backward.</summary>
    ClockJump,

    /// <summary>Many processes join at once.</summary>
    JoinStorm,

    /// <summary>Many members leave at once and come back.</summary>
    LeaveStorm,

    /// <summary>Somebody connects and sends bytes that mean nothing.</summary>
    Stranger,

    /// <summary>A process that is no node dies, with calls and a subscription under way, and starts anew.</summary>
    ClientCrash,

    /// <summary>A disk takes long for each sync.</summary>
    SlowDisk,

    /// <summary>A disk fails: what was not synced is lost, and the process that runs on it is started anew later.</summary>
    DiskFailure,

    /// <summary>All members of a group that keeps a log die at once, or as many of them as the other groups can bear.</summary>
    Blackout,

    /// <summary>A host loses power, and its disk has not kept what was synced: bits have flipped, or a sector cannot be read. Its log is
    /// refused, and the next process there begins with an empty folder.</summary>
    Rot,
}
