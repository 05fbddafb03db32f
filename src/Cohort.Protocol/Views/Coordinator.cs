using Cohort.Protocol.Multicast;
using Cohort.Protocol.Suspicion;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Views;

/// <summary>
/// The coordinator's part in agreeing on the successor of a view: it wedges, proposes, and decides. Every member carries one;
/// it acts only at the lowest-ranked member that holds the state and is not suspected here (Ricciardi, Birman, PODC 1991).
/// </summary>
internal sealed partial class Coordinator(
    GroupContext context,
    ViewStreams view,
    MemberReports reports,
    Laggards laggards,
    Acceptor acceptor,
    JoinRequests joins,
    Succession succession,
    Electorate electorate,
    IViewAuthority authority
)
{
    private enum Phase
    {
        Idle,
        Collecting,
        Accepting,
    }

    private const int LongestTimeout = 8; // suspicion times

    private readonly Answer?[] _answers = new Answer?[view.Counts.Length];
    private readonly bool[] _accepts = new bool[view.Counts.Length];
    private readonly bool[] _refusals = new bool[view.Counts.Length];
    private readonly List<ProcessId> _joinerAccepts = [];
    private readonly bool[] _trusted = new bool[view.Counts.Length];
    private bool _proposed;
    private bool _submitted;
    private bool _settled;
    private string? _lackedBefore;
    private Phase _phase;
    private Ballot _ballot;
    private Proposal? _value;
    private ulong _highestRound;
    private int _attempts;
    private Instant _startedAt;
    private Instant _proposedAt;
    private Instant _restartAt;
    private bool _restart;
    private Instant? _leavingSince;

    /// <summary>Set once the successor is decided.</summary>
    public Decision? Decision { get; private set; }

    /// <summary>Whether no change is under way, or promised to anybody.</summary>
    public bool IsIdle => _phase == Phase.Idle && !_restart && Decision is null && acceptor.Promised.IsNone;

    /// <summary>When it next wants to be asked.</summary>
    public Instant NextLook =>
        !Acts ? context.Now + context.Node.SuspicionTime
        : _restart ? _restartAt
        : _phase == Phase.Idle ? context.Now + context.Node.SuspicionTime
        : _phase == Phase.Collecting && context.Now < _startedAt + Timeout / 4 ? _startedAt + Timeout / 4
        : _phase == Phase.Accepting && context.Now < _proposedAt + Timeout / 2 ? _proposedAt + Timeout / 2
        : _startedAt + Timeout;

    private Instant Deadline => _startedAt + Timeout;

    private TimeSpan Timeout
    {
        get
        {
            TimeSpan most = LongestTimeout * context.Node.SuspicionTime;
            TimeSpan timeout = context.Node.ChangeTimeout * (1 << Math.Min(Math.Max(_attempts - 1, 0), 6));
            return timeout < most ? timeout : most;
        }
    }

    /// <summary>The lowest-ranked member that counts, is not suspected here, and is not to be left out as too slow.</summary>
    public int CurrentCoordinator
    {
        get
        {
            for (int rank = 0; rank < view.Counts.Length; rank++)
                if (view.Counts[rank] && !reports.Suspects[rank] && !laggards.Contains(rank))
                    return rank;
            return -1;
        }
    }

    private bool Acts =>
        Decision is null && !_settled && view.SelfCounts && CurrentCoordinator == view.Self && HasQuorum;

    /// <summary>Whether those that this process trusts can decide anything.</summary>
    public bool HasQuorum =>
        authority.MayLead(view.View, view.Counts, Trusted()) || electorate.FollowersSuffice(_trusted);

    /// <summary>Starts a ballot, or goes on with it, as far as that is this process's part.</summary>
    public void Consider()
    {
        if (!Acts)
            return;
        if (_restart && context.Now >= _restartAt)
            Start();
        else if (_phase == Phase.Idle && !_restart && HasReason())
            Start();
        else if (_phase == Phase.Collecting)
            TryPropose();
        else if (_phase == Phase.Accepting)
            TryDecide();
        if (Decision is null && _phase != Phase.Idle && !_restart && context.Now >= Deadline)
            Start();
    }

    /// <summary>A member's answer to the wedge.</summary>
    public void Answered(int member, Ballot ballot, Answer answer)
    {
        if (_phase != Phase.Collecting || ballot != _ballot || !view.Counts[member])
            return;
        _answers[member] = answer;
        _refusals[member] = false;
    }

    /// <summary>A member refused: it has promised more, or knows a better coordinator.</summary>
    public void Refused(int member, Ballot ballot, Ballot promised)
    {
        _highestRound = Math.Max(_highestRound, promised.Round);
        if (ballot != _ballot)
            return;
        _refusals[member] = true;
        if (promised > ballot)
            RestartSoon();
    }

    /// <summary>A member cannot get the cut from the holders that were named: a higher ballot names them anew.</summary>
    public void CannotFetch(Ballot ballot)
    {
        if (ballot == _ballot && _phase == Phase.Accepting)
            RestartSoon();
    }

    public void AcceptedBy(int member, Ballot ballot)
    {
        if (ballot == _ballot && _phase == Phase.Accepting)
            _accepts[member] = true;
    }

    /// <summary>A joiner accepts the view that takes it in.</summary>
    public void AcceptedByJoiner(ProcessId joiner, Ballot ballot)
    {
        if (ballot == _ballot && _phase == Phase.Accepting && !_joinerAccepts.Contains(joiner))
            _joinerAccepts.Add(joiner);
    }

    /// <summary>A link to a member is new: what was said on the one before may be lost.</summary>
    public void Resume(int member)
    {
        if (Decision is not null || CurrentCoordinator != view.Self)
            return;
        if (_phase == Phase.Collecting && _answers[member] is null)
            SendWedge(member);
        else if (_phase == Phase.Accepting && _proposed && !_accepts[member])
            SendPropose(member);
    }

    private void Start()
    {
        if (_phase == Phase.Accepting)
            _lackedBefore = Unaccepted();
        for (int rank = 0; rank < view.Counts.Length; rank++)
            _highestRound = Math.Max(_highestRound, reports.Promised(rank).Round);
        _highestRound = Math.Max(_highestRound, acceptor.Promised.Round) + 1;
        _ballot = new Ballot(_highestRound, view.Self);
        (_phase, _restart, _value, _startedAt) = (Phase.Collecting, false, null, context.Now);
        (_proposed, _submitted) = (false, false);
        _attempts++;
        Array.Clear(_answers);
        Array.Clear(_accepts);
        Array.Clear(_refusals);
        _joinerAccepts.Clear();
        for (int rank = 0; rank < view.Counts.Length; rank++)
            if (rank != view.Self)
                SendWedge(rank);
        _answers[view.Self] = acceptor.Wedge(_ballot);
        TryPropose();
    }

    private void TryPropose()
    {
        // Who refused for another's sake is alive: it is asked again, not left out. So is, once, who has not answered though
        // its heartbeats come: a view without it may hang on one member less. Who is to be left out is not waited for.
        bool refused = false;
        bool all = true;
        var answered = new bool[_answers.Length];
        for (int rank = 0; rank < _answers.Length; rank++)
        {
            answered[rank] = _answers[rank] is not null;
            bool awaited = view.Counts[rank] && !reports.Suspects[rank] && !laggards.Contains(rank);
            all &= answered[rank] || !awaited;
            refused |= _refusals[rank] && awaited;
        }
        if (
            !(authority.Suffices(view.View, view.Counts, answered) || electorate.FollowersSuffice(answered))
            || !(all || (_attempts > 1 && context.Now >= Deadline && !refused))
        )
            return;
        Proposal? accepted = HighestAccepted();
        if (accepted is null && context.Now < _startedAt + Timeout / 4 && succession.AwaitsRow(_answers))
            return;
        _value = accepted ?? succession.Make(_answers, Joiners(), KeepLastHolder());
        if (_value is null)
            return;
        // Accepting has a time-out of its own.
        (_phase, _proposedAt, _startedAt) = (Phase.Accepting, context.Now, context.Now);
        foreach (Member joiner in _value.Next)
            if (view.View.RankOf(joiner.Id) < 0 && authority.Anchor.Lists(joiner.Process))
                SendProposeTo(joiner.Process);
        if (accepted is not null || IsAnchored())
            ProposeToMembers();
    }

    /// <summary>A value that was accepted once can only be replaced by itself. So no member sees it before the joiners that
    /// its anchor rests on have accepted it: one of them that dies must not take the group with it.</summary>
    private void ProposeToMembers()
    {
        _proposed = true;
        _proposedAt = context.Now;
        if (Mutants.Has(Mutant.SubmitsUnaccepted) && !authority.DecidesByAccepts)
        {
            Array.Fill(_accepts, true);
            return;
        }
        for (int rank = 0; rank < _answers.Length; rank++)
            if (rank != view.Self)
                SendPropose(rank);
        acceptor.Propose(_ballot, _value!, Holders(_value!));
    }

    /// <summary>The accepted proposal of the highest ballot: it may have been decided.</summary>
    private Proposal? HighestAccepted()
    {
        if (!authority.DecidesByAccepts || Mutants.Has(Mutant.AdoptsNothing))
            return null;
        Answer? best = null;
        foreach (Answer? answer in _answers)
            if (answer?.Accepted is not null && (best is null || answer.AcceptedBallot > best.AcceptedBallot))
                best = answer;
        if (best?.Accepted is { } value && Mutants.Has(Mutant.AdoptsMembersOnly))
            return value with { Cut = succession.Make(_answers, [], true)?.Cut ?? value.Cut };
        return best?.Accepted;
    }

    /// <summary>For each sender, who holds its part of the cut: named anew by every ballot, from rows and acceptors.</summary>
    private int[][] Holders(Proposal value)
    {
        var holders = new int[value.Cut.Length][];
        for (int sender = 0; sender < holders.Length; sender++)
            holders[sender] =
            [
                .. Enumerable
                    .Range(0, _answers.Length)
                    .Where(rank =>
                        _answers[rank] is { } answer
                        && (
                            answer.Row[sender] >= value.Cut[sender]
                            || Mutants.Has(Mutant.StaleHolders)
                            || (answer.Accepted is { } accepted && accepted.Same(value))
                        )
                    ),
            ];
        return holders;
    }

    private void RestartSoon()
    {
        if (_restart)
            return;
        _restart = true;
        _restartAt = context.Now + context.Random.UpTo(context.Node.ChangeTimeout / 10);
    }

    private void SendWedge(int member)
    {
        if (!view.Counts[member] || reports.Suspects[member])
            return;
        if (context.Begin(member, FrameType.Wedge, view.View) is not { } writer)
            return;
        writer.Ballot(_ballot);
        writer.End();
    }

    /// <summary>Those that vote get the proposal, and those that the next view promotes: they have to hold the cut.</summary>
    private void SendPropose(int member)
    {
        bool promoted =
            !view.Counts[member]
            && _value!.Next.Any(next => next.Id == view.View.Members[member].Id && next.HoldsState);
        if (reports.Suspects[member] || !(view.Counts[member] || promoted))
            return;
        SendProposeTo(view.View.Members[member].Process);
    }

    private void SendProposeTo(ProcessId process)
    {
        if (context.Begin(process, FrameType.Propose, view.View) is not { } writer)
            return;
        writer.Ballot(_ballot);
        writer.Proposal(_value!);
        writer.Number(_value!.Cut.Length);
        foreach (int[] holders in Holders(_value))
            writer.Ranks(holders);
        writer.End();
    }

    private bool[] Trusted()
    {
        for (int rank = 0; rank < _trusted.Length; rank++)
            _trusted[rank] = view.Counts[rank] && !reports.Suspects[rank];
        return _trusted;
    }
}
