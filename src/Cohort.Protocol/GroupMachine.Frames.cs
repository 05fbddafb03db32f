using Cohort.Protocol.Durability;
using Cohort.Protocol.Formation;
using Cohort.Protocol.StateTransfer;
using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol;

/// <summary>What comes from other processes for a formation, or for a view of it.</summary>
internal sealed partial class GroupMachine
{
    /// <summary>A frame of a formation of this group; false where it makes no sense.</summary>
    public bool FormationFrame(ProcessId from, FrameType type, GroupId group, ref FrameReader reader)
    {
        switch (type)
        {
            case FrameType.Ask:
                return Ask(from, group, ref reader);
            case FrameType.NotMember:
                return NotMember(from, group, ref reader);
            case FrameType.Gone:
                if (_view is { } view && view.View.Group == group && view.View.RankOf(from) is >= 0 and int rank)
                    view.Reports.Gone(rank);
                return reader.Complete;
            case FrameType.StateRequest:
                return StateRequest(from, group, ref reader);
            case FrameType.StateChunk:
                return _view?.View.Group != group || _recipient is null || _recipient.Chunk(from, ref reader);
            case FrameType.DifferenceChunk:
                return _view?.View.Group != group || _recipient is null || _recipient.DifferenceChunk(from, ref reader);
            case FrameType.StateReceived:
                (ulong request, ulong have) = (reader.Number(), reader.Number());
                if (reader.Complete)
                    _donor?.Received(from, request, have);
                return reader.Complete;
            case FrameType.StateRefused:
                (ulong refused, string reason) = (reader.Number(), reader.Text());
                if (reader.Complete)
                    _recipient?.Refused(from, refused, reason);
                return reader.Complete;
        }
        ViewNumber number = reader.View();
        if (reader.Failed)
            return false;
        if (type == FrameType.Install)
            return Install(group, number, ref reader);
        if (
            type == FrameType.Fetch
            && _retired is { } retired
            && retired.View.Group == group
            && retired.View.Number == number
        )
            return retired.Fetch(from, ref reader);
        if (!Ended && _seeker?.Target == group && type == FrameType.Propose)
            return ProposedToJoiner(from, group, number, ref reader);
        if (Ended || _view is null || _view.View.Group != group)
            OutOfView(from, group);
        else if (number < _view.View.Number)
            Behind(from, number);
        else if (number > _view.View.Number)
            SendAsk(from, group);
        else if (type == FrameType.Accepted && IsJoiner(_view, from))
            return _view.AcceptedByJoiner(from, ref reader);
        else if (_view.View.RankOf(from) is >= 0 and int rank)
            return MemberFrame(_view, rank, type, ref reader);
        return true;
    }

    private bool MemberFrame(ActiveView view, int rank, FrameType type, ref FrameReader reader)
    {
        bool heard = view.Streams.Rows.Heard[rank];
        if (!view.Frame(rank, type, ref reader))
            return false;
        // It has come to this view only now: as a donor it was asked too early.
        if (!heard && view.Streams.Rows.Heard[rank])
            _recipient?.Resume(view.View.Members[rank].Process);
        return true;
    }

    private static bool IsJoiner(ActiveView view, ProcessId from) =>
        view.View.RankOf(from) is var rank && (rank < 0 || view.Reports.Suspects[rank]);

    /// <summary>The next view counts on this process, at its listed address: it accepts no founding view from now on.</summary>
    private bool ProposedToJoiner(ProcessId from, GroupId group, ViewNumber number, ref FrameReader reader)
    {
        (Ballot ballot, Proposal value, _) = ActiveView.ReadPropose(ref reader, _context.Limits);
        if (!reader.Complete)
            return false;
        if (!IsTakenIn(group, value) || !Commits(group, number.Next, value.Next))
            return true;
        if (_context.Begin(from, FrameType.Accepted, group, number) is not { } writer)
            return true;
        writer.Ballot(ballot);
        writer.End();
        return true;
    }

    /// <summary>Where the seeds form groups, whether this process may be counted on: it accepts no founding view from then on.</summary>
    private bool Commits(GroupId group, ViewNumber view, IEnumerable<Member> next) =>
        _seeker?.Former is not { } former || former.Commit(group, EpochOf(group), view, next);

    /// <summary>The epoch of a formation that this process has found, or has accepted the founding of.</summary>
    private ulong EpochOf(GroupId group) =>
        _seeker?.Target == group ? _seeker.TargetEpoch : _seeker?.Former?.Accepted?.Epoch ?? 0;

    /// <summary>Says that this process is no member of a formation: it left, or never was.</summary>
    public static void SayGone(Links.LinkTable links, ProcessId to, GroupId group)
    {
        if (links.To(to) is not { } link)
            return;
        FrameWriter writer = links.Begin(link, FrameType.Gone);
        writer.Id(group);
        writer.End();
    }

    private void OutOfView(ProcessId from, GroupId group)
    {
        if (_retired is { } retired && retired.View.Group == group && (Ended || _seeker is not null))
            retired.Tell(from);
        // Or it is in another formation since: then whoever is still in that one would wait for it for ever.
        if (Ended || (_seeker is null && _context.Past.Knows(group)))
            SayGone(_context.Links, from, group);
        else if (_seeker is not null)
            SendAsk(from, group);
    }

