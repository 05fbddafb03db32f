using System.Collections.Immutable;
using Cohort.Protocol.Durability;

namespace Cohort.Protocol;

/// <summary>What a <see cref="NodeMachine"/> is told once, when it is made.</summary>
public sealed record NodeSettings
{
    /// <summary>The cluster's name. Nodes of different clusters refuse each other.</summary>
    public required string Cluster { get; init; }

    /// <summary>The node's name, unique in the cluster.</summary>
    public required string Name { get; init; }

    /// <summary>Its advertised address and its incarnation.</summary>
    public required ProcessId Process { get; init; }

    /// <summary>The addresses that form groups, in any order; the same at all nodes. Empty means: only this node.</summary>
    public ImmutableArray<string> Seeds { get; init; } = [];

    /// <summary>How often a link with nothing to say says so.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Silence for this long makes a process suspected; the adaptive time-out never goes below it.</summary>
    public TimeSpan SuspicionTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a ballot of a view change may take before a higher one starts. It doubles with every ballot,
    /// up to 8 times <see cref="SuspicionTime"/>.</summary>
    public TimeSpan ChangeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long whoever is cut off from the root group may at most believe that it is not, counted from when the
    /// others put it out; half of it on its own clock.</summary>
    public TimeSpan LeaseTime => 4 * SuspicionTime;

    /// <summary>Whether the node takes part in the cluster's root group: governed groups need it.</summary>
    public bool InRoot { get; init; }

    /// <summary>The most nodes that vote in the root group; the others follow. The same at all nodes.</summary>
    public int Voters { get; init; } = 7;

    /// <summary>Whether the node is there to vote in the root group, and is in no other.</summary>
    public bool Witness { get; init; }

    /// <summary>Whether the node has a disk: groups that keep a log need it.</summary>
    public bool HasDisk { get; init; }

    /// <summary>What the node's log has of the cluster's directory; null where it has nothing.</summary>
    public DirectoryCopy? DirectoryCopy { get; init; }

    /// <summary>From where on the log is needed that the node has found; null where it has found none.</summary>
    public LogNeeds? LogNeeds { get; init; }

    /// <summary>How many bytes a group writes into the log, at least, before it puts its state there: then what is before it is needed
    /// no more. Where the state is large it is twice its size.</summary>
    public long LogBytes { get; init; } = 64 << 20;

    /// <summary>What the node says of itself in the cluster's directory.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The names of placements that the node offers to host.</summary>
    public ImmutableArray<string> Offers { get; init; } = [];

    /// <summary>What lays out placements, where this node leads the cluster; null for the usual. The same at all nodes.</summary>
    public IPlacementLayout? Layout { get; init; }

    /// <summary>How long a dial may take before it counts as failed.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the memory of messages is overwritten when it is let go of, so that whoever reads it later finds
    /// nonsense. For tests: it costs time.</summary>
    public bool SpoilsFreedMemory { get; init; }

    /// <summary>Bounds on everything that grows.</summary>
    public Limits Limits { get; init; } = new();
}

/// <summary>Bounds on everything that grows. All sizes are in bytes.</summary>
public sealed record Limits
{
    /// <summary>The largest frame accepted from a link.</summary>
    public int FrameSize { get; init; } = 1 << 20;

    /// <summary>The largest application message.</summary>
    public int MessageSize { get; init; } = 16 << 20;

    /// <summary>Messages are cut into fragments of this size.</summary>
    public int FragmentSize { get; init; } = 64 << 10;

    /// <summary>A sender's unstable or unconsumed bytes in a view.</summary>
    public int Window { get; init; } = 4 << 20;

    /// <summary>A sender's unstable or unconsumed stream items in a view.</summary>
    public int WindowItems { get; init; } = 64 << 10;

    /// <summary>Bytes that handlers may send beyond the window before they get <c>BacklogFull</c>.</summary>
    public int HandlerReserve { get; init; } = 4 << 20;

    /// <summary>Bytes handed to a link and not yet written, above which no further stream data is handed to it.</summary>
    public int LinkBacklog { get; init; } = 128 << 10;

    /// <summary>Bytes of messages that a joiner keeps while it waits for the state.</summary>
    public int JoinerBuffer { get; init; } = 64 << 20;

    /// <summary>The largest state that is transferred.</summary>
    public long StateSize { get; init; } = 1L << 30;

    /// <summary>State is sent in chunks of this size.</summary>
    public int ChunkSize { get; init; } = 64 << 10;

    /// <summary>The most members of a view of a group.</summary>
    public int Members { get; init; } = 64;

    /// <summary>The most nodes of a cluster: all are in its root group.</summary>
    public int Nodes { get; init; } = 500;

    /// <summary>The most members that a view of any group can have.</summary>
    internal int LongestView => Math.Max(Members, Nodes);

    /// <summary>The most labels of a node.</summary>
    public int Labels { get; init; } = 16;

    /// <summary>Bytes of what a member has delivered that it keeps for its subscribers, at least: one that is further behind has a
    /// gap.</summary>
    public int FeedBuffer { get; init; } = 1 << 20;

    /// <summary>The most placements that a node offers to host.</summary>
    public int Offers { get; init; } = 64;

    /// <summary>The most placements of a cluster.</summary>
    public int Placements { get; init; } = 1024;

    /// <summary>The most groups of a placement.</summary>
    public int Shards { get; init; } = 1024;

    /// <summary>The most clients that are linked to a node.</summary>
    public int Clients { get; init; } = 256;
}

/// <summary>What a group is told when it is joined.</summary>
public sealed record GroupSettings
{
    /// <summary>The group's name in its cluster.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the application has state to save and load; without it a joiner begins with what is delivered
    /// after its first view.</summary>
    public bool HasState { get; init; }

    /// <summary>Whether the application executes the calls of clients; it has state then, which the sessions of the clients are
    /// part of.</summary>
    public bool TakesCalls { get; init; }

    /// <summary>How many bytes of what was delivered this member keeps for subscribers that come back, whether there are any or
    /// not; 0 stands for none.</summary>
    public long DiffusionHistory { get; init; }

    /// <summary>Whether the root group decides its views; if not, its own members do.</summary>
    public bool Governed { get; init; }

    /// <summary>Whether its members keep what is sent on their disks, for <see cref="Delivery.Durable"/>. It is governed and has
    /// state then.</summary>
    public bool Durable { get; init; }

    /// <summary>What the log of this node has of it: where all members have died, it goes on from there. Null where it has
    /// nothing.</summary>
    public GroupCopy? Copy { get; init; }

    /// <summary>What the applications of all members call what they have in common; one that calls it something else is
    /// refused.</summary>
    public string Contract { get; init; } = "";

    /// <summary>Whether a governed group whose state is lost may be created anew, and empty.</summary>
    public bool RecreatesLost { get; init; }

    /// <summary>The most members that count, where the others follow: they hold the state too, are in no quorum, and send
    /// nothing. Null where all count that hold the state.</summary>
    internal int? MostVoters { get; init; }

    /// <summary>The most members; whoever comes when there are so many is refused. Null for <see cref="Limits.Members"/>.</summary>
    public int? MostMembers { get; init; }

    /// <summary>Whether nobody misses the group where its state is lost: the directory forgets it by itself.</summary>
    public bool ForgottenWhenLost { get; init; }

    /// <summary>Whether a member that was expelled joins again by itself, as a new member.</summary>
    public bool Rejoin { get; init; } = true;

    /// <summary>How long a member may keep this one's sends waiting without receiving or consuming anything of what they wait
    /// for, before the group is asked to go on without it. Null means for ever.</summary>
    public TimeSpan? MaxLag { get; init; }
}
