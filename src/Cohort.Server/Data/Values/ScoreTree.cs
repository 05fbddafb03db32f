namespace Cohort.Server.Data.Values;

/// <summary>A member of a sorted set, and its place in the tree.</summary>
internal sealed class ScoredMember(byte[] name, double score) : IndexedItem(name)
{
    /// <summary>Its score, which is a number.</summary>
    public double Score { get; internal set; } = score;

    internal ScoredMember? Before { get; set; }

    internal ScoredMember? Behind { get; set; }

    /// <summary>How many members the tree below has, with this one.</summary>
    internal int Below { get; set; } = 1;
}

/// <summary>
/// Members in the order of their scores, and of their bytes where those are equal. A binary search tree that is
/// balanced by the numbers of members below each (Nievergelt and Reingold's; with the factors for which Hirai and
/// Yamamoto have proved that one rotation on the way up is always enough): the same numbers tell ranks. No answer
/// depends on the form of the tree, which replicas that have loaded a snapshot do not share.
/// </summary>
internal sealed class ScoreTree
{
    // A side may be three times as heavy as the other; where it is heavier, an inner branch of less than twice the
    // outer one's weight can stay one.
    private const int Heaviest = 3;
    private const int InnerHeaviest = 2;

    private ScoredMember? _root;

    /// <summary>How many members there are.</summary>
    public int Count => Below(_root);

    /// <summary>How many members were looked at since the beginning: what changes and questions have cost.</summary>
    public long Steps { get; private set; }

