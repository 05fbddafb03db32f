using System.Collections.Immutable;
using Cohort.Serialization;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;
using Cohort.Toolkit.Calls;

namespace Cohort.Simulation.Toolkit;

/// <summary>Calls the members of the group with tools: all or one of them, now for all replies, now for some; waits for the end, or
/// not; thinks, and calls again.</summary>
internal sealed class MemberCaller(World world, ToolMember member, CallPlan plan, SplittableRandom random)
    : IHappening,
        IToolUser
{
    /// <summary>Whether it waits for nothing.</summary>
    public bool IsQuiet { get; private set; } = true;

    public void Start() => Think();

    public void Happen(long tag)
    {
        if (!member.Process.MayHappen(this, tag) || !world.SendingAllowed)
            return;
        IsQuiet = false;
        var wanted = DrawWanted();
        var method = (ServedMethod)random.Between((int)ServedMethod.Returns, (int)ServedMethod.CallsOn);
        Member? target = random.Percent(20) && member.View is { } view ? random.Pick(view.Members) : null;
        // Every order and delivery is right; that of most calls is the default.
        bool isDefault = random.Percent(50);
        Order order = isDefault ? Order.Total : (Order)random.Below(3);
        Delivery delivery = isDefault || random.Percent(50) ? Delivery.Stable : Delivery.Received;
        Pending call = Call(method, wanted, target, order, delivery, null, Think);
        if (random.Percent(plan.AbandonedPercent))
            world.Timeline.After(random.Between(TimeSpan.Zero, plan.ReplyTime), call);
    }

    /// <summary>Calls within a call that is being executed.</summary>
    public void CallOn(CallChain chain, Action ended) =>
        Call(ServedMethod.Returns, Wanted.First, null, Order.Total, Delivery.Stable, chain, ended);

    private Wanted DrawWanted() =>
        random.Below(10) switch
        {
            < 5 => Wanted.All,
            5 => Wanted.First,
            6 => Wanted.Count(2),
            7 or 8 => Wanted.Majority,
            _ => Wanted.None,
        };

    private void Think()
    {
        IsQuiet = true;
        world.Timeline.After(random.Between(TimeSpan.Zero, plan.ThinkTime * 2), this);
    }

    private Pending Call(
        ServedMethod method,
        Wanted wanted,
        Member? target,
        Order order,
        Delivery delivery,
        CallChain? chain,
        Action ended
    )
    {
        ulong number = world.DrawPayload();
        var site = new CallSite(0, $"{method}", $"{method}", target, chain);
        var call = new OutgoingCall(site, (uint)method, order, delivery);
        var writer = new PackWriter(call.Arguments);
        writer.WriteVarint(number);
        writer.Flush();
        world.Chronicle.Record(
            new MembersCalled(world.Timeline.Now, member.Process.Id, member.GroupName, number, $"{wanted}", target?.Id)
        );
        var pending = new Pending(world, member, number, call.Message, ended)
        {
            Contract = 0,
            Method = (uint)method,
            Order = order,
            Delivery = delivery,
            Wanted = wanted,
            Target = target,
            Depth = call.Depth,
        };
        pending.Calls.Submit(pending);
        return pending;
    }

    /// <summary>A call, and what its caller is told of it.</summary>
    private sealed class Pending(World world, ToolMember member, ulong number, Memory<byte> message, Action ended)
        : PendingCall,
            IHappening
    {
        private bool _isOver;

        /// <summary>Where it was made: its process may begin with nothing meanwhile.</summary>
        public OutgoingCalls Calls { get; } = member.Calls.Outgoing;

        public override Memory<byte> Message => message;

        private TimeSpan Now => world.Timeline.Now;

        private ProcessId Process => member.Process.Id;

        /// <summary>Its caller has waited long enough.</summary>
        public void Happen(long tag)
        {
            if (!member.Process.MayHappen(this, tag) || _isOver)
                return;
            Calls.Abandon(this);
            End(new MembersCallAbandoned(Now, Process, member.GroupName, number));
        }

        public override void Accepted() =>
            End(new MembersCallSettled(Now, Process, member.GroupName, number, WasReached: true, 0));

        public override void Delivered(View view, ImmutableArray<Member> expected) =>
            world.Chronicle.Record(
                new MembersCallDelivered(
                    Now,
                    Process,
                    member.GroupName,
                    number,
                    view.Group,
                    view.Number,
                    string.Join(' ', expected.Select(each => each.Id))
                )
            );

        public override void Replied(Member from, ReplyOutcome outcome, ReadOnlySpan<byte> content)
        {
            long? value = outcome == ReplyOutcome.Value ? ServedMethods.ReadValue(content) : null;
            world.Chronicle.Record(
                new MemberReplied(Now, Process, member.GroupName, number, from.Id, $"{outcome}", value)
            );
        }

        public override void Settled(bool wasReached, ImmutableArray<Member> unanswered) =>
            End(new MembersCallSettled(Now, Process, member.GroupName, number, wasReached, unanswered.Length));

        public override void Fail(CallFailure failure) =>
            End(new MembersCallFailed(Now, Process, member.GroupName, number, $"{failure}"));

        private void End(HistoryEvent happened)
        {
            _isOver = true;
            world.Chronicle.Record(happened);
            ended();
        }
    }
}
