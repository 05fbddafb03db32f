using Cohort.Protocol.Multicast;
using Cohort.Protocol.Views;

namespace Cohort.Protocol.Suspicion;

/// <summary>
/// Whom a view is to go on without because it is too slow (protocol section 5). A laggard is alive and answers, so it is not
/// suspected: nobody stops hearing it, and nothing is held against those who find it too slow. To leave it out is asked for,
/// as leaving is, and is granted only as far as those that remain can go on.
/// </summary>
internal sealed class Laggards(ViewStreams view, MemberReports reports, Anchor anchor)
{
    private readonly bool[] _leftOut = new bool[view.Counts.Length];
    private long _changesSeen = -1;
    private bool _any;

    /// <summary>Whether somebody is to be left out, as far as is known here.</summary>
    public bool Any
    {
        get
        {
            Refresh();
            return _any;
        }
    }

    /// <summary>Whether a member is to be left out, as far as is known here.</summary>
    public bool Contains(int member) => Any && _leftOut[member];

    /// <summary>Of members of the view, those that the others of them are to go on without: again and again the one that most
    /// of them find too slow, of equal ones the youngest, as long as the rest can be the next view.</summary>
    public bool[] Among(bool[] members)
    {
        var leftOut = new bool[members.Length];
        bool[] rest = [.. members];
        while (Slowest(rest) is { } slowest)
        {
            leftOut[slowest] = true;
            rest[slowest] = false;
        }
        return leftOut;
    }

    /// <summary>Of two that find each other too slow only one can be left out: what the one that is left out says counts no
    /// more.</summary>
    private int? Slowest(bool[] rest)
    {
        int? slowest = null;
        int most = 1;
        for (int member = 0; member < rest.Length; member++)
        {
            if (!rest[member] || reports.Leaving(member))
                continue;
            int voices = 0;
            for (int by = 0; by < rest.Length; by++)
                if (rest[by] && by != member && reports.TooSlow(by, member))
                    voices++;
            if (voices >= most && CanDoWithout(rest, member))
                (slowest, most) = (member, voices);
        }
        return slowest;
    }

    /// <summary>V3: those that remain are a quorum of the view, and those of them that stay one of the listed addresses.</summary>
    private bool CanDoWithout(bool[] members, int laggard)
    {
        bool[] rest = [.. members];
        rest[laggard] = false;
        Member[] staying = [.. view.View.Members.Where((_, rank) => rest[rank] && !reports.Leaving(rank))];
        bool quorum = Quorum.Is(view.Counts, rest) || Mutants.Has(Mutant.LaggardsNeedNoQuorum);
        // Succession would let nobody go on without the anchor: here it keeps the group from a change that comes to no end.
        return quorum && anchor.Holds(staying) && staying.Length > 0;
    }

    private void Refresh()
    {
        if (_changesSeen == reports.Changes)
            return;
        _changesSeen = reports.Changes;
        bool[] trusted = [.. view.Counts.Select((counts, rank) => counts && !reports.Suspects[rank])];
        Among(trusted).CopyTo(_leftOut, 0);
        _any = _leftOut.Contains(true);
    }
}
