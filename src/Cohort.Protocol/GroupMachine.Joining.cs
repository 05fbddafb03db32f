using Cohort.Protocol.Formation;
using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol;

/// <summary>What comes from other processes by the group's name: looking it up, forming it, asking to join it.</summary>
internal sealed partial class GroupMachine
{
    /// <summary>A frame that names the group; false where it makes no sense.</summary>
    public bool NamedFrame(ProcessId from, FrameType type, ref FrameReader reader)
    {
        switch (type)
        {
            case FrameType.Lookup:
                ulong known = reader.Number();
                if (reader.Complete)
                    Lookup(from, known);
                return reader.Complete;
            case FrameType.LookupReply:
                return LookupReply(from, ref reader);
            case FrameType.Prepare:
                return Prepare(from, ref reader);
            case FrameType.Promise:
                return Promise(from, ref reader);
            case FrameType.AcceptFormation:
                return AcceptFormation(from, ref reader);
            case FrameType.FormationAccepted:
                Ballot accepted = reader.Ballot(_context.Limits);
                if (reader.Complete)
                    _seeker?.Former?.AcceptedBy(from, accepted);
                return reader.Complete;
            case FrameType.Formed:
                FoundingView value = FoundingView.Read(ref reader, _context.Limits);
                if (reader.Complete)
                    _seeker?.Former?.Formed(value);
                return reader.Complete;
            case FrameType.JoinRequest:
                return Asked(from, ref reader);
            case FrameType.JoinRefused:
                return JoinRefused(ref reader);
            default:
                return false;
        }
    }

    private void AnswerLookup(ProcessId from)
    {
        if (Ended || _context.Links.To(from) is not { } link)
            return;
        Former? committed = _view is null && _seeker?.Former is { Committed: not null } former ? former : null;
        SeedState state =
            _view is not null ? SeedState.Member
            : committed is not null ? SeedState.Committed
            : _seeker is { MayFound: true } ? SeedState.Free
            : SeedState.NotJoined;
        var answer = new LookupAnswer(state, _context.Group.HasState)
        {
            OnDisk = _context.SeedDisk?.Epoch ?? 0,
            Origin = _context.SeedDisk?.Origin ?? 0,
        };
        if (_view is { } view)
            answer = answer with { Group = view.View.Group, Epoch = Epoch, Members = Known(view.View) };
        else if (committed is not null)
            answer = answer with
            {
                Group = committed.Committed!.Value,
                Epoch = committed.CommittedEpoch,
                Members = committed.Holders,
            };
        FrameWriter writer = _context.Links.Begin(link, FrameType.LookupReply);
        writer.Text(Name);
        answer.Write(writer);
        writer.End();
    }

    /// <summary>Whom one that looks for the group may ask: not all those that follow, or all nodes would be linked to each other.
    /// Of the listed addresses it has to know whether their processes are elsewhere.</summary>
    private ProcessId[] Known(View view) =>
        [
            .. view
                .Members.Where(member =>
                    member.HoldsState || !_context.HasFollowers || _authority.Anchor.Lists(member.Process)
                )
                .Select(member => member.Process),
        ];

    /// <summary>Somebody looks the group up, and says which formation its disk knows of.</summary>
    private void Lookup(ProcessId from, ulong known)
    {
        if (_view is not null && _authority.Anchor.Lists(from))
            KnownElsewhere = Math.Max(KnownElsewhere, known);
        AnswerLookup(from);
    }

    private bool LookupReply(ProcessId from, ref FrameReader reader)
    {
        if (LookupAnswer.Read(ref reader, _context.Limits) is not { } answer)
            return false;
        if (_seeker is { } seeker)
        {
            if (answer.HasGroup)
                seeker.Found(from, answer);
            else
                seeker.Unknown(from, answer);
            WantsChanged |= answer.HasGroup;
        }
        else if (_status == GroupStatus.Blocked)
        {
            HeardWhileBlocked(from, answer);
        }
        return true;
    }