    /// <summary>The member of a rank, from 0.</summary>
    public ScoredMember this[int rank]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)rank, (uint)Count);
            ScoredMember member = _root!;
            while (true)
            {
                Steps++;
                int before = Below(member.Before);
                if (rank == before)
                    return member;
                member = rank < before ? member.Before! : member.Behind!;
                rank -= rank < before ? 0 : before + 1;
            }
        }
    }

    /// <summary>Adds a member that is not there.</summary>
    public void Add(ScoredMember member)
    {
        (member.Before, member.Behind, member.Below) = (null, null, 1);
        _root = Add(_root, member);
    }

    /// <summary>Takes a member out that is there, and still has the score with which it was added.</summary>
    public void Remove(ScoredMember member) => _root = Remove(_root, member);

    /// <summary>How many members stand before one.</summary>
    public int RankOf(ScoredMember member)
    {
        int rank = 0;
        ScoredMember? at = _root;
        while (at is not null)
        {
            int order = Order(member, at);
            if (order > 0)
                rank += Below(at.Before) + 1;
            else if (order == 0)
                return rank + Below(at.Before);
            at = order > 0 ? at.Behind : at.Before;
        }
        throw new InvalidOperationException("a member of a sorted set is not in its tree");
    }

    /// <summary>How many members have a score below this, or this one as well.</summary>
    public int CountBelow(double score, bool withEqual)
    {
        int count = 0;
        ScoredMember? at = _root;
        while (at is not null)
        {
            Steps++;
            bool isBelow = at.Score < score || (withEqual && at.Score == score);
            if (isBelow)
                count += Below(at.Before) + 1;
            at = isBelow ? at.Behind : at.Before;
        }
        return count;
    }

    /// <summary>Members one behind the other, from a rank on; nothing may be changed meanwhile.</summary>
    /// <param name="rank">The rank of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="isReversed">Whether they come with ranks that become smaller.</param>
    public IEnumerable<ScoredMember> From(int rank, int count, bool isReversed)
    {
        var above = new Stack<ScoredMember>();
        int left = isReversed ? Count - 1 - rank : rank;
        ScoredMember? at = _root;
        while (at is not null)
        {
            Steps++;
            int nearer = Below(Near(at, isReversed));
            if (left <= nearer)
                above.Push(at);
            if (left == nearer)
                break;
            at = left < nearer ? Near(at, isReversed) : Near(at, !isReversed);
            left -= left < nearer ? 0 : nearer + 1;
        }
        for (; count > 0 && above.TryPop(out ScoredMember? next); count--)
        {
            yield return next;
            for (at = Near(next, !isReversed); at is not null; at = Near(at, isReversed))
            {
                Steps++;
                above.Push(at);
            }
        }
    }

    private static ScoredMember? Near(ScoredMember member, bool isReversed) =>
        isReversed ? member.Behind : member.Before;

    private static int Below(ScoredMember? member) => member?.Below ?? 0;

    private static int Weight(ScoredMember? member) => Below(member) + 1;

    private int Order(ScoredMember one, ScoredMember other)
    {
        Steps++;
        int order = one.Score.CompareTo(other.Score);
        return one.Score == other.Score ? one.Key.AsSpan().SequenceCompareTo(other.Key) : order;
    }

    private ScoredMember Add(ScoredMember? root, ScoredMember member)
    {
        if (root is null)
            return member;
        if (Order(member, root) < 0)
            root.Before = Add(root.Before, member);
        else
            root.Behind = Add(root.Behind, member);
        return Balanced(root);
    }

    private ScoredMember? Remove(ScoredMember? root, ScoredMember member)
    {
        if (root is null)
            throw new InvalidOperationException("a member of a sorted set is not in its tree");
        int order = Order(member, root);
        if (order == 0)
            return Joined(root.Before, root.Behind);
        if (order < 0)
            root.Before = Remove(root.Before, member);
        else
            root.Behind = Remove(root.Behind, member);
        return Balanced(root);
    }

    // The member next to the gap comes from the heavier side.
    private ScoredMember? Joined(ScoredMember? before, ScoredMember? behind)
    {
        if (before is null || behind is null)
            return before ?? behind;
        ScoredMember root;
        if (before.Below > behind.Below)
            before = WithoutLast(before, out root);
        else
            behind = WithoutFirst(behind, out root);
        (root.Before, root.Behind) = (before, behind);
        return Balanced(root);
    }

    private ScoredMember? WithoutFirst(ScoredMember root, out ScoredMember first)
    {
        Steps++;
        if (root.Before is null)
        {
            first = root;
            return root.Behind;
        }
        root.Before = WithoutFirst(root.Before, out first);
        return Balanced(root);
    }

    private ScoredMember? WithoutLast(ScoredMember root, out ScoredMember last)
    {
        Steps++;
        if (root.Behind is null)
        {
            last = root;
            return root.Before;
        }
        root.Behind = WithoutLast(root.Behind, out last);
        return Balanced(root);
    }

    private static ScoredMember Balanced(ScoredMember root)
    {
        int before = Weight(root.Before);
        int behind = Weight(root.Behind);
        if (before > (long)Heaviest * behind)
        {
            ScoredMember heavy = root.Before!;
            if (Weight(heavy.Behind) >= (long)InnerHeaviest * Weight(heavy.Before))
                root.Before = TurnedBackward(heavy);
            return TurnedForward(root);
        }
        if (behind > (long)Heaviest * before)
        {
            ScoredMember heavy = root.Behind!;
            if (Weight(heavy.Before) >= (long)InnerHeaviest * Weight(heavy.Behind))
                root.Behind = TurnedForward(heavy);
            return TurnedBackward(root);
        }
        return Counted(root);
    }

    private static ScoredMember TurnedBackward(ScoredMember root)
    {
        ScoredMember up = root.Behind!;
        root.Behind = up.Before;
        up.Before = Counted(root);
        return Counted(up);
    }

    private static ScoredMember TurnedForward(ScoredMember root)
    {
        ScoredMember up = root.Before!;
        root.Before = up.Behind;
        up.Behind = Counted(root);
        return Counted(up);
    }

    private static ScoredMember Counted(ScoredMember root)
    {
        root.Below = Below(root.Before) + Below(root.Behind) + 1;
        return root;
    }
}
