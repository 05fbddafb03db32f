using System.Collections.Immutable;
using Cohort.Protocol.Durability;
using Cohort.Protocol.Formation;
using Cohort.Protocol.Governance;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.StateTransfer;
using Cohort.Protocol.Views;

namespace Cohort.Protocol;

/// <summary>From view to view: installing, being expelled, coming back.</summary>
internal sealed partial class GroupMachine
{
    /// <summary>The group is formed, with this process among its founders.</summary>
    private void Found(FoundingView founding)
    {
        if (_seeker is DirectorySeeker { Continues: { } from } && _context.Group.Copy is { } copy)
        {
            StreamJournal.WriteContinuation(_context.Journal!, founding.Group, copy.Last.View, from.Cut.AsSpan());
            Replay.Run(_context, copy, from.Cut.AsSpan(), _deliveries);
            Retain(copy);
            Enter(founding.ToView(), copy.Last.View);
            return;
        }
        Epoch = founding.Epoch;
        _deliveries.StartEmpty();
        Retain(isFounder: true);
        Enter(founding.ToView(), null);
    }

    /// <summary>As the coordinator: tells the decision to all whom it concerns, and takes it in.</summary>
    private void Announce(ActiveView view, Decision decision)
    {
        foreach (Member member in view.View.Members)
            if (member.Id != _self.Id)
                RetiredView.Write(_context, view.View, decision, member.Process);
        foreach (Member member in decision.Value.Next)
            if (view.View.RankOf(member.Id) < 0)
                RetiredView.Write(_context, view.View, decision, member.Process);
        Decided(view.View.Group, view.View.Number, decision);
    }

    /// <summary>A view is decided, as this process or another one says.</summary>
    private void Decided(GroupId group, ViewNumber ended, Decision decision)
    {
        bool next = decision.Value.Next.Any(member => member.Id == _self.Id);
        if (_view is { } view && view.View.Group == group && view.View.Number == ended && _installing is null)
        {
            if (!next)
            {
                Excluded(view, decision);
                return;
            }
            _installing = decision;
            view.Settle();
            view.Streams.Frozen = true;
            if (!view.Fetch.Holds(decision.Value.Cut.AsSpan()))
                view.Fetch.Want(decision.Value.Cut.AsSpan(), [.. decision.Value.Cut.Select(_ => decision.Holders)]);
        }
        else if (
            _view is { } behind
            && behind.View.Group == group
            && ended > behind.View.Number
            && (!behind.Streams.SelfCounts || !CountsIn(decision))
        )
        {
            Skip(behind, ended, decision, next);
        }
        else if (
            _seeker is not null
            && IsTakenIn(group, decision.Value)
            && Commits(group, ended.Next, decision.Value.Next)
        )
        {
            Epoch = EpochOf(group);
            Retain(isFounder: false);
            Enter(new View(group, ended.Next, decision.Value.Next), null);
        }
    }

    /// <summary>Whether the next view has this process as a new member, and not one of its earlier memberships.</summary>
    private bool IsTakenIn(GroupId group, Proposal value) =>
        (_seeker!.Target == group || _seeker.Former?.Accepted?.Group == group)
        && value.Next.Any(member =>
            member.Process == _self.Process && !member.HoldsState && member.Id.Join >= _context.Past.FloorOf(group)
        );

    private bool CountsIn(Decision decision) =>
        !_context.HasFollowers || decision.Value.Next.Any(member => member.Id == _self.Id && member.HoldsState);

    /// <summary>A member without the state, or that has become one that follows, has missed whole views: it begins again with the state of the last one.</summary>
    private void Skip(ActiveView view, ViewNumber ended, Decision decision, bool next)
    {
        if (!next || !MayBeginAgain(decision))
        {
            Expelled(view, decision, "missed views that are not to be had any more");
            return;
        }
        _installing = null;
        if (view.Streams.SelfCounts)
            _sends.Fail();
        BeginAgain(ended.Next);
        Enter(new View(view.View.Group, ended.Next, decision.Value.Next), view.View);
    }

    /// <summary>Whether this member can make up for what it misses with a newer state. One that is promoted cannot, nor one
    /// that has been shown messages of a group in which no state makes up for any: they come back as new members.</summary>
    private bool MayBeginAgain(Decision decision) =>
        !decision.Value.Next.First(member => member.Id == _self.Id).HoldsState
        && (_context.Group.HasState || !_deliveries.Live);

    /// <summary>What a joiner has received leads nowhere: only the state from a view on is of use.</summary>
    private void BeginAgain(ViewNumber view)
    {
        _deliveries.Restart();
        _recipient ??= new Recipient(_context, _view!.View, _deliveries);
        _recipient.Restart(new StateLabel(view, [], 0));
    }

    /// <summary>Goes on to the next view once the whole cut is here. True where it did.</summary>
    private bool TryInstall()
    {
        if (_installing is not { } decision || _view is not { } view)
            return false;
        // G2: a process that was stopped may hear only now what was decided long ago, of a group that is lost meanwhile.
        if (!_authority.MayWork)
            return false;
        ViewStreams streams = view.Streams;
        if (!view.Fetch.Holds(decision.Value.Cut.AsSpan()))
        {
            if (!view.HasGap)
                return false;
            // What is lacking is not to be had any more.
            if (!MayBeginAgain(decision))
            {
                Expelled(view, decision, "missed messages that are not to be had any more");
                return true;
            }
            BeginAgain(view.View.Number.Next);
        }
        else
        {
            view.Journal?.WriteCut(decision.Value.Cut.AsSpan());
            Invariant.Check(view.Fetch.Merge());
            CutOrder.Deliver(streams, decision.Value.Cut.AsSpan());
        }
        // D4: who stays has delivered all that it sent, but for a message that is there in part and begins again.
        Invariant.Check(!streams.SelfCounts || streams.Own.Delivered == streams.Own.Complete);
        _sends.ViewEnded();
        _installing = null;
        _retired = new RetiredView(_context, streams, view.Fetch, decision);
        PartFromLeftOut(view, decision, _retired);
        Enter(new View(view.View.Group, view.View.Number.Next, decision.Value.Next), view.View);
        return true;
    }

