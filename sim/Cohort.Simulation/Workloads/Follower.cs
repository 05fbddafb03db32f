using Cohort.Protocol;
using Cohort.Simulation.Applications;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Workloads;

/// <summary>A subscriber of one group, in a process that is no node. Some of them take their time with each message.</summary>
internal sealed class Follower(World world, VirtualProcess process, GroupPlan group, SplittableRandom random)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _perMessage = TimeSpan.FromMilliseconds(random.Pick([0, 0, 1, 20]));
    private readonly SortedDictionary<int, ulong> _last = [];
    private ulong _ticket;
    private View? _view;
    private TimeSpan _busyUntil;

    /// <summary>The group.</summary>
    public GroupPlan Group => group;

    /// <summary>Subscribes, a little after the process has started.</summary>
    public void Start()
    {
        if (!process.IsRunning)
            return;
        _ticket = world.DrawPayload();
        world.Chronicle.Record(new GapDiffused(world.Timeline.Now, process.Id, group.Name));
        process.Take(Input.Subscribe((long)_ticket, group.Name));
    }

    /// <summary>Whether it has come as far as a member that is at rest: it sees its view, and of each sender that it has heard
    /// anything of there the last message.</summary>
    public bool IsCaughtUp()
    {
        foreach (Host host in world.Hosts)
            if (host.MembershipIn(world.Scenario.Groups.IndexOf(group)) is { View: { } view } membership)
                return _view is { } seen
                    && (seen.Group, seen.Number) == (view.Group, view.Number)
                    && _last.All(last => membership.LastOf(last.Key) == last.Value);
        return true;
    }

    /// <summary>Takes what the machine says; false where it is of no subscription of this one.</summary>
    public bool Take(in Output output)
    {
        if ((ulong)output.Ticket != _ticket)
            return false;
        TimeSpan now = world.Timeline.Now;
        ProcessId id = process.Id;
        switch (output.Kind)
        {
            case OutputKind.FeedView:
                _view = output.Change.View;
                _last.Clear();
                world.Chronicle.Record(new ViewDiffused(now, id, group.Name, _view.Group, _view.Number));
                break;
            case OutputKind.FeedMessage:
                TakeMessage(output, now, id);
                break;
            case OutputKind.FeedGap:
                world.Chronicle.Record(new GapDiffused(now, id, group.Name));
                break;
            default:
                // There was no such group yet, or it is gone: what comes later is another sequence.
                world.Timeline.After(Again, Start);
                break;
        }
        return true;
    }

    private void TakeMessage(in Output output, TimeSpan now, ProcessId id)
    {
        bool intact = Payload.TryDecode(output.Bytes.Span, out Payload payload);
        _last[output.Message.Rank] = output.Message.Number;
        world.Chronicle.Record(new MessageDiffused(now, id, group.Name, payload.Number, intact, output.Message));
        int size = output.Bytes.Length;
        long ticket = output.Ticket;
        _busyUntil = (_busyUntil > now ? _busyUntil : now) + _perMessage;
        world.Timeline.After(_busyUntil - now, () => process.Take(Input.FeedHandled(ticket, size)));
    }
}
