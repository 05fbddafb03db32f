using System.Collections.Immutable;
using Cohort.Protocol.Governance;
using Cohort.Protocol.Placing;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Clients;

/// <summary>How entries of the directory look on a client's link: one after the other, each with its kind, up to the frame's
/// end.</summary>
internal static class DirectoryFrames
{
    // The most that any cluster may have: a client need not know what its own takes.
    private const int MostMembers = 1000;

    private enum Entry : byte
    {
        Group = 1,
        GroupGone = 2,
        Node = 3,
        NodeGone = 4,
        Placement = 5,
        PlacementGone = 6,
    }

    public static void Group(this FrameWriter writer, GroupInfo group)
    {
        writer.Byte((byte)Entry.Group);
        writer.Text(group.Name);
        writer.Flag(group.SelfGoverned);
        writer.Flag(group.HasState);
        writer.Text(group.Contract);
        writer.Id(group.Id);
        writer.Number(group.View.Number.Value);
        writer.Members(group.View.Members);
        writer.Flag(group.IsLost);
        writer.Flag(group.KeepsLog);
        writer.Flag(group.TakesCalls);
        writer.Number(group.Offers.Length);
        foreach (LogOffer offer in group.Offers)
        {
            writer.Text(offer.Name);
            writer.Offer(new OfferedLog(offer.Process, offer.Formation, offer.View, offer.Received));
        }
        writer.Flag(group.GoesOnFrom is not null);
        if (group.GoesOnFrom is { } address)
            writer.Text(address);
    }

    public static void GroupGone(this FrameWriter writer, string name)
    {
        writer.Byte((byte)Entry.GroupGone);
        writer.Text(name);
    }

    public static void Node(this FrameWriter writer, NodeInfo node)
    {
        writer.Byte((byte)Entry.Node);
        writer.Text(node.Name);
        writer.Id(node.Process);
        writer.Labels(node.Labels);
        writer.Names(node.Offers);
        writer.Number(node.Load);
        writer.Number(node.MemberSince.Value);
    }

    public static void NodeGone(this FrameWriter writer, ProcessId process)
    {
        writer.Byte((byte)Entry.NodeGone);
        writer.Id(process);
    }

    public static void PlacementEntry(this FrameWriter writer, PlacementInfo placement)
    {
        writer.Byte((byte)Entry.Placement);
        writer.Placement(placement);
        writer.Number(placement.Version);
        writer.Text(placement.Missing);
        // Many groups are on few nodes: each is written once.
        ProcessId[] processes = [.. placement.Nodes.SelectMany(shard => shard).Distinct().Order()];
        writer.Number(processes.Length);
        foreach (ProcessId process in processes)
            writer.Id(process);
        writer.Number(placement.Nodes.Length);
        foreach (ImmutableArray<ProcessId> shard in placement.Nodes)
            writer.Ranks([.. shard.Select(process => Array.BinarySearch(processes, process))]);
    }

    public static void PlacementGone(this FrameWriter writer, string name)
    {
        writer.Byte((byte)Entry.PlacementGone);
        writer.Text(name);
    }

    /// <summary>Reads entries to the end of a frame; false where they make no sense.</summary>
    public static bool TryRead(ref FrameReader reader, Limits limits, DirectoryParts into)
    {
        while (!reader.AtEnd)
            switch ((Entry)reader.Byte())
            {
                case Entry.Group:
                    into.Groups.Add(ReadGroup(ref reader, limits));
                    break;
                case Entry.GroupGone:
                    into.GroupsGone.Add(reader.Text());
                    break;
                case Entry.Node:
                    into.Nodes.Add(ReadNode(ref reader, limits));
                    break;
                case Entry.NodeGone:
                    into.NodesGone.Add(reader.ProcessId());
                    break;
                case Entry.Placement:
                    into.Placements.Add(ReadPlacement(ref reader, limits));
                    break;
                case Entry.PlacementGone:
                    into.PlacementsGone.Add(reader.Text());
                    break;
                default:
                    return false;
            }
        return reader.Complete;
    }