    /// <summary>Who is left out may be out of the coordinator's reach, so everybody tells it; and whoever did not ask to leave
    /// may have to wait before it is taken in again.</summary>
    private void PartFromLeftOut(ActiveView view, Decision decision, RetiredView ended)
    {
        for (int rank = 0; rank < view.View.Members.Length; rank++)
        {
            Member member = view.View.Members[rank];
            if (decision.Value.Next.Any(next => next.Id == member.Id))
                continue;
            if (view.Decision is null)
                ended.Tell(member.Process);
            if (!view.Reports.Leaving(rank))
                _joins.LeftOut(member, _context.Now);
        }
    }

    private void Enter(View next, View? before)
    {
        int rank = next.RankOf(_self.Process);
        Invariant.Check(rank >= 0);
        _self = next.Members[rank];
        _seeker = null;
        // One that does not count has delivered what it must keep to itself.
        if (!_self.HoldsState || before?.Group != next.Group)
            CloseFeed();
        _deliveries.View(ViewChange.Between(before, next));
        _view = new ActiveView(_context, next, rank, _deliveries, _joins, _authority, _sends);
        TellLeave(_view);
        if (before is null || before.Group != next.Group)
            _donor = new Donor(_context, next.Group);
        _donor!.Keep(next);
        if (_self.HoldsState)
        {
            _recipient = null;
            _context.ForgetCopy();
        }
        else if (_recipient is null)
            // One that counted before, and follows from now on, has the state.
            _recipient = new Recipient(_context, next, _deliveries) { HasState = _deliveries.Live };
        _recipient?.View(next);
        if (_recipient is { Loaded: true })
            _view.Reports.StateLoaded();
        if (_self.HoldsState && _context.Group.DiffusionHistory > 0)
            OpenFeed();
        foreach (Member member in next.Members)
            _joins.TakenIn(member);
        _joins.Forget(_context.Now);
        WantsChanged = true;
    }

    /// <summary>The next view goes on without this process.</summary>
    private void Excluded(ActiveView view, Decision decision)
    {
        if (_leaving)
        {
            _retired = new RetiredView(_context, view.Streams, view.Fetch, decision);
            // Of one that was suspected while it left the cut may lack messages, or what they depend on.
            if (view.Fetch.IsCoveredBy(decision.Value.Cut.AsSpan()))
                _sends.ViewEnded();
            End(GroupStatus.Left, "left on request");
        }
        else
        {
            string why = WhyTooSlow(view) ?? "which they suspected";
            Expelled(view, decision, $"the others went on to {view.View.Number.Next} without this member, {why}");
        }
    }

    /// <summary>What those say who found this member too slow, and what can be done; null where nobody did.</summary>
    private static string? WhyTooSlow(ActiveView view)
    {
        IEnumerable<string> slowed = view
            .View.Members.Where((_, rank) => view.Reports.TooSlow(rank, view.Streams.Self))
            .Select(member => member.Name);
        string names = string.Join(", ", slowed);
        return names.Length == 0
            ? null
            : $"which was too slow: it kept the sends of {names} waiting for longer than their MaxLag without receiving or "
                + "handling any of them. Make its handlers or its network faster, or let the others wait longer";
    }

    private void Expelled(ActiveView view, Decision? decision, string reason)
    {
        CloseFeed();
        if (decision is not null)
            _retired = new RetiredView(_context, view.Streams, view.Fetch, decision);
        IEnumerable<Member> contacts = decision?.Value.Next ?? view.View.Members;
        ProcessId[] asked =
        [
            .. contacts.Where(member => member.HoldsState || !_context.HasFollowers).Select(member => member.Process),
        ];
        StartAnew(GroupStatus.Expelled, reason, view.View.Group, asked);
    }

    /// <summary>This membership is over; where the settings say so, the process joins again as a new member.</summary>
    private void StartAnew(GroupStatus status, string reason, GroupId? group, ProcessId[] contacts)
    {
        if (_leaving || !_context.Group.Rejoin)
        {
            End(_leaving ? GroupStatus.Left : status, reason);
            return;
        }
        Forget();
        // Who is still in that view hears nothing else of it: links go on for the next membership.
        if (_view is { } view)
            foreach (Member member in view.View.Members)
                if (member.Process != _self.Process)
                    SayGone(_context.Links, member.Process, view.View.Group);
        _sends.Fail();
        _lagNotice.Forget();
        AbandonState();
        _deliveries.Restart();
        (_view, _donor, _recipient, _installing) = (null, null, null, null);
        _self = new Member(new MemberId(_self.Process, 0), _name, HoldsState: false);
        SetStatus(status, reason);
        _seeker = NewSeeker(group, contacts);
        SetStatus(GroupStatus.Joining, _seeker.Waiting);
        WantsChanged = true;
    }
}
