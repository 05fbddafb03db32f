using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Views;

/// <summary>What comes from the members of the view, and from joiners.</summary>
internal sealed partial class ActiveView
{
    /// <summary>A frame of this view; false where it makes no sense.</summary>
    public bool Frame(int member, FrameType type, ref FrameReader reader)
    {
        ProcessId from = View.Members[member].Process;
        if (type == FrameType.Fetch)
            return _service.Requested(from, ref reader);
        if (type == FrameType.Report)
            return Reports.Receive(member, ref reader);
        if (Reports.Suspects[member])
            return true;
        return type switch
        {
            FrameType.StreamItems => Streams.Frozen || Transmission.Items(member, ref reader),
            FrameType.Row => Row(member, ref reader),
            FrameType.Wedge => Wedge(member, ref reader),
            FrameType.Wedged => Wedged(member, ref reader),
            FrameType.WedgeRefused => WedgeRefused(member, ref reader),
            FrameType.Propose => Propose(member, ref reader),
            FrameType.Accepted => Accepted(member, ref reader),
            FrameType.CannotFetch => CannotFetch(ref reader),
            FrameType.CutItems => Fetch.Items(ref reader),
            FrameType.StreamGap => Gap(),
            FrameType.Stable => Transmission.Stable(member, ref reader),
            FrameType.Request => Request(member, ref reader),
            FrameType.LeaseRequest => LeaseRequest(member, ref reader),
            FrameType.LeaseGrant => LeaseGrant(member, ref reader),
            _ => false,
        };
    }

    private bool Row(int member, ref FrameReader reader)
    {
        bool heard = Streams.Rows.Heard[member];
        if (!Transmission.Row(member, ref reader))
            return false;
        // What was said to it before it was in this view is lost.
        if (!heard)
        {
            Reports.Resume(member);
            _context.Lease?.Resume(Streams, member);
            _coordinator.Resume(member);
        }
        return true;
    }

    private bool Wedge(int member, ref FrameReader reader)
    {
        Ballot ballot = reader.Ballot(_context.Limits);
        if (!reader.Complete || ballot.Rank != member || ballot.IsNone)
            return false;
        AnswerWedge(ballot, _acceptor.Wedge(ballot));
        return true;
    }

    private void AnswerWedge(Ballot ballot, Answer? answer)
    {
        // What is suspected here stands before the answer on the link: the proposer weighs both.
        Reports.Send();
        FrameType type = answer is null ? FrameType.WedgeRefused : FrameType.Wedged;
        if (_context.Begin(ballot.Rank, type, View) is not { } writer)
            return;
        writer.Ballot(ballot);
        if (answer is null)
        {
            writer.Ballot(_acceptor.Promised);
        }
        else
        {
            writer.Numbers(answer.Row);
            writer.Numbers(answer.Freed);
            writer.Ballot(answer.AcceptedBallot);
            writer.Flag(answer.Accepted is not null);
            if (answer.Accepted is not null)
                writer.Proposal(answer.Accepted);
        }
        writer.End();
    }

    private bool Wedged(int member, ref FrameReader reader)
    {
        Ballot ballot = reader.Ballot(_context.Limits);
        ulong[] row = reader.Numbers();
        ulong[] freed = reader.Numbers();
        Ballot acceptedIn = reader.Ballot(_context.Limits);
        Proposal? accepted = reader.Flag() ? reader.Proposal(_context.Limits) : null;
        if (
            !reader.Complete
            || row.Length != View.Senders
            || freed.Length != row.Length
            || (accepted is not null && accepted.Cut.Length != row.Length)
        )
            return false;
        _coordinator.Answered(member, ballot, new Answer(row, freed, acceptedIn, accepted));
        return true;
    }

    private bool WedgeRefused(int member, ref FrameReader reader)
    {
        Ballot ballot = reader.Ballot(_context.Limits);
        Ballot promised = reader.Ballot(_context.Limits);
        if (!reader.Complete)
            return false;
        _coordinator.Refused(member, ballot, promised);
        return true;
    }

    private bool Propose(int member, ref FrameReader reader)
    {
        (Ballot ballot, Proposal value, int[][] holders) = ReadPropose(ref reader, _context.Limits);
        int count = holders.Length;
        int members = View.Members.Length;
        if (
            !reader.Complete
            || ballot.Rank != member
            || count != View.Senders
            || value.Cut.Length != View.Senders
            || holders.Any(ranks => ranks.Any(rank => rank >= members))
        )
            return false;
        _acceptor.Propose(ballot, value, holders);
        return true;
    }

    /// <summary>A joiner accepts the view that takes it in; false where that makes no sense.</summary>
    public bool AcceptedByJoiner(ProcessId from, ref FrameReader reader)
    {
        Ballot ballot = reader.Ballot(_context.Limits);
        if (reader.Complete)
            _coordinator.AcceptedByJoiner(from, ballot);
        return reader.Complete;
    }

    private bool Accepted(int member, ref FrameReader reader)
    {
        Ballot ballot = reader.Ballot(_context.Limits);
        if (!reader.Complete)
            return false;
        _coordinator.AcceptedBy(member, ballot);
        return true;
    }

    private bool CannotFetch(ref FrameReader reader)
    {
        Ballot ballot = reader.Ballot(_context.Limits);
        if (!reader.Complete)
            return false;
        _coordinator.CannotFetch(ballot);
        return true;
    }

    /// <summary>What a Propose frame says.</summary>
    public static (Ballot Ballot, Proposal Value, int[][] Holders) ReadPropose(ref FrameReader reader, Limits limits)
    {
        Ballot ballot = reader.Ballot(limits);
        Proposal value = reader.Proposal(limits);
        var holders = new int[reader.Count(limits.LongestView)][];
        for (int sender = 0; sender < holders.Length; sender++)
            holders[sender] = reader.Ranks();
        return (ballot, value, holders);
    }

    private bool Gap() => _gap = true;

    /// <summary>A voter of the root says to a member that it has promised nothing to whoever might go on without it.</summary>
    private bool LeaseRequest(int member, ref FrameReader reader)
    {
        ulong round = reader.Number();
        if (!reader.Complete)
            return false;
        if (!Streams.SelfCounts || Streams.Frozen)
            return true;
        FrameWriter? writer = _context.Begin(member, FrameType.LeaseGrant, View);
        writer?.Number(round);
        writer?.End();
        return true;
    }

    private bool LeaseGrant(int member, ref FrameReader reader)
    {
        ulong round = reader.Number();
        if (reader.Complete)
            _context.Lease?.Granted(Streams, member, round);
        return reader.Complete;
    }

    private void TellProposer(Ballot ballot, FrameType type)
    {
        if (ballot.Rank == Streams.Self)
        {
            if (type == FrameType.Accepted)
                _coordinator.AcceptedBy(Streams.Self, ballot);
            else
                _coordinator.CannotFetch(ballot);
            return;
        }
        if (_context.Begin(ballot.Rank, type, View) is not { } writer)
            return;
        writer.Ballot(ballot);
        writer.End();
    }

    /// <summary>A member that follows asks something of the directory, through this one, which votes.</summary>
    private bool Request(int member, ref FrameReader reader) =>
        _context.Requests is { } requests && requests.Asked(View.Members[member].Id, ref reader);
}
