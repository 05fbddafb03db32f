using Cohort.Serialization;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;
using Cohort.Toolkit.Calls;

namespace Cohort.Simulation.Toolkit;

/// <summary>What a method does when it is called.</summary>
internal enum ServedMethod : uint
{
    /// <summary>It returns at once.</summary>
    Returns = 1,

    /// <summary>It throws at once.</summary>
    Throws = 2,

    /// <summary>It returns a little later.</summary>
    ReturnsLater = 3,

    /// <summary>It throws a little later.</summary>
    ThrowsLater = 4,

    /// <summary>A little later it calls the members itself, and returns when that call has ended.</summary>
    CallsOn = 5,
}

/// <summary>The contract that a member serves: each member returns something else for each call, so that nobody's reply is taken for
/// another's.</summary>
internal sealed class ServedMethods(World world, ToolMember member, CallPlan plan, SplittableRandom random) : CallTarget
{
    public override string Contract => nameof(ServedMethods);

    public override bool Call(RunningCall call, ref PackReader arguments)
    {
        ulong number = arguments.ReadVarint();
        arguments.EndPayload();
        var method = (ServedMethod)call.Method;
        if (method is < ServedMethod.Returns or > ServedMethod.CallsOn)
            return false;
        MemberId self = call.View.Members[call.View.RankOf(member.Process.Id)].Id;
        bool throws = method is ServedMethod.Throws or ServedMethod.ThrowsLater;
        long value = (long)(number << 20) + (long)(self.Process.Incarnation & 0xFFFFF);
        world.Chronicle.Record(
            new MethodRan(
                world.Timeline.Now,
                member.Process.Id,
                member.GroupName,
                number,
                self,
                call.View.Group,
                call.View.Number,
                throws ? null : value
            )
        );
        var ran = new Ran(this, call, method, number, value);
        if (method is ServedMethod.Returns or ServedMethod.Throws)
            ran.Reply();
        else if (call.WantsReply)
            world.Timeline.After(random.Between(TimeSpan.Zero, plan.ReplyTime), ran);
        return true;
    }

    public override void End() { }

    /// <summary>Reads what a method has returned.</summary>
    public static long ReadValue(ReadOnlySpan<byte> content)
    {
        var reader = new PackReader(content);
        long value = reader.ReadZigZag();
        reader.EndPayload();
        return value;
    }

    private sealed class Ran(ServedMethods methods, RunningCall call, ServedMethod method, ulong number, long value)
        : IHappening
    {
        public void Happen(long tag)
        {
            if (!methods.Member.Process.MayHappen(this, tag))
                return;
            var chain = new CallChain(call.Chain, $"{method} {number}", call.IsForAll);
            if (method == ServedMethod.CallsOn && CallChain.HasRoom(chain, isForAll: true))
                methods.Member.CallOn(chain, Reply);
            else
                Reply();
        }

        public void Reply()
        {
            if (method is ServedMethod.Throws or ServedMethod.ThrowsLater)
            {
                call.Fail(new InvalidOperationException($"call {number}"));
                return;
            }
            var content = new System.Buffers.ArrayBufferWriter<byte>();
            var writer = new PackWriter(content);
            writer.WriteZigZag(value);
            writer.Flush();
            call.Reply(ReplyOutcome.Value, content.WrittenSpan);
        }
    }

    private ToolMember Member => member;
}
