using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Formation;

/// <summary>The proposer's part: it asks the listed processes, chooses a founding view, and decides.</summary>
internal sealed partial class Former
{
    private Instant? _precededAt;

    /// <summary>Starts a ballot where it is this process's turn: the first of the list forms; those that have accepted finish
    /// what the first may have left undone.</summary>
    public void Tick()
    {
        if (Committed is not null || Decided is not null || anchor.Place < 0)
            return;
        TimeSpan patience = context.Node.SuspicionTime;
        if (!IsMyTurn(patience) || (!_ballot.IsNone && context.Now - _startedAt < patience / 2))
            return;
        Start();
    }

    /// <summary>The first of the list forms. Others do where they have accepted something, or where those before them may be gone and
    /// the disks of a quorum suffice.</summary>
    private bool IsMyTurn(TimeSpan patience)
    {
        if (anchor.Place == 0)
            return true;
        bool isPreceded = _precededAt is { } at && context.Now - at < patience;
        bool mayForm = Accepted is not null || (Disk is { Origin: not 0 } && !isPreceded);
        return mayForm && context.Now - _seekingSince > patience * (anchor.Place + 1);
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

    /// <summary>Phase 2 at the proposer.</summary>
    public void AcceptedBy(ProcessId from, Ballot ballot)
    {
        int place = anchor.Seeds.IndexOf(from.Address);
        if (place < 0 || ballot != _ballot || _proposed is null || !IsFounder(_proposed, from))
            return;
        _accepts[place] = true;
        TryDecide();
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
            Settle();
    }

    /// <summary>What this ballot may propose, or null where more answers are needed.</summary>
    private FoundingView? Choose()
    {
        SeedAnswer? best = null;
        foreach (SeedAnswer? answer in _answers)
            if (answer?.Accepted is not null && (best is null || IsLater(answer, best)))
                best = answer;
        if (best?.Accepted is { } accepted && MayBeDecided(accepted))
            return accepted;
        // A value whose founders are a quorum no more can never be decided: with all listed processes asked, it is dropped. Or, with a
        // quorum of the disks, it may have been decided, but can do nothing any more when a later one is there.
        if (_answers.Any(answer => answer is { State: SeedState.Committed }))
            return null;
        Member[] founders = _answers.Any(answer => answer is null)
            ? [.. WhoRemember().Select(answer => answer.Self)]
            : [.. _answers.Select(answer => answer!.Self)];
        if (founders.Length == 0)
            return null;
        ulong epoch = _answers.Max(answer => answer?.Epoch ?? 0) + 1;
        return new FoundingView(new GroupId(context.Random.Next(), context.Random.Next()), epoch, [.. founders]);
    }

    private static bool IsLater(SeedAnswer answer, SeedAnswer other) =>
        (answer.Accepted!.Epoch, answer.AcceptedBallot).CompareTo((other.Accepted!.Epoch, other.AcceptedBallot)) > 0;

    /// <summary>Those that have answered whose disks are of one cluster, where they are a quorum: so any that agreed on something before
    /// has one of their disks. Who may be about to answer is waited for. None where there is no quorum.</summary>
    private IEnumerable<SeedAnswer> WhoRemember()
    {
        if (context.Now - _seekingSince < context.Node.SuspicionTime)
            return [];
        foreach (
            ulong origin in _answers.OfType<SeedAnswer>().Select(answer => answer.Origin).Where(known => known > 0)
        )
        {
            bool[] remember = [.. _answers.Select(answer => answer?.Origin == origin)];
            if (anchor.IsQuorum(remember))
                return _answers.OfType<SeedAnswer>().Where(answer => answer.Origin == origin);
        }
        return [];
    }

    private bool MayBeDecided(FoundingView value)
    {
        var alive = new bool[anchor.Seeds.Length];
        for (int place = 0; place < alive.Length; place++)
            alive[place] =
                _answers[place] is { } answer
                && value.Founders.Any(founder => founder.Id == answer.Self.Id)
                && (answer.Accepted?.Group == value.Group || MayYetAccept(answer, value));
        return anchor.IsQuorum(alive);
    }

    private bool MayYetAccept(SeedAnswer answer, FoundingView value) =>
        answer.Epoch < value.Epoch && (answer.Origin > 0 || !IsOfQuorum(value));

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
}
