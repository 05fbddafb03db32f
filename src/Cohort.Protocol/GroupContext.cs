using Cohort.Protocol.Formation;
using Cohort.Protocol.Links;
using Cohort.Protocol.Memory;
using Cohort.Protocol.Suspicion;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol;

/// <summary>What the parts of one group share: who they are, the links, the clock, and where outputs go.</summary>
internal sealed class GroupContext(
    int handle,
    GroupSettings group,
    NodeSettings node,
    LinkTable links,
    PastMemberships past,
    NodeClock clock,
    SeededRandom random,
    SlabPool memory,
    FrameWriter scratch,
    OutputBuffer outputs
)
{
    /// <summary>The application's handle.</summary>
    public int Handle { get; } = handle;

    public GroupSettings Group { get; private set; } = group;

    public NodeSettings Node { get; } = node;

    public LinkTable Links { get; } = links;

    /// <summary>To whom this group wants to be linked.</summary>
    public LinkWants LinkWants { get; } = new();

    /// <summary>Where the group keeps its log; null where it keeps none.</summary>
    public Durability.Journal? Journal { get; init; }

    /// <summary>What of the log is needed for the sake of the group; null where it keeps none.</summary>
    public Durability.Retained? Retained => Journal?.Retention.Of(Group.Name);

    /// <summary>In the root group, at a listed process that has a disk: what that says of formations.</summary>
    public Formation.SeedDisk? SeedDisk { get; init; }

    /// <summary>In the root group, how long this process may rely on its directory.</summary>
    public Governance.Lease? Lease { get; set; }

    /// <summary>In the root group, what is asked of its directory.</summary>
    public Governance.DirectoryRequests? Requests { get; set; }

    /// <summary>The most members of a view: the root group has all nodes of the cluster.</summary>
    public int MostMembers => HasFollowers ? Limits.Nodes : Group.MostMembers ?? Limits.Members;

    /// <summary>Whether members without a vote follow the group for good.</summary>
    public bool HasFollowers => Group.MostVoters is not null;

    /// <summary>Whether two members have something to say to each other: who follows has not, to others that do.</summary>
    public bool Speak(Member one, Member other) => one.HoldsState || other.HoldsState || !HasFollowers;

    /// <summary>What this process was a member of, in all its groups.</summary>
    public PastMemberships Past { get; } = past;

    public SeededRandom Random { get; } = random;

    public Instant Now => clock.Now;

    /// <inheritdoc cref="NodeClock.Elapsed"/>
    public Instant Elapsed => clock.Elapsed;

    public Limits Limits => Node.Limits;

    /// <summary>Where messages lie.</summary>
    public SlabPool Memory { get; } = memory;

    /// <summary>Encodes items; no part keeps anything in it.</summary>
    public FrameWriter Scratch { get; } = scratch;

    /// <summary>What this node's log had of the group has been told, or is not to be.</summary>
    public void ForgetCopy()
    {
        if (Group.Copy is not null)
            Group = Group with { Copy = null };
    }

    public void Emit(in Output output) => outputs.Add(output);

    /// <summary>Begins a frame of a formation; null where there is no link to that process.</summary>
    public FrameWriter? Begin(ProcessId to, FrameType type, GroupId id) =>
        Links.To(to) is { } link ? Begin(link, type, id) : null;

    /// <summary>Begins a frame of a formation on a link.</summary>
    public FrameWriter Begin(Link link, FrameType type, GroupId id)
    {
        FrameWriter writer = Links.Begin(link, type);
        writer.Id(id);
        return writer;
    }

    /// <summary>Begins a frame of a view on a link.</summary>
    public FrameWriter Begin(Link link, FrameType type, View view)
    {
        FrameWriter writer = Begin(link, type, view.Group);
        writer.Number(view.Number.Value);
        return writer;
    }

    /// <summary>Begins a frame of a view; null where there is no link to that process.</summary>
    public FrameWriter? Begin(ProcessId to, FrameType type, View view) => Begin(to, type, view.Group, view.Number);

    /// <summary>Begins a frame of a view that this process may not have; null where there is no link.</summary>
    public FrameWriter? Begin(ProcessId to, FrameType type, GroupId id, ViewNumber view)
    {
        FrameWriter? writer = Begin(to, type, id);
        writer?.Number(view.Value);
        return writer;
    }

    /// <summary>Begins a frame of a view to the member of a rank in it; null where there is no link to it.</summary>
    public FrameWriter? Begin(int rank, FrameType type, View view) => Begin(view.Members[rank].Process, type, view);
}