    private void HeardWhileBlocked(ProcessId from, LookupAnswer answer)
    {
        _others?.Note(from, answer);
        if (!answer.HasGroup)
            return;
        if (_view?.View.Group == answer.Group)
        {
            // It may be in a later view, which has left this process out: all that this one's view lists may be gone.
            SendAsk(from, answer.Group);
        }
        else if (
            answer.State == SeedState.Member
            && answer.Epoch >= Epoch
            && _context.Now - _blockedSince > 2 * _context.Node.SuspicionTime
        )
        {
            Epoch = answer.Epoch;
            StartAnew(
                GroupStatus.Expelled,
                "the group lost its quorum and was formed anew without this process",
                answer.Group,
                [from]
            );
        }
    }

    private bool Prepare(ProcessId from, ref FrameReader reader)
    {
        Ballot ballot = reader.Ballot(_context.Limits);
        if (!reader.Complete)
            return false;
        if (_seeker is SeedSeeker { MayFound: true } seeker)
            seeker.Former.Prepare(from, ballot, seeker.KnowsGroup);
        else
            AnswerLookup(from);
        return true;
    }

    private bool Promise(ProcessId from, ref FrameReader reader)
    {
        Ballot ballot = reader.Ballot(_context.Limits);
        Ballot promised = reader.Ballot(_context.Limits);
        if (SeedAnswer.Read(ref reader, _context.Limits) is not { } answer)
            return false;
        _seeker?.Former?.Promised(from, ballot, promised, answer);
        return true;
    }

    private bool AcceptFormation(ProcessId from, ref FrameReader reader)
    {
        Ballot ballot = reader.Ballot(_context.Limits);
        FoundingView value = FoundingView.Read(ref reader, _context.Limits);
        if (!reader.Complete)
            return false;
        if (_seeker is { MayFound: true, Former: { } former })
            former.Accept(from, ballot, value);
        else
            AnswerLookup(from);
        return true;
    }

    private bool Asked(ProcessId from, ref FrameReader reader)
    {
        GroupId group = reader.GroupId();
        if (JoinRequest.Read(ref reader) is not { } request)
            return false;
        if (Ended || _view is not { } view || view.View.Group != group)
            return true;
        bool isFull = view.View.RankOf(request.Process) < 0 && view.View.Members.Length >= _context.MostMembers;
        string? reason = isFull
            ? $"the group has {view.View.Members.Length} members, which is its limit"
            : WhyNot(view.View, request);
        if (reason is not null)
        {
            if (_context.Links.To(request.Process) is { } joiner)
                Refuse(joiner, request, reason, isFull);
            return true;
        }
        int rank = view.View.RankOf(request.Process);
        if (rank >= 0 && !request.HasView)
        {
            // It is a member already and has not heard of it, or an earlier membership of it is over.
            if (from == request.Process)
                Answer(view, from, hasView: false, default, request.Floor);
            if (view.View.Members[rank].Id.Join >= request.Floor)
                return true;
        }

        int coordinator = view.CoordinatorRank;
        if (view.Streams.Self == coordinator)
            _joins.Add(request.Process, request.Name, _context.Now);
        else if (
            coordinator >= 0
            && from == request.Process
            && _context.Links.To(view.View.Members[coordinator].Process) is { } link
        )
            JoinRequest.Write(_context, link, group, request);
        return true;
    }

    private void Refuse(Links.Link link, JoinRequest request, string reason, bool isFull)
    {
        FrameWriter writer = _context.Links.Begin(link, FrameType.JoinRefused);
        writer.Text(Name);
        writer.Id(request.Process);
        writer.Text(reason);
        writer.Flag(isFull);
        writer.End();
    }

    private string? WhyNot(View view, JoinRequest request)
    {
        if (request.HasState != _context.Group.HasState)
            return Seeker.DifferentState(request.HasState);
        foreach (Member member in view.Members)
            if (member.Name == request.Name && member.Process.Address != request.Process.Address)
                return $"the name '{request.Name}' belongs to the member at {member.Process.Address}: give each node a name of its own";
        return null;
    }

    private bool JoinRefused(ref FrameReader reader)
    {
        ProcessId process = reader.ProcessId();
        (string reason, bool isFull) = (reader.Text(), reader.Flag());
        if (!reader.Complete)
            return false;
        if (process == _self.Process)
            _seeker?.Refused(reason, isFull);
        return true;
    }
}
