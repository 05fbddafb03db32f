using Cohort.Protocol.Multicast;

namespace Cohort.Protocol.Views;

/// <summary>Why a change is needed, and what it is asked to bring about.</summary>
internal sealed partial class Coordinator
{
    /// <summary>What a change is waiting for, for a person.</summary>
    public string Awaited =>
        CurrentCoordinator is >= 0 and int leader && leader != view.Self
            ? $"{NameOf(view.View.Members[leader])} leads it and says what it waits for"
        : _phase == Phase.Accepting ? Unaccepted()
        : _lackedBefore ?? $"too few of its members, or of the seeds, answer: {OutOfReach}";

    /// <summary>Who is suspected of those that count, for a person.</summary>
    public string OutOfReach
    {
        get
        {
            Member[] missing = [.. view.View.Members.Where((_, rank) => view.Counts[rank] && reports.Suspects[rank])];
            return missing.Length == 0
                ? "all members of the view are in reach"
                : $"out of reach are {string.Join(", ", missing.Select(NameOf))}";
        }
    }

    private string Unaccepted()
    {
        IEnumerable<string> missing = _value!
            .Next.Where(member =>
                member.HoldsState && !(view.View.RankOf(member.Id) is >= 0 and int rank && _accepts[rank])
            )
            .Select(NameOf);
        string next = string.Join(' ', _value.Next.Select(member => member.Name));
        string names = string.Join(", ", missing);
        return names.Length == 0
            ? $"the next view [{next}] waits for more of the seeds"
            : $"[{next}] was to be the next view when a member died, and cannot begin without {names}";
    }

    private static string NameOf(Member member) => $"{member.Name} ({member.Process.Address})";

    private bool HasReason()
    {
        if (
            !acceptor.Promised.IsNone
            || laggards.Any
            || electorate.WantsChange
            || (!joins.IsEmpty && joins.Waiting(context.Now).Exists(CanJoin))
        )
            return true;
        for (int rank = 0; rank < view.Counts.Length; rank++)
        {
            if (reports.Suspects[rank] || (reports.Leaving(rank) && LeavingHelps()))
                return true;
            if (!view.Counts[rank])
                continue;
            if (!reports.Promised(rank).IsNone)
                return true;
            for (int by = 0; by < view.Streams.Length; by++)
                if (view.Counts[by] && !reports.Suspects[by] && reports.Suspected(by, rank))
                    return true;
        }
        for (int rank = 0; rank < view.Counts.Length; rank++)
        for (int by = 0; !view.Counts[rank] && by < view.Streams.Length; by++)
            if (view.Counts[by] && reports.Suspected(by, rank))
                return true;
        return false;
    }

    /// <summary>Whether a change would let those go that want to leave: not while the last holder of the state waits for
    /// somebody to load it, and not where the listed addresses that remain would be no quorum.</summary>
    private bool LeavingHelps()
    {
        Member[] remaining =
        [
            .. view.View.Members.Where((_, rank) => !reports.Leaving(rank) && !reports.Suspects[rank]),
            .. Joiners(),
        ];
        if (remaining.Length == 0)
            return true;
        return authority.Anchor.Holds(remaining) && (remaining.Any(member => member.HoldsState) || !KeepLastHolder());
    }

    /// <summary>Whether the next view would have somebody that this one has not, or one that asks again because it wants a new
    /// view. One whose name or address is taken, or for whom there is no room, is no reason for a change.</summary>
    private bool CanJoin((ProcessId Process, string Name) joiner)
    {
        if (!authority.Admits(joiner.Process))
            return false;
        int others = 0;
        for (int rank = 0; rank < view.Counts.Length; rank++)
        {
            Member member = view.View.Members[rank];
            if (member.Process == joiner.Process && view.Counts[rank])
                return false;
            if (member.Process == joiner.Process || reports.Suspects[rank])
                continue;
            if (member.Process.Address == joiner.Process.Address || member.Name == joiner.Name)
                return false;
            others++;
        }
        return others < context.MostMembers;
    }

    /// <summary>Those that the next view takes in: as members that begin with it, whatever they were before (V4).</summary>
    private List<Member> Joiners()
    {
        ulong next = view.View.Number.Value + 1;
        bool counts = Mutants.Has(Mutant.JoinerCountsAtOnce);
        var joiners = new List<Member>();
        foreach ((ProcessId process, string name) in joins.Waiting(context.Now))
            if (
                view.View.RankOf(process) is var rank
                && (rank < 0 || reports.Suspects[rank])
                && authority.Admits(process)
            )
                joiners.Add(new Member(new MemberId(process, next), name, counts));
        return joiners;
    }

    /// <summary>Whether the last holder of the state still waits for somebody to load it: a bounded time.</summary>
    private bool KeepLastHolder()
    {
        if (!reports.Leaving(view.Self))
            return true;
        _leavingSince ??= context.Now;
        return context.Now - _leavingSince.Value < 4 * context.Node.SuspicionTime;
    }
}
