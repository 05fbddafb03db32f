using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Suspicion;

/// <summary>
/// What the members of a view say of themselves and of each other: whom each suspects, whom it finds too slow, what it has
/// promised, whether it leaves, whether it has loaded the state. Each tells all, whenever it changes and on every new link.
/// Suspicions are not adopted from others: whoever proposes weighs them.
/// </summary>
internal sealed class MemberReports(GroupContext context, View view, int self)
{
    private sealed class Report(int members)
    {
        public bool[] Suspects = new bool[members];
        public bool[] TooSlow = new bool[members];
        public Ballot Promised;
        public bool Leaving;
        public bool Loaded;
        public bool Witness;
    }

    private readonly Report[] _reports = [.. view.Members.Select(_ => new Report(view.Members.Length))];
    private readonly bool[] _gone = new bool[view.Members.Length];

    // Who follows is told when it is heard in this view: it hardly ever has anything to hear.
    private readonly bool[] _due =
    [
        .. view.Members.Select(member => !context.HasFollowers || (view.Members[self].HoldsState && member.HoldsState)),
    ];

    private Report Own => _reports[self];

    /// <summary>Grows with every change of what anybody reports.</summary>
    public long Changes { get; private set; }

    /// <summary>Whom this process suspects. Their frames of this view are ignored.</summary>
    public bool[] Suspects => Own.Suspects;

    public bool Suspected(int by, int member) => _reports[by].Suspects[member];

    /// <summary>Whether one member finds another too slow.</summary>
    public bool TooSlow(int by, int member) => _reports[by].TooSlow[member];

    public bool Leaving(int member) => _reports[member].Leaving;

    public bool Loaded(int member) => _reports[member].Loaded;

    /// <summary>Whether a member's node is there to vote, and for nothing else.</summary>
    public bool IsWitness(int member) => member == self ? context.Node.Witness : _reports[member].Witness;

    public Ballot Promised(int member) => _reports[member].Promised;

    /// <summary>Whether nobody reports anything that leads to a change.</summary>
    public bool AreQuiet
    {
        get
        {
            foreach (Report report in _reports)
                if (
                    report.Suspects.Contains(true)
                    || report.TooSlow.Contains(true)
                    || !report.Promised.IsNone
                    || report.Leaving
                )
                    return false;
            return true;
        }
    }

    public bool Suspect(int member)
    {
        if (member == self || Own.Suspects[member])
            return false;
        Own.Suspects[member] = true;
        Changed(member);
        return true;
    }

    /// <summary>A member's membership is over, as it says itself: it can never answer as this member again.</summary>
    public void Gone(int member)
    {
        _gone[member] = true;
        Suspect(member);
    }

    /// <summary>Whether the suspicion of a member may be taken back.</summary>
    public bool MayReturn(int member) => !_gone[member];

    public void TakeBack(int member)
    {
        Own.Suspects[member] = false;
        Changed(member);
    }

    /// <summary>This member finds another too slow, or not any more. True where that is news.</summary>
    public bool Find(int member, bool tooSlow)
    {
        if (Own.TooSlow[member] == tooSlow)
            return false;
        Own.TooSlow[member] = tooSlow;
        Changed(member);
        return true;
    }

    public void Leave() => Set(ref Own.Leaving);

    public void StateLoaded() => Set(ref Own.Loaded);

    /// <summary>This member stops for a reason of its own: it reports itself.</summary>
    public void SuspectSelf()
    {
        Own.Suspects[self] = true;
        Changed(self);
    }

    public void Promise(Ballot ballot)
    {
        if (Own.Promised == ballot)
            return;
        Own.Promised = ballot;
        Changed(null);
    }

    /// <summary>A link to a member is new: what was said on the one before may be lost.</summary>
    public void Resume(int member) => _due[member] = true;

    /// <summary>A report of a member; false where it makes no sense.</summary>
    public bool Receive(int member, ref FrameReader reader)
    {
        var report = new Report(view.Members.Length);
        foreach (int rank in reader.Ranks())
        {
            if (rank >= view.Members.Length)
                return false;
            report.Suspects[rank] = true;
        }
        foreach (int rank in reader.Ranks())
        {
            if (rank >= view.Members.Length)
                return false;
            report.TooSlow[rank] = true;
        }
        report.Promised = reader.Ballot(context.Limits);
        report.Leaving = reader.Flag();
        report.Loaded = reader.Flag();
        report.Witness = reader.Flag();
        if (!reader.Complete)
            return false;
        bool news = report.Suspects[self] && !_reports[member].Suspects[self];
        _reports[member] = report;
        Changes++;
        // Whoever suspects this process does not hear it any more: it is of no use here. Said again it is no news, or two
        // that both take their suspicions back would keep each other from it. Whoever reports itself is gone.
        _gone[member] = false; // What was said of an earlier membership came late, if it does not report itself.
        if (report.Suspects[member])
            Gone(member);
        else if (news && view.Members[member].HoldsState)
            Suspect(member);
        return true;
    }

    /// <summary>Sends the own report to whoever has not had it as it is now.</summary>
    public void Send()
    {
        for (int member = 0; member < _due.Length; member++)
        {
            if (!_due[member] || member == self || !context.Speak(view.Members[self], view.Members[member]))
                continue;
            if (context.Begin(member, FrameType.Report, view) is not { } writer)
                continue;
            writer.Ranks(RanksIn(Own.Suspects));
            writer.Ranks(RanksIn(Own.TooSlow));
            writer.Ballot(Own.Promised);
            writer.Flag(Own.Leaving);
            writer.Flag(Own.Loaded);
            writer.Flag(context.Node.Witness);
            writer.End();
            _due[member] = false;
        }
    }

    private static int[] RanksIn(bool[] set) => [.. Enumerable.Range(0, set.Length).Where(rank => set[rank])];

    private void Set(ref bool flag)
    {
        if (flag)
            return;
        flag = true;
        Changed(self);
    }

    /// <summary>Something has changed, about a member or none. Who follows has no part in changes, and hears only what concerns it
    /// or this member.</summary>
    private void Changed(int? about)
    {
        Changes++;
        for (int member = 0; member < _due.Length; member++)
            _due[member] |= IsConcerned(member) || about == self || about == member;
    }

    private bool IsConcerned(int member) => view.Members[member].HoldsState || !context.HasFollowers;
}
