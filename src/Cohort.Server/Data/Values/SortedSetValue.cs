using Cohort.Serialization;

namespace Cohort.Server.Data.Values;

/// <summary>Members with a score each, in the order of the scores, and of their bytes where those are equal.</summary>
internal sealed class SortedSetValue : TableValue<ScoredMember>
{
    private const int MostCompact = 128;
    private const int LongestCompact = 64;
    private const int Overhead = 128;
    private const int MemberOverhead = 120;

    private readonly ScoreTree _tree = new();
    private long _bytes;

    public override ValueKind Kind => ValueKind.SortedSet;

    public override string TypeName => "zset";

    public override string Encoding => IsCompact ? "listpack" : "skiplist";

    public override long Size => Overhead + MemberOverhead * (long)Count + _bytes;

    /// <summary>How many members were looked at in the order of the scores since the beginning.</summary>
    public long Steps => _tree.Steps;

    /// <summary>Gives a member a score.</summary>
    /// <returns>Whether the member is new.</returns>
    public bool Set(ReadOnlySpan<byte> member, double score)
    {
        if (!Table.TryFind(member, out ScoredMember? present))
        {
            if (Count >= MostCompact || member.Length > LongestCompact)
                IsCompact = false;
            Add(member, Kept(score));
            return true;
        }
        if (present.Score == score)
            return false;
        _tree.Remove(present);
        present.Score = Kept(score);
        _tree.Add(present);
        return false;
    }

    /// <summary>Takes a member out.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(ReadOnlySpan<byte> member)
    {
        if (!Table.Remove(member, out ScoredMember? removed))
            return false;
        _tree.Remove(removed);
        _bytes -= removed.Key.Length;
        return true;
    }

    /// <summary>The member of a rank, from 0: the one with the lowest score.</summary>
    public ScoredMember OfRank(int rank) => _tree[rank];

    /// <summary>The rank of a member of this set.</summary>
    public int RankOf(ScoredMember member) => _tree.RankOf(member);

    /// <summary>How many members have a score below this, or this one as well.</summary>
    public int CountBelow(double score, bool withEqual) => _tree.CountBelow(score, withEqual);

    /// <summary>Members one behind the other, from a rank on; nothing may be changed meanwhile.</summary>
    public IEnumerable<ScoredMember> From(int rank, int count, bool isReversed = false) =>
        _tree.From(rank, count, isReversed);

    /// <summary>One that was never in one piece, as results are until they are stored.</summary>
    public static SortedSetValue Result() => new() { IsCompact = false };

    /// <summary>It is not kept in one piece any more, as Redis has it when it has sorted one.</summary>
    public void Spread() => IsCompact = false;

    /// <summary>Puts a result into the form in which it is stored.</summary>
    public void CompactWhereSmall()
    {
        if (Count > MostCompact)
            return;
        foreach (ScoredMember member in Table)
            if (member.Key.Length > LongestCompact)
                return;
        IsCompact = true;
        // Members that are equal in order before are so behind it.
        foreach (ScoredMember member in Table)
            member.Score = Kept(member.Score);
    }

    public override Value Copy()
    {
        var copy = new SortedSetValue { IsCompact = IsCompact };
        foreach (ScoredMember member in Table)
            copy.Add(member.Key, member.Score);
        return copy;
    }

    public override void Save(ref PackWriter writer)
    {
        writer.WriteByte(IsCompact ? (byte)1 : (byte)0);
        writer.WriteVarint((uint)Count);
        foreach (ScoredMember member in Table)
        {
            writer.WriteBytes(member.Key);
            writer.WriteFixed8(BitConverter.DoubleToUInt64Bits(member.Score));
        }
    }

    public static SortedSetValue Load(ref PackReader reader)
    {
        var set = new SortedSetValue { IsCompact = reader.ReadByte() != 0 };
        for (ulong left = reader.ReadVarint(); left > 0; left--)
        {
            ReadOnlySpan<byte> member = reader.ReadBytes();
            double score = BitConverter.UInt64BitsToDouble(reader.ReadFixed8());
            if (set.Contains(member) || double.IsNaN(score))
                throw new InvalidDataException("a member of a sorted set of this state stands twice or has no score");
            set.Add(member, score);
        }
        return set;
    }

    private void Add(ReadOnlySpan<byte> member, double score)
    {
        var added = new ScoredMember(member.ToArray(), score);
        Table.Add(added);
        _tree.Add(added);
        _bytes += member.Length;
    }

    // In one piece, Redis keeps whole numbers as such: there is no zero below zero among them.
    private double Kept(double score) => IsCompact && score == 0 ? 0 : score;
}
