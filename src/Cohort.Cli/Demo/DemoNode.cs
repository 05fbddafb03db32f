using Cohort.Cli.Children;
using Cohort.Cli.Demo.Members;
using Cohort.Cli.Measuring;

namespace Cohort.Cli.Demo;

/// <summary>What a node of the demo is doing.</summary>
internal enum DemoNodeState
{
    /// <summary>Its process runs, and it is on its way into the group.</summary>
    Joining,

    /// <summary>It is a member, and its clients work.</summary>
    Working,

    /// <summary>It was killed.</summary>
    Killed,

    /// <summary>Its clients have stopped.</summary>
    Stopped,
}

/// <summary>One node of the demo as its parent knows it, through all its processes.</summary>
/// <param name="name">The node's name.</param>
/// <param name="address">Where each of its processes listens.</param>
internal sealed class DemoNode(string name, string address)
{
    /// <summary>The node's name.</summary>
    public string Name { get; } = name;

    /// <summary>Where it listens.</summary>
    public string Address { get; } = address;

    /// <summary>Its current process, or the one that was killed.</summary>
    public Child? Process { get; set; }

    /// <summary>How many processes it has had before this one.</summary>
    public int Restarts { get; set; }

    /// <summary>What it is doing.</summary>
    public DemoNodeState State { get; set; }

    /// <summary>The view that its current process saw last.</summary>
    public MemberView? View { get; set; }

    /// <summary>How many operations were in the state that was transferred to its current process.</summary>
    public ulong? Transferred { get; set; }

    /// <summary>How many operations it has acknowledged.</summary>
    public long Acknowledged { get; set; }

    /// <summary>The latencies since the display was last brought up to date.</summary>
    public LatencyHistogram RecentLatencies { get; set; } = new();

    /// <summary>How many operations were in its ledger when nothing of its own was under way any more.</summary>
    public ulong? OperationsWhenStopped { get; set; }

    /// <summary>Its whole ledger at the end.</summary>
    public byte[]? FinalState { get; set; }

    /// <summary>Whether it is a member that holds the state, as far as it knows itself.</summary>
    public bool HoldsState => View is { } view && view.Members.Any(member => member.Name == Name && member.HoldsState);
}
