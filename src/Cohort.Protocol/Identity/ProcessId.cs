namespace Cohort;

/// <summary>
/// A process: the address that others reach it at, and the incarnation that tells it from whatever ran there before.
/// An incarnation never returns: what comes back at an address is a new process.
/// </summary>
/// <param name="Address">Host and port as other nodes dial it, for example <c>10.0.0.7:7101</c>.</param>
/// <param name="Incarnation">Drawn anew at every start.</param>
public readonly record struct ProcessId(string Address, ulong Incarnation) : IComparable<ProcessId>
{
    /// <summary>Whether both are the same. Incarnations tell nearly all apart: addresses are compared where they agree.</summary>
    public bool Equals(ProcessId other) =>
        Incarnation == other.Incarnation && string.Equals(Address, other.Address, StringComparison.Ordinal);

    /// <summary>By the incarnation alone, which is drawn at random: nothing is gained by going through the address too.</summary>
    public override int GetHashCode() => Incarnation.GetHashCode();

    /// <summary>Orders by address, then by incarnation. The order means nothing but is the same everywhere.</summary>
    public int CompareTo(ProcessId other)
    {
        int byAddress = string.CompareOrdinal(Address, other.Address);
        return byAddress != 0 ? byAddress : Incarnation.CompareTo(other.Incarnation);
    }

    /// <summary>The address and the first digits of the incarnation, for people.</summary>
    public override string ToString() => $"{Address}#{Incarnation & 0xFFFF:x4}";
}
