namespace Cohort;

/// <summary>
/// A membership in a group: the process and the view with which it joined. A process that leaves and joins again, or is
/// expelled and comes back, is a new member (property V4).
/// </summary>
/// <param name="Process">The process.</param>
/// <param name="Join">The number of the view that this membership began with; 0 for a founder.</param>
public readonly record struct MemberId(ProcessId Process, ulong Join) : IComparable<MemberId>
{
    /// <summary>Orders by process, then by join. The order means nothing but is the same everywhere.</summary>
    public int CompareTo(MemberId other)
    {
        int byProcess = Process.CompareTo(other.Process);
        return byProcess != 0 ? byProcess : Join.CompareTo(other.Join);
    }

    /// <summary>The process, and the view it joined with where it is no founder.</summary>
    public override string ToString() => Join == 0 ? Process.ToString() : $"{Process}/{Join}";
}