    private static GroupInfo ReadGroup(ref FrameReader reader, Limits limits) =>
        new()
        {
            Name = reader.Text(),
            SelfGoverned = reader.Flag(),
            HasState = reader.Flag(),
            Contract = reader.Text(),
            View = new View(reader.GroupId(), reader.View(), reader.Members(limits with { Members = MostMembers })),
            IsLost = reader.Flag(),
            KeepsLog = reader.Flag(),
            TakesCalls = reader.Flag(),
            Offers = ReadOffers(ref reader),
            GoesOnFrom = reader.Flag() ? reader.Text() : null,
        };

    private static ImmutableArray<LogOffer> ReadOffers(ref FrameReader reader)
    {
        var offers = new LogOffer[reader.Count(MostMembers)];
        for (int at = 0; at < offers.Length; at++)
        {
            (string name, OfferedLog offer) = (reader.Text(), reader.Offer());
            offers[at] = new LogOffer
            {
                Name = name,
                Process = offer.Process,
                Formation = offer.Formation,
                View = offer.View,
                Received = offer.Received,
            };
        }
        return [.. offers];
    }

    private static NodeInfo ReadNode(ref FrameReader reader, Limits limits) =>
        new()
        {
            Name = reader.Text(),
            Process = reader.ProcessId(),
            Labels = reader.Labels(limits),
            Offers = reader.Names(limits.Offers),
            Load = reader.Below(int.MaxValue),
            MemberSince = reader.View(),
        };

    private static PlacementInfo ReadPlacement(ref FrameReader reader, Limits limits)
    {
        PlacementInfo placement = reader.Placement(limits) with { Version = reader.Number(), Missing = reader.Text() };
        var processes = new ProcessId[reader.Count(MostMembers)];
        for (int at = 0; at < processes.Length; at++)
            processes[at] = reader.ProcessId();
        var nodes = new ImmutableArray<ProcessId>[reader.Count(limits.Shards)];
        for (int shard = 0; shard < nodes.Length; shard++)
            nodes[shard] = ReadShard(ref reader, processes);
        return placement with { Nodes = [.. nodes] };
    }

    private static ImmutableArray<ProcessId> ReadShard(ref FrameReader reader, ProcessId[] processes)
    {
        var members = new ProcessId[reader.Count(processes.Length)];
        for (int at = 0; at < members.Length && !reader.Failed; at++)
            if (reader.Below(processes.Length) is int process && !reader.Failed)
                members[at] = processes[process];
        return [.. members];
    }
}

/// <summary>What has come of a change that is told in several frames.</summary>
internal sealed class DirectoryParts
{
    // More than any directory has; a node that says more than this is none.
    private const int MostEntries = 1 << 20;

    public List<GroupInfo> Groups { get; } = [];

    public List<string> GroupsGone { get; } = [];

    public List<NodeInfo> Nodes { get; } = [];

    public List<ProcessId> NodesGone { get; } = [];

    public List<PlacementInfo> Placements { get; } = [];

    public List<string> PlacementsGone { get; } = [];

    /// <summary>Whether it has grown beyond all that makes sense.</summary>
    public bool IsTooMuch =>
        Groups.Count + GroupsGone.Count + Nodes.Count + NodesGone.Count + Placements.Count + PlacementsGone.Count
        > MostEntries;

    /// <summary>All of it, which begins anew.</summary>
    public DirectoryChange Take(bool isWhole, bool isCurrent)
    {
        var change = new DirectoryChange
        {
            IsWhole = isWhole,
            IsCurrent = isCurrent,
            Groups = [.. Groups],
            GroupsGone = [.. GroupsGone],
            Nodes = [.. Nodes],
            NodesGone = [.. NodesGone],
            Placements = [.. Placements],
            PlacementsGone = [.. PlacementsGone],
        };
        Clear();
        return change;
    }

    public void Clear()
    {
        Groups.Clear();
        GroupsGone.Clear();
        Nodes.Clear();
        NodesGone.Clear();
        Placements.Clear();
        PlacementsGone.Clear();
    }
}
