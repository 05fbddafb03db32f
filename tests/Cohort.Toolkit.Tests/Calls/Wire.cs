using System.Collections.Immutable;
using Cohort.Serialization;
using Cohort.Toolkit.Calls;
using Cohort.Toolkit.Tools;

namespace Cohort.Toolkit.Tests.Calls;

/// <summary>The machines of members a, b … without a group: what they send is kept, and delivered as the test says.</summary>
internal sealed class Wire
{
    private readonly List<Machine> _machines = [];

    /// <summary>Makes the machines of members, and installs a view of them.</summary>
    public Wire(string names, CallLimits? limits = null)
    {
        foreach (char name in names)
            _machines.Add(new Machine(name.ToString(), limits ?? new CallLimits(256, 256, 1024)));
        Install(names);
    }

    /// <summary>The view.</summary>
    public View View { get; private set; } = new(default, default, []);

    public Machine this[char name] => _machines.Single(machine => machine.Name == name.ToString());

    /// <summary>Installs the next view at those that are in it.</summary>
    public void Install(string names)
    {
        var number = new ViewNumber(View.Number.Value + 1);
        View = new View(new GroupId(1, 1), number, [.. names.Select(name => this[name].Self)]);
        foreach (char name in names)
            this[name].Install(View);
    }

    /// <summary>Delivers the next message of a sender to these, in the present view.</summary>
    public void Deliver(char sender, string to)
    {
        byte[] message = this[sender].Sent.Dequeue();
        foreach (char name in to)
            this[name].Deliver(this[sender].Self, message, View);
    }

    /// <summary>One member.</summary>
    internal sealed class Machine : IToolPort
    {
        private readonly CallSpace _space;

        public Machine(string name, CallLimits limits)
        {
            Name = name;
            Self = new Member(new MemberId(new ProcessId(name, 1), 0), name, HoldsState: true);
            _space = new CallSpace([Target], this, Self.Process, name[0], limits, Warnings.Add);
        }

        public string Name { get; }

        public Member Self { get; }

        public List<string> Warnings { get; } = [];

        public EchoTarget Target { get; } = new();

        public Queue<byte[]> Sent { get; } = new();

        public CallSpace Space => _space;

        public void Install(View view)
        {
            _space.Enter(view.Group, view.Group);
            _space.Install(view);
        }

        public void Deliver(Member sender, byte[] message, View view) =>
            _space.Deliver(new ToolMessage(sender, message.AsMemory(ToolMessage.HeaderSize), 1, view));

        public TestCall Call(uint method, Wanted wanted, Member? target = null)
        {
            var outgoing = new OutgoingCall(
                new CallSite(0, "", "", target, null),
                method,
                Order.Total,
                Delivery.Stable
            );
            var call = new TestCall(outgoing.Message)
            {
                Contract = 0,
                Method = method,
                Order = Order.Total,
                Delivery = Delivery.Stable,
                Wanted = wanted,
                Target = target,
            };
            _space.Outgoing.Submit(call);
            return call;
        }

        void IToolPort.Send(Memory<byte> message, Order order, Delivery delivery) => Sent.Enqueue(message.ToArray());
    }

    /// <summary>Replies at once, or when the test says so.</summary>
    internal sealed class EchoTarget : CallTarget
    {
        public const uint AtOnce = 1;
        public const uint Later = 2;

        public List<RunningCall> Running { get; } = [];

        public override string Contract => "echo";

        public override bool Call(RunningCall call, ref PackReader arguments)
        {
            arguments.EndPayload();
            if (call.Method is not (AtOnce or Later))
                return false;
            if (call.Method == AtOnce)
                call.Reply(ReplyOutcome.Value, [7]);
            else
                Running.Add(call);
            return true;
        }

        public override void End() { }
    }

    /// <summary>Keeps what its caller is told.</summary>
    internal sealed class TestCall(Memory<byte> message) : PendingCall
    {
        public override Memory<byte> Message => message;

        public string Told { get; private set; } = "";

        public override void Accepted() => Told += "accepted ";

        public override void Delivered(View view, ImmutableArray<Member> expected) =>
            Told += $"{view.Number}[{string.Concat(expected)}] ";

        public override void Replied(Member from, ReplyOutcome outcome, ReadOnlySpan<byte> content) =>
            Told += $"{from}:{outcome} ";

        public override void Settled(bool wasReached, ImmutableArray<Member> unanswered) =>
            Told += $"{(wasReached ? "reached" : "not reached")} without [{string.Concat(unanswered)}] ";

        public override void Fail(CallFailure failure) => Told += $"{failure} ";
    }
}
