using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Formation;

/// <summary>
/// A listed process's part in forming a group: single-decree Paxos among the incarnations that now stand at the listed
/// addresses. A fresh founding view is proposed only after every listed address has answered that it knows no group; one
/// that was accepted by a process whose fellow founders may still decide it is finished first (protocol section 8).
/// </summary>
internal sealed class Former(GroupContext context, Anchor anchor, Member self)
{
    private readonly SeedAnswer?[] _answers = new SeedAnswer?[anchor.Seeds.Length];
    private readonly bool[] _accepts = new bool[anchor.Seeds.Length];
    private Ballot _promised;
    private Ballot _acceptedBallot;
    private Ballot _ballot;
    private FoundingView? _proposed;
    private ulong _highestRound;
    private Instant _startedAt;
    private Instant _seekingSince = context.Now;
    private ProcessId[] _holders = [];
    private ViewNumber _committedTo;

    /// <summary>The founding view that this process has accepted.</summary>
    public FoundingView? Accepted { get; private set; }

    /// <summary>The founding view once it is decided.</summary>
    public FoundingView? Decided { get; private set; }

    /// <summary>The formed group a view of which counts on this process: it accepts no founding view any more.</summary>
    public GroupId? Committed { get; private set; }

    /// <summary>Those that hold the state in the views that count on this process: who looks for the group finds it there,
    /// where no member stands at a listed address.</summary>
    public IReadOnlyList<ProcessId> Holders => _holders;

    private string Name => context.Group.Name;

    private SeedAnswer OwnAnswer =>
        Committed is not null ? new SeedAnswer(SeedState.Committed, Founder, context.Group.HasState, Ballot.None, null)
        : Accepted is not null
            ? new SeedAnswer(SeedState.Accepted, Founder, context.Group.HasState, _acceptedBallot, Accepted)
        : new SeedAnswer(SeedState.Free, Founder, context.Group.HasState, Ballot.None, null);

    /// <summary>A founder holds the state from the start: there is none yet.</summary>
    private Member Founder => self with { HoldsState = true };

    /// <summary>Accepts a view of a formed group that counts on this process: from now on it accepts no founding view. False
    /// where it has accepted one.</summary>
    public bool Commit(GroupId group, ViewNumber view, IEnumerable<Member> next)
    {
        if ((Accepted is not null && Accepted.Group != group) || (Committed is not null && Committed != group))
            return false;
        Committed = group;
        // Any of the views that it was ever asked to accept may be the one that is decided.
        if (view > _committedTo)
            _committedTo = view;
        _holders = [.. _holders.Union(next.Where(member => member.HoldsState).Select(member => member.Process))];
        return true;
    }

    /// <summary>Takes the commitment back where all that hold the state in the views that count on this process are dead:
    /// these can do nothing any more, and no other view without this process. True where it did.</summary>
    public bool ReleaseFromDead()
    {
        if (Committed is null || _holders.Any(holder => !context.Links.IsGone(holder)))
            return false;
        Release();
        return true;
    }

    /// <summary>No view that counts on this process can be decided any more.</summary>
    public void Release()
    {
        // Should anybody still tell of that view, this process is not in it.
        context.Past.End(Committed!.Value, _committedTo.Value + 1);
        (Committed, _committedTo, _holders) = (null, default, []);
    }

    /// <summary>A formed group answered, with these members. False where this process has accepted a founding view of another
    /// formation that may still be decided.</summary>
    public bool MayJoin(GroupId group, IReadOnlyCollection<ProcessId> members)
    {
        if (Accepted is not { } accepted || accepted.Group == group)
            return true;
        var alive = new bool[anchor.Seeds.Length];
        foreach (Member founder in accepted.Founders)
            if (anchor.Seeds.IndexOf(founder.Process.Address) is >= 0 and int place)
                alive[place] = !members.Contains(founder.Process);
        if (anchor.IsQuorum(alive))
            return false;
        Accepted = null;
        return true;
    }

    /// <summary>Which listed addresses have not answered.</summary>
    public IEnumerable<string> Missing =>
        anchor.Seeds.Where((_, place) => _answers[place] is null && place != anchor.Place);

    /// <summary>Starts a ballot where it is this process's turn: the first of the list forms; those that have accepted finish
    /// what the first may have left undone.</summary>
    public void Tick()
    {
        if (Committed is not null || Decided is not null || anchor.Place < 0)
            return;
        TimeSpan patience = context.Node.SuspicionTime;
        bool myTurn =
            anchor.Place == 0 || (Accepted is not null && context.Now - _seekingSince > patience * (anchor.Place + 1));
        if (!myTurn || (!_ballot.IsNone && context.Now - _startedAt < patience / 2))
            return;
        Start();
    }

    /// <summary>A link to a process is new.</summary>
    public void Resume(ProcessId process)
    {
        int place = anchor.Seeds.IndexOf(process.Address);
        if (place < 0 || _ballot.IsNone || Committed is not null)
            return;
        if (_proposed is null)
            SendPrepare(process);
        else
            SendAccept(process);
    }

    /// <summary>Phase 1 at a listed process.</summary>
    public void Prepare(ProcessId from, Ballot ballot)
    {
        _highestRound = Math.Max(_highestRound, ballot.Round);
        if (ballot > _promised && Committed is null)
            _promised = ballot;
        if (Begin(from, FrameType.Promise) is not { } writer)
            return;
        writer.Ballot(ballot);
        writer.Ballot(_promised);
        OwnAnswer.Write(writer);
        writer.End();
    }

