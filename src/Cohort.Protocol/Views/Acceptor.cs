using Cohort.Protocol.Durability;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Suspicion;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Views;

/// <summary>
/// A member's part in agreeing on the successor of a view: it promises, freezes its row, and accepts what is proposed once it
/// holds the whole cut (single-decree Paxos; Lamport, Malkhi, Zhou, Vertical Paxos, PODC 2009).
/// </summary>
internal sealed class Acceptor(
    GroupContext context,
    ViewStreams view,
    MemberReports reports,
    Laggards laggards,
    CutFetch fetch,
    StreamJournal? journal
)
{
    private readonly Instant[] _refusedSince = new Instant[view.Counts.Length];
    private readonly bool[] _refused = new bool[view.Counts.Length];
    private Proposal? _proposed;
    private Ballot _proposedIn;

    public Ballot Promised { get; private set; }

    public Ballot AcceptedBallot { get; private set; }

    public Proposal? Accepted { get; private set; }

    /// <summary>Step 1: promises a ballot, or says why not (null). A member that does not count has nothing to promise.</summary>
    public Answer? Wedge(Ballot ballot)
    {
        if (ballot < Promised || !view.SelfCounts)
            return null;
        if (KnowsBetter(ballot.Rank))
        {
            if (ballot > Postponed)
                Postponed = ballot;
            return null;
        }
        Promise(ballot);
        return new Answer(view.OwnRow(), view.FreedRow(), AcceptedBallot, Accepted);
    }

    /// <summary>The highest ballot refused for another member's sake: it is answered after all once that member is suspected
    /// here too, or has had its time.</summary>
    public Ballot Postponed { get; private set; }

    /// <summary>Answers the postponed wedge if that may be done now.</summary>
    public Answer? WedgePostponed()
    {
        if (Postponed.IsNone || KnowsBetter(Postponed.Rank))
            return null;
        Ballot ballot = Postponed;
        Postponed = Ballot.None;
        return reports.Suspects[ballot.Rank] ? null : Wedge(ballot);
    }

    /// <summary>Step 3: takes a proposal in; it is accepted when the cut is here. False where a higher ballot was promised.</summary>
    public bool Propose(Ballot ballot, Proposal value, int[][] holders)
    {
        if (ballot < Promised && !Mutants.Has(Mutant.StaleBallotAccepted))
            return false;
        if (view.SelfCounts)
            Promise(ballot);
        (_proposed, _proposedIn) = (value, ballot);
        if (!fetch.Holds(value.Cut.AsSpan()))
            fetch.Want(value.Cut.AsSpan(), holders);
        return true;
    }

    /// <summary>Accepts the proposal once the whole cut is held, and on the disk where the group keeps a log: any of those that accept
    /// may be the last that has it (U2). Answers the ballot, or none.</summary>
    public Ballot TryAccept()
    {
        if (_proposed is not { } value || _proposedIn < Promised || !fetch.Holds(value.Cut.AsSpan()))
            return Ballot.None;
        if (journal?.Holds(value.Cut.AsSpan()) == false)
            return Ballot.None;
        if (view.SelfCounts)
            (AcceptedBallot, Accepted) = (_proposedIn, value);
        _proposed = null;
        if (Mutants.Has(Mutant.AcceptedDeliveredAtOnce) && fetch.Merge())
            CutOrder.Deliver(view, value.Cut.AsSpan());
        return _proposedIn;
    }

    /// <summary>Gives the proposal up where nobody is left who could send the rest of the cut. Answers the ballot, or none.</summary>
    public Ballot TryGiveUp()
    {
        if (_proposed is null || !fetch.Stuck)
            return Ballot.None;
        _proposed = null;
        return _proposedIn;
    }

    private void Promise(Ballot ballot)
    {
        Promised = ballot;
        view.Frozen = !Mutants.Has(Mutant.UnansweredWedgeFreezesNothing);
        reports.Promise(ballot);
    }

    /// <summary>
    /// Whether a member of a lower rank than the proposer is alive, as far as is known here, and has not yet had the time to
    /// decide. Refusing for its sake spares needless expulsions; it is a delay, not a promise.
    /// </summary>
    private bool KnowsBetter(int proposer)
    {
        for (int rank = 0; rank < proposer; rank++)
        {
            if (!view.Counts[rank] || reports.Suspects[rank] || laggards.Contains(rank))
                continue;
            if (!_refused[proposer])
                (_refused[proposer], _refusedSince[proposer]) = (true, context.Now);
            return context.Now - _refusedSince[proposer] < context.Node.ChangeTimeout;
        }
        return false;
    }
}
