using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Evidence;

/// <summary>One membership of one process in one formation of a group, from its joining to its end.</summary>
/// <param name="track">The process and group.</param>
/// <param name="ordinal">Which membership of that process in that group this is, from 0.</param>
internal sealed class Membership(ProcessInGroup track, int ordinal)
{
    public ProcessInGroup Track { get; } = track;

    public ProcessId Process => Track.Process;

    public string Group => Track.Group;

    public int Ordinal { get; } = ordinal;

    /// <summary>The formation; null for a joiner that was gone before the application saw a view.</summary>
    public Formation? Formation { get; set; }

    /// <summary>The member that the process is in this membership; null where no view told.</summary>
    public MemberId? Self { get; set; }

    public List<ViewInstalled> Views { get; } = [];

    public List<Stay> Stays { get; } = [];

    /// <summary>What was surely accepted into the streams of this membership, in the order of the calls.</summary>
    public List<SentMessage> Accepted { get; } = [];

    public bool LeaveRequested { get; set; }

    /// <summary>How it ended; null where it had not when the history (or the process) ended.</summary>
    public GroupStatus? Ended { get; set; }

    /// <summary>When its machine told the application that it had; null where it had not, or the application never heard.</summary>
    public TimeSpan? EndedAt { get; set; }

    /// <summary>Whether the group went on without it because it wished so.</summary>
    public bool WentByItself => LeaveRequested || Ended == GroupStatus.Left;

    public override string ToString() => Track.NameOf(Self);
}

/// <summary>A process as far as it concerns one group.</summary>
internal sealed class ProcessInGroup(ProcessId process, string name, string group)
{
    public ProcessId Process { get; } = process;

    public string Name { get; } = name;

    public string Group { get; } = group;

    public List<Membership> Memberships { get; } = [];

    /// <summary>The membership that had not ended when the history did; null where there was none.</summary>
    public Membership? Present => Memberships is [.., { Ended: null } last] ? last : null;

    public StatusChanged? LastStatus { get; set; }

    /// <summary>Whether the process was gone when the history ended.</summary>
    public bool Crashed { get; set; }

    /// <summary>Everything that it sent to the group, in the order of the calls.</summary>
    public List<SentMessage> Sends { get; } = [];

    /// <summary>A name for people: the node's, with the view it joined with where it is no founder.</summary>
    public string NameOf(MemberId? self)
    {
        string process = Name.Length == 0 ? Process.ToString() : $"{Name} ({Process})";
        return self is { Join: > 0 } ? $"{process}/{self.Value.Join}" : process;
    }
}