    /// <summary>Somebody is still in an earlier view: it gets the decision, or learns that it is no member any more.</summary>
    private void Behind(ProcessId from, ViewNumber number)
    {
        View current = _view!.View;
        int rank = current.RankOf(from);
        if (rank < 0 && _retired?.View.Number != number)
            SendNotMember(from, current);
        // A member without the state may have missed several views: it begins again with the last.
        else if (
            _retired is { } retired
            && retired.View.Group == current.Group
            && (retired.View.Number == number || !current.Members[rank].HoldsState)
        )
            retired.Tell(from);
    }

    private void SendNotMember(ProcessId to, View current)
    {
        FrameWriter? writer = _context.Begin(to, FrameType.NotMember, current);
        writer?.End();
    }

    /// <summary>Asks a process that is ahead for what this one has missed, but not for each of its frames.</summary>
    private void SendAsk(ProcessId to, GroupId group)
    {
        if (_context.Now < _nextAsk || _context.Begin(to, FrameType.Ask, group) is not { } writer)
            return;
        _nextAsk = _context.Now + _context.Node.HeartbeatInterval / 4;
        writer.Flag(_view is not null);
        writer.Number(_view?.View.Number.Value ?? 0);
        writer.Number(_view is null ? _context.Past.FloorOf(group) : _self.Id.Join);
        writer.End();
    }

    private bool Ask(ProcessId from, GroupId group, ref FrameReader reader)
    {
        bool hasView = reader.Flag();
        ViewNumber number = reader.View();
        ulong floor = reader.Number();
        if (!reader.Complete)
            return false;
        if (_retired is { } ended && ended.View.Group == group && (_view is null || Ended))
            ended.Tell(from);
        else if (_view is { } view && view.View.Group == group && !Ended)
            Answer(view, from, hasView, number, floor);
        return true;
    }

    /// <summary>Tells a process what it has missed: the view that has it, or that no view does.</summary>
    private void Answer(ActiveView view, ProcessId from, bool hasView, ViewNumber number, ulong floor)
    {
        int rank = view.View.RankOf(from);
        bool isMember = rank >= 0 && view.View.Members[rank].Id.Join >= floor;
        if (rank >= 0 && !isMember)
            view.Reports.Gone(rank);
        if (_retired is { } retired)
        {
            if (retired.View.Number == number && hasView)
                retired.Tell(from);
            else if (!isMember)
                SendNotMember(from, view.View);
            else if (!hasView || !view.Streams.Counts[rank])
                retired.Tell(from);
        }
        else if (!isMember)
        {
            SendNotMember(from, view.View);
        }
        else if (view.View.Number.Value == 0 && !hasView)
        {
            Former.Tell(_context, from, new FoundingView(view.View.Group, Epoch, view.View.Members));
        }
    }

    private bool NotMember(ProcessId from, GroupId group, ref FrameReader reader)
    {
        ViewNumber current = reader.View();
        if (!reader.Complete)
            return false;
        if (_view is { } view && view.View.Group == group && view.View.Number < current)
            StartAnew(GroupStatus.Expelled, $"the others are in {current}, and this member is not", group, [from]);
        else if (_seeker?.Former is { Committed: null } former && former.Accepted?.Group == group)
            SeedSeeker.SendLookup(_context, from);
        return true;
    }

    private bool Install(GroupId group, ViewNumber number, ref FrameReader reader)
    {
        if (RetiredView.Read(ref reader, _context.Limits) is not { } decision)
            return false;
        // It speaks of the ranks of the view that ends.
        if (_view is { } view && view.View.Group == group && view.View.Number == number)
        {
            int ranks = view.View.Members.Length;
            if (decision.Value.Cut.Length != view.View.Senders || decision.Holders.Any(holder => holder >= ranks))
                return false;
        }
        if (!Ended)
            Decided(group, number, decision);
        return true;
    }

    private bool StateRequest(ProcessId from, GroupId group, ref FrameReader reader)
    {
        (ulong request, ulong have) = (reader.Number(), reader.Number());
        (CopyEnd, ViewNumber)? log = reader.Flag() ? (CopyEnd.Read(ref reader), reader.View()) : null;
        if (!reader.Complete)
            return false;
        if (_view is not { } view || view.View.Group != group)
            return true;
        int rank = view.View.RankOf(from);
        if (rank < 0)
        {
            // It was left out of a view before it had heard of the one that took it in.
            SendNotMember(from, view.View);
            return true;
        }
        // Who holds the state here and asks for it has begun anew in a later view: of what this one has yet to deliver its
        // state would have nothing. It asks again when it hears this member there.
        if (!view.Streams.SelfCounts || view.Streams.Counts[rank])
            return true;
        // The same where it goes by a view that this one has yet to come to.
        if (log is var (_, until) && until > view.View.Number)
            return true;
        _donor!.Requested(from, request, have, LabelOf(view), log);
        return true;
    }

    /// <summary>What the state contains that a donor takes now.</summary>
    private StateLabel LabelOf(ActiveView view) =>
        // Without state a joiner begins with its view: what that view has delivered already is delivered to it too.
        _context.Group.HasState
            ? new(view.View.Number, view.Streams.DeliveredRow(), _deliveries.Position)
            : new(view.View.Number, new ulong[view.View.Senders], _deliveries.PositionAtView);
}