    /// <summary>Phase 1 at the proposer.</summary>
    public void Promised(ProcessId from, Ballot ballot, Ballot promised, SeedAnswer answer)
    {
        _highestRound = Math.Max(_highestRound, promised.Round);
        int place = anchor.Seeds.IndexOf(from.Address);
        if (
            place < 0
            || answer.HasState != context.Group.HasState
            || ballot != _ballot
            || promised > _ballot
            || _proposed is not null
            || answer.Self.Process != from
        )
            return;
        _answers[place] = answer;
        TryPropose();
    }

    /// <summary>Phase 2 at a listed process.</summary>
    public void Accept(ProcessId from, Ballot ballot, FoundingView value)
    {
        if (!TryAccept(ballot, value) || Begin(from, FrameType.FormationAccepted) is not { } writer)
            return;
        writer.Ballot(ballot);
        writer.End();
    }

    /// <summary>Phase 2 at the proposer.</summary>
    public void AcceptedBy(ProcessId from, Ballot ballot)
    {
        int place = anchor.Seeds.IndexOf(from.Address);
        if (place < 0 || ballot != _ballot || _proposed is null || !IsFounder(_proposed, from))
            return;
        _accepts[place] = true;
        TryDecide();
    }

    /// <summary>The decision, from whoever knows it. True where it concerns this process.</summary>
    public bool Formed(FoundingView value)
    {
        bool other = Committed is { } committed && committed != value.Group;
        if (other || IsOver(value) || !value.Founders.Any(founder => founder.Id == self.Id))
            return false;
        Decided = value;
        return true;
    }

    /// <summary>Tells a founder of the decision.</summary>
    public static void Tell(GroupContext context, ProcessId founder, FoundingView value)
    {
        if (context.Links.To(founder) is not { } link)
            return;
        FrameWriter writer = context.Links.Begin(link, FrameType.Formed);
        writer.Text(context.Group.Name);
        value.Write(writer);
        writer.End();
    }

    private void Start()
    {
        _highestRound++;
        _ballot = new Ballot(_highestRound, anchor.Place);
        (_proposed, _startedAt) = (null, context.Now);
        Array.Clear(_answers);
        Array.Clear(_accepts);
        foreach (string seed in anchor.Seeds)
            if (seed != self.Process.Address && context.Links.At(seed) is { } process)
                SendPrepare(process);
        if (_ballot > _promised)
            _promised = _ballot;
        _answers[anchor.Place] = OwnAnswer;
        TryPropose();
    }

    private void TryPropose()
    {
        if (Choose() is not { } value)
            return;
        _proposed = value;
        foreach (Member founder in value.Founders)
            if (founder.Id != self.Id)
                SendAccept(founder.Process);
        if (TryAccept(_ballot, value))
            _accepts[anchor.Place] = true;
        TryDecide();
    }

    /// <summary>What this ballot may propose, or null where more answers are needed.</summary>
    private FoundingView? Choose()
    {
        SeedAnswer? best = null;
        foreach (SeedAnswer? answer in _answers)
            if (answer?.Accepted is not null && (best is null || answer.AcceptedBallot > best.AcceptedBallot))
                best = answer;
        if (best?.Accepted is { } accepted && MayBeDecided(accepted))
            return accepted;
        // A value whose founders are a quorum no more can never be decided: with all listed processes asked, it is dropped.
        if (_answers.Any(answer => answer is null or { State: SeedState.Committed }))
            return null;
        var group = new GroupId(context.Random.Next(), context.Random.Next());
        return new FoundingView(group, [.. _answers.Select(answer => answer!.Self)]);
    }

    private bool MayBeDecided(FoundingView value)
    {
        var alive = new bool[anchor.Seeds.Length];
        for (int place = 0; place < alive.Length; place++)
            alive[place] = _answers[place] is { } answer && value.Founders.Any(founder => founder.Id == answer.Self.Id);
        return anchor.IsQuorum(alive);
    }

    private bool TryAccept(Ballot ballot, FoundingView value)
    {
        if (
            Committed is not null
            || ballot < _promised
            || IsOver(value)
            || !value.Founders.Any(founder => founder.Id == self.Id)
        )
            return false;
        (_promised, _acceptedBallot, Accepted) = (ballot, ballot, value);
        return true;
    }

    private void TryDecide()
    {
        if (_proposed is not { } value || Decided is not null || !anchor.IsQuorum(_accepts))
            return;
        foreach (Member founder in value.Founders)
            if (founder.Id != self.Id)
                Tell(context, founder.Process, value);
        if (value.Founders.Any(founder => founder.Id == self.Id))
            Decided = value;
    }

    /// <summary>Whether this process was a member of that formation, and is none any more.</summary>
    private bool IsOver(FoundingView value) => context.Past.Knows(value.Group);

    private static bool IsFounder(FoundingView value, ProcessId process) =>
        value.Founders.Any(founder => founder.Process == process);

    private void SendPrepare(ProcessId to)
    {
        FrameWriter? writer = Begin(to, FrameType.Prepare);
        writer?.Ballot(_ballot);
        writer?.End();
    }

    private void SendAccept(ProcessId to)
    {
        if (!IsFounder(_proposed!, to) || Begin(to, FrameType.AcceptFormation) is not { } writer)
            return;
        writer.Ballot(_ballot);
        _proposed!.Write(writer);
        writer.End();
    }

    private FrameWriter? Begin(ProcessId to, FrameType type)
    {
        if (context.Links.To(to) is not { } link)
            return null;
        FrameWriter writer = context.Links.Begin(link, type);
        writer.Text(Name);
        return writer;
    }
}
