using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Formation;

/// <summary>What a process says of a group to one that looks it up.</summary>
/// <param name="State">How it stands to the group.</param>
/// <param name="HasState">Whether its application has state.</param>
internal sealed record LookupAnswer(SeedState State, bool HasState)
{
    /// <summary>The latest epoch on its disk; 0 where there is none.</summary>
    public ulong OnDisk { get; init; }

    /// <summary>Which disks its own belongs to; 0 where that does not count.</summary>
    public ulong Origin { get; init; }

    /// <summary>Of a member, or one that a formed group counts on: the formation.</summary>
    public GroupId Group { get; init; }

    /// <summary>The formation's epoch.</summary>
    public ulong Epoch { get; init; }

    /// <summary>Whom one that looks for the group may ask.</summary>
    public IReadOnlyList<ProcessId> Members { get; init; } = [];

    /// <summary>Whether there is a formed group.</summary>
    public bool HasGroup => State is SeedState.Member or SeedState.Committed;

    public void Write(FrameWriter writer)
    {
        writer.Byte((byte)State);
        writer.Flag(HasState);
        writer.Number(OnDisk);
        writer.Fixed(Origin);
        if (!HasGroup)
            return;
        writer.Id(Group);
        writer.Number(Epoch);
        writer.Number(Members.Count);
        foreach (ProcessId member in Members)
            writer.Id(member);
    }

    /// <summary>Null where it makes no sense.</summary>
    public static LookupAnswer? Read(ref FrameReader reader, Limits limits)
    {
        var answer = new LookupAnswer((SeedState)reader.Byte(), reader.Flag())
        {
            OnDisk = reader.Number(),
            Origin = reader.Fixed(),
        };
        if (!answer.HasGroup)
            return reader.Complete ? answer : null;
        (GroupId group, ulong epoch) = (reader.GroupId(), reader.Number());
        var members = new ProcessId[reader.Count(limits.LongestView)];
        for (int at = 0; at < members.Length; at++)
            members[at] = reader.ProcessId();
        return reader.Complete ? answer with { Group = group, Epoch = epoch, Members = members } : null;
    }
}
