namespace Cohort.Protocol.Multicast;

/// <summary>
/// What each member is known to have received of each stream. Rows only grow. A prefix that every member that counts has is
/// stable.
/// </summary>
internal sealed class RowMatrix(bool[] counts, int senders)
{
    private readonly ulong[][] _received = [.. counts.Select(_ => new ulong[senders])];
    private readonly ulong[] _consumed = new ulong[counts.Length];
    private readonly long[] _carried = new long[counts.Length];
    private bool _hasGrown = true;

    /// <summary>For each rank that has a stream, how much of it is stable.</summary>
    public ulong[] Stable { get; } = new ulong[senders];

    /// <summary>Who has sent a row in this view, and so has installed it.</summary>
    public bool[] Heard { get; } = new bool[counts.Length];

    public ulong[] Of(int member) => _received[member];

    /// <summary>Takes in a row of another member: what it has of each stream, what its application has consumed of this
    /// process's stream, and the bytes it has not consumed of earlier views.</summary>
    public void Update(int member, ReadOnlySpan<ulong> received, ulong consumed, long carried)
    {
        Heard[member] = true;
        for (int sender = 0; sender < received.Length; sender++)
            Grow(member, sender, received[sender]);
        if (Mutants.Has(Mutant.RowCountedTwice))
            for (int sender = 0; sender < received.Length; sender++)
                Grow(counts.Length - 1, sender, received[sender]);
        _consumed[member] = Math.Max(_consumed[member], consumed);
        _carried[member] = carried;
    }

    /// <summary>Takes in that a member has received a stream up to a number.</summary>
    public void Grow(int member, int sender, ulong received)
    {
        if (received <= _received[member][sender])
            return;
        _received[member][sender] = received;
        _hasGrown = true;
    }

    /// <summary>Looks for what has become stable. Whoever calls it has brought its own row up to date.</summary>
    public bool Refresh()
    {
        if (!_hasGrown)
            return false;
        _hasGrown = false;
        bool changed = false;
        for (int sender = 0; sender < Stable.Length; sender++)
        {
            ulong least = ulong.MaxValue;
            for (int member = 0; member < counts.Length; member++)
                if (counts[member])
                    least = Math.Min(least, _received[member][sender]);
            if (least <= Stable[sender] || least == ulong.MaxValue)
                continue;
            Stable[sender] = least;
            changed = true;
        }
        return changed;
    }

    /// <summary>Takes in what another member knows to be stable. True where that is news.</summary>
    public bool Learn(ReadOnlySpan<ulong> stable)
    {
        bool news = false;
        for (int sender = 0; sender < stable.Length; sender++)
        {
            news |= stable[sender] > Stable[sender];
            Stable[sender] = Math.Max(Stable[sender], stable[sender]);
        }
        return news;
    }

    /// <summary>How far the applications of all that count have consumed this process's stream.</summary>
    public ulong Consumed(int self)
    {
        ulong least = ulong.MaxValue;
        for (int member = 0; member < counts.Length; member++)
            if (counts[member])
                least = Math.Min(least, _consumed[member]);
        return Math.Min(least, _received[self][self]);
    }

    /// <summary>Whether all that count are in this view and none is too far behind with the views before.</summary>
    public bool Ready(long mostCarried)
    {
        for (int member = 0; member < counts.Length; member++)
            if (counts[member] && !Ready(member, mostCarried))
                return false;
        return true;
    }

    /// <summary>Whether a member is in this view and not too far behind with the views before.</summary>
    public bool Ready(int member, long mostCarried) => Heard[member] && _carried[member] < mostCarried;

    /// <summary>How far a member's application has consumed this process's stream.</summary>
    public ulong ConsumedBy(int member) => _consumed[member];

    /// <summary>The bytes of earlier views that a member's application has not consumed.</summary>
    public long CarriedBy(int member) => _carried[member];
}
