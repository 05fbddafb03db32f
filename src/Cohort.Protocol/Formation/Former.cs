using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Formation;

/// <summary>
/// A listed process's part in forming a group: single-decree Paxos among the incarnations that now stand at the listed
/// addresses. A fresh founding view is proposed only after every listed address has answered that it knows no group, or, of the
/// root group, a quorum of those whose disks remember what was agreed on before; one that was accepted by a process whose fellow
/// founders may still decide it is finished first (protocol section 8).
/// </summary>
internal sealed partial class Former(GroupContext context, Anchor anchor, Member self)
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
    private (GroupId Formation, ulong Record) _written;
    private (ProcessId Process, Ballot Ballot)? _awaitsAnswer;

    /// <summary>The founding view that this process has accepted.</summary>
    public FoundingView? Accepted { get; private set; }

    /// <summary>The founding view once it is decided.</summary>
    public FoundingView? Decided { get; private set; }

    /// <summary>The formed group a view of which counts on this process: it accepts no founding view any more.</summary>
    public GroupId? Committed { get; private set; }

    /// <summary>Those that hold the state in the views that count on this process: who looks for the group finds it there,
    /// where no member stands at a listed address.</summary>
    public IReadOnlyList<ProcessId> Holders => _holders;

    /// <summary>The epoch of the formation that it was committed to.</summary>
    public ulong CommittedEpoch { get; private set; }

    /// <summary>The founding view once it is decided, and this process's disk says so.</summary>
    public FoundingView? Founded => Decided is { } value && IsOnDisk(value) ? value : null;

    private SeedDisk? Disk => context.SeedDisk;

    private string Name => context.Group.Name;

    private SeedAnswer OwnAnswer
    {
        get
        {
            FoundingView? accepted = MayBeAccepted ? Accepted : null;
            SeedState state =
                Committed is not null ? SeedState.Committed
                : accepted is not null ? SeedState.Accepted
                : SeedState.Free;
            Ballot ballot = state == SeedState.Accepted ? _acceptedBallot : Ballot.None;
            return new SeedAnswer(state, Founder, context.Group.HasState, ballot, accepted)
            {
                Epoch = Disk?.Epoch ?? 0,
                Origin = Disk?.Origin ?? 0,
            };
        }
    }

    /// <summary>What has yet to come to a disk that has failed will never have been accepted.</summary>
    private bool MayBeAccepted =>
        Accepted is { } accepted && (Disk is not { HasFailed: true } || !IsOfQuorum(accepted) || IsOnDisk(accepted));

    /// <summary>A founder holds the state from the start: there is none yet.</summary>
    private Member Founder => self with { HoldsState = true };

    /// <summary>Accepts a view of a formed group that counts on this process: from now on it accepts no founding view. False
    /// where it has accepted one.</summary>
    public bool Commit(GroupId group, ulong epoch, ViewNumber view, IEnumerable<Member> next)
    {
        if (!MayLend(epoch))
            return false;
        if ((Accepted is not null && Accepted.Group != group) || (Committed is not null && Committed != group))
            return false;
        (Committed, CommittedEpoch) = (group, epoch);
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
        (Committed, CommittedEpoch, _committedTo, _holders) = (null, 0, default, []);
    }

    /// <summary>A formed group answered, with these members. False where this process has accepted a founding view of another
    /// formation that may still be decided.</summary>
    public bool MayJoin(GroupId group, ulong epoch, IReadOnlyCollection<ProcessId> members)
    {
        if (Accepted is not { } accepted || accepted.Group == group)
            return true;
        if (epoch > accepted.Epoch)
        {
            Supersede(null);
            return true;
        }
        var alive = new bool[anchor.Seeds.Length];
        foreach (Member founder in accepted.Founders)
            if (anchor.Seeds.IndexOf(founder.Process.Address) is >= 0 and int place)
                alive[place] = !members.Any(member => member.Address == founder.Process.Address);
        if (anchor.IsQuorum(alive))
            return false;
        Supersede(null);
        return true;
    }

    /// <summary>Whether the disk allows this process to be in a formation with an epoch: it has agreed to no later one.</summary>
    public bool MayLend(ulong epoch) =>
        Disk is not { } disk || disk.Epoch <= epoch || Mutants.Has(Mutant.LendsAddressToFormerRoot);

    /// <summary>Phase 1 at a listed process.</summary>
    /// <param name="from">Who proposes.</param>
    /// <param name="ballot">In which ballot.</param>
    /// <param name="knowsGroup">Whether this process has found members of the group: then it forms another with all of the others, or
    /// not at all.</param>
    public void Prepare(ProcessId from, Ballot ballot, bool knowsGroup)
    {
        _highestRound = Math.Max(_highestRound, ballot.Round);
        if (ballot.Rank < anchor.Place)
            _precededAt = context.Now;
        if (ballot > _promised && Committed is null)
            _promised = ballot;
        if (Begin(from, FrameType.Promise) is not { } writer)
            return;
        writer.Ballot(ballot);
        writer.Ballot(_promised);
        (knowsGroup ? OwnAnswer with { Origin = 0 } : OwnAnswer).Write(writer);
        writer.End();
    }

    /// <summary>Phase 2 at a listed process.</summary>
    public void Accept(ProcessId from, Ballot ballot, FoundingView value)
    {
        if (!TryAccept(ballot, value))
            return;
        _awaitsAnswer = (from, ballot);
        Settle();
    }

    /// <summary>Says that it has accepted once its disk has it: a process that comes after this one has to know.</summary>
    public void Settle()
    {
        // A disk that has failed will never say so: this process comes to the group as any other does.
        if (Decided is { } decided && Disk is { HasFailed: true } && !IsOnDisk(decided))
            Decided = null;
        if (Accepted is not { } accepted || !IsOnDisk(accepted))
            return;
        if (_awaitsAnswer is var (process, ballot))
        {
            _awaitsAnswer = null;
            FrameWriter? writer = Begin(process, FrameType.FormationAccepted);
            writer?.Ballot(ballot);
            writer?.End();
        }
        if (_proposed is { } proposed && proposed.Group == accepted.Group && _acceptedBallot == _ballot)
        {
            _accepts[anchor.Place] = true;
            TryDecide();
        }
    }

    /// <summary>The decision, from whoever knows it. True where it concerns this process.</summary>
    public bool Formed(FoundingView value)
    {
        bool other = Committed is { } committed && committed != value.Group;
        if (other || IsOver(value) || !value.Founders.Any(founder => founder.Id == self.Id) || !Write(value))
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

    private bool TryAccept(Ballot ballot, FoundingView value)
    {
        if (
            Committed is not null
            || Decided is not null
            || ballot < _promised
            || IsOver(value)
            || !value.Founders.Any(founder => founder.Id == self.Id)
            || !Write(value)
        )
            return false;
        Supersede(value);
        (_promised, _acceptedBallot) = (ballot, ballot);
        return true;
    }

    /// <summary>Accepts another founding view, or none. Whoever may come to the one before hears that this process never does.</summary>
    private void Supersede(FoundingView? next)
    {
        if (Accepted is { } before && before.Group != next?.Group)
            context.Past.End(before.Group, 1);
        Accepted = next;
    }

    /// <summary>Has a founding view on its way to the disk. False where that has a later one already, or none can be there, as it has to
    /// where not all listed processes are founders.</summary>
    private bool Write(FoundingView value)
    {
        if (Disk is not { } disk)
            return true;
        if (_written.Record > 0 && _written.Formation == value.Group)
            return true;
        if (disk.HasFailed || (IsOfQuorum(value) && disk.Origin == 0))
            return !IsOfQuorum(value);
        if (value.Epoch <= disk.Epoch)
            return false;
        _written = (value.Group, disk.Write(value.Group, value.Epoch));
        return true;
    }

    private bool IsOnDisk(FoundingView value) =>
        Disk is not { } disk
        || (_written.Record > 0 && _written.Formation == value.Group && disk.Has(_written.Record))
        || (disk.HasFailed && !IsOfQuorum(value));

    /// <summary>Whether not all listed processes are founders.</summary>
    private bool IsOfQuorum(FoundingView value) => value.Founders.Length < anchor.Seeds.Length;

    /// <summary>Whether this process was a member of that formation, and is none any more.</summary>
    private bool IsOver(FoundingView value) => context.Past.Knows(value.Group);

    private FrameWriter? Begin(ProcessId to, FrameType type)
    {
        if (context.Links.To(to) is not { } link)
            return null;
        FrameWriter writer = context.Links.Begin(link, type);
        writer.Text(Name);
        return writer;
    }
}
