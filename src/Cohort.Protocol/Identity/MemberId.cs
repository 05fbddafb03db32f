namespace Cohort;

/// <summary>
/// A membership in a group: the process and which of its joins this is. A process that leaves and joins again, or is
/// expelled and comes back, is a new member (property V4).
/// </summary>
/// <param name="Process">The process.</param>
/// <param name="Join">Counts the joins of this process, from 1.</param>
public readonly record struct MemberId(ProcessId Process, ulong Join) : IComparable<MemberId>
{
    /// <summary>Orders by process, then by join. The order means nothing but is the same everywhere.</summary>
    public int CompareTo(MemberId other)
    {
        int byProcess = Process.CompareTo(other.Process);
        return byProcess != 0 ? byProcess : Join.CompareTo(other.Join);
    }

    /// <summary>The process, and the join where it is not the first.</summary>
    public override string ToString() => Join <= 1 ? Process.ToString() : $"{Process}/{Join}";
}
