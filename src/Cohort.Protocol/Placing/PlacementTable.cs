using System.Collections.Immutable;
using Cohort.Protocol.Governance;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Placing;

/// <summary>The placements that the directory has. What is asked for last counts; where it is placed, only whoever knew what
/// was asked for can say.</summary>
internal sealed class PlacementTable
{
    private readonly SortedDictionary<string, PlacementInfo> _byName = new(StringComparer.Ordinal);

    /// <summary>All of them, by name.</summary>
    public IReadOnlyCollection<PlacementInfo> All => _byName.Values;

    public PlacementInfo? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>In how many groups a process is to be for the sake of other placements than one.</summary>
    public int LoadOf(ProcessId process, string besides)
    {
        int load = 0;
        foreach (PlacementInfo placement in _byName.Values)
            if (placement.Name != besides)
                foreach (ImmutableArray<ProcessId> shard in placement.Nodes)
                    load += shard.Contains(process) ? 1 : 0;
        return load;
    }

    /// <summary>Somebody asks for a placement, for another one of that name, or, with no replicas, for none.</summary>
    public void Ensure(PlacementInfo asked, Limits limits)
    {
        PlacementInfo? known = Find(asked.Name);
        if (asked.Replicas == 0)
            _byName.Remove(asked.Name);
        else if (known is not null || _byName.Count < limits.Placements)
            _byName[asked.Name] = asked with
            {
                Nodes = [.. known?.Nodes.Take(asked.Shards) ?? []],
                Version = (known?.Version ?? 0) + 1,
            };
    }

    /// <summary>Places something, where that is still what was asked for.</summary>
    public bool Assign(DirectoryCommand.Assign assign)
    {
        if (
            Find(assign.Name) is not { } known
            || known.Version != assign.Version
            || known.Shards != assign.Nodes.Length
        )
            return false;
        _byName[assign.Name] = known with { Nodes = assign.Nodes, Version = known.Version + 1 };
        return true;
    }

    public void Clear() => _byName.Clear();

    public void Save(FrameWriter writer)
    {
        writer.Number(_byName.Count);
        foreach (PlacementInfo placement in _byName.Values)
        {
            writer.Placement(placement);
            writer.Number(placement.Version);
            writer.Assignment(placement.Nodes);
        }
    }

    /// <summary>Reads what was saved, for <see cref="Load"/>.</summary>
    public static PlacementInfo[] Read(ref FrameReader reader, Limits limits)
    {
        var read = new PlacementInfo[reader.Count(limits.Placements)];
        for (int at = 0; at < read.Length; at++)
            read[at] = reader.Placement(limits) with { Version = reader.Number(), Nodes = reader.Assignment(limits) };
        return read;
    }

    public void Load(IEnumerable<PlacementInfo> saved)
    {
        _byName.Clear();
        foreach (PlacementInfo placement in saved)
            _byName[placement.Name] = placement;
    }
}

/// <summary>How placements look in a message.</summary>
internal static class PlacementFormat
{
    public static void Placement(this FrameWriter writer, PlacementInfo placement)
    {
        writer.Text(placement.Name);
        writer.Number(placement.Replicas);
        writer.Number(placement.Shards);
        writer.Labels(placement.Labels);
        writer.Text(placement.SpreadBy);
    }

    public static PlacementInfo Placement(this ref FrameReader reader, Limits limits) =>
        new()
        {
            Name = reader.Text(),
            Replicas = reader.Below(limits.Members + 1),
            Shards = reader.Below(limits.Shards + 1),
            Labels = reader.Labels(limits),
            SpreadBy = reader.Text(),
        };

    public static void Assignment(this FrameWriter writer, ImmutableArray<ImmutableArray<ProcessId>> nodes)
    {
        writer.Number(nodes.Length);
        foreach (ImmutableArray<ProcessId> shard in nodes)
        {
            writer.Number(shard.Length);
            foreach (ProcessId process in shard)
                writer.Id(process);
        }
    }

    public static ImmutableArray<ImmutableArray<ProcessId>> Assignment(this ref FrameReader reader, Limits limits)
    {
        var nodes = new ImmutableArray<ProcessId>[reader.Count(limits.Shards)];
        for (int at = 0; at < nodes.Length; at++)
        {
            var shard = new ProcessId[reader.Count(limits.Members)];
            for (int member = 0; member < shard.Length; member++)
                shard[member] = reader.ProcessId();
            nodes[at] = [.. shard];
        }
        return [.. nodes];
    }
}
