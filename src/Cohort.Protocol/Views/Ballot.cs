namespace Cohort.Protocol.Views;

/// <summary>A ballot of single-decree Paxos: rounds before ranks. The zero ballot stands for none.</summary>
internal readonly record struct Ballot(ulong Round, int Rank) : IComparable<Ballot>
{
    public static Ballot None => default;

    public bool IsNone => Round == 0;

    public int CompareTo(Ballot other) =>
        Round != other.Round ? Round.CompareTo(other.Round) : Rank.CompareTo(other.Rank);

    public static bool operator <(Ballot left, Ballot right) => left.CompareTo(right) < 0;

    public static bool operator >(Ballot left, Ballot right) => left.CompareTo(right) > 0;

    public static bool operator <=(Ballot left, Ballot right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Ballot left, Ballot right) => left.CompareTo(right) >= 0;

    public override string ToString() => $"{Round}.{Rank}";
}
