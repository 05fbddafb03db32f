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
/// <param name="groups">How many groups there are.</param>
internal sealed class DemoNode(string name, string address, int groups)
{
    /// <summary>The node's name.</summary>
    public string Name { get; } = name;

    /// <summary>Where it listens.</summary>
    public string Address { get; } = address;

    /// <summary>Its current process, or the one that was killed.</summary>
    public Child? Process { get; set; }

    /// <summary>How many processes it has had before this one.</summary>
    public int Restarts { get; set; }

    /// <summary>Whether its current process has been heard to the end.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Whether its clients start as soon as it is a member that holds the state.</summary>
    public bool IsToWork { get; set; }

    /// <summary>What it is doing.</summary>
    public DemoNodeState State { get; set; }

    /// <summary>The views that its current process saw last, one of each group.</summary>
    public MemberView?[] Views { get; } = new MemberView?[groups];

    /// <summary>How many operations were in the states that were transferred to its current process, one of each group.</summary>
    public ulong?[] Transferred { get; } = new ulong?[groups];

    /// <summary>How many operations it has acknowledged.</summary>
    public long Acknowledged { get; set; }

    /// <summary>The latencies since the display was last brought up to date.</summary>
    public LatencyHistogram RecentLatencies { get; set; } = new();

    /// <summary>How many operations were in each of its ledgers when nothing of its own was under way any more.</summary>
    public ulong[]? OperationsWhenStopped { get; set; }

    /// <summary>Its whole ledgers at the end.</summary>
    public byte[]?[] FinalStates { get; } = new byte[]?[groups];

    /// <summary>How many bytes an idle group takes there.</summary>
    public ulong? IdleGroupBytes { get; set; }

    /// <summary>Whether it is a member that holds the state in every group, as far as it knows itself.</summary>
    public bool HoldsState => Array.TrueForAll(Views, view => view?.HasHolder(Name) == true);

    /// <summary>Whether all its ledgers are there.</summary>
    public bool HasReported => Array.TrueForAll(FinalStates, state => state is not null);

    /// <summary>Another process of it is about to start.</summary>
    public void Forget()
    {
        Array.Clear(Views);
        Array.Clear(Transferred);
        IsSilent = false;
    }
}
