using System.Globalization;
using Cohort.Serialization;
using Cohort.Simulation.Applications;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Workloads;
using Cohort.Simulation.Worlds;
using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort.Simulation.Toolkit;

/// <summary>A client of the replicated objects at one member: calls an update or a read, waits for what it comes to as long as that
/// takes, thinks, calls the next.</summary>
internal sealed class ToolClient(World world, ToolMember member, ToolPlan plan, SplittableRandom random)
    : IHappening,
        IToolUser
{
    /// <summary>Whether it waits for nothing.</summary>
    public bool IsQuiet { get; private set; } = true;

    private TimeSpan Now => world.Timeline.Now;

    public void Start() => Think();

    public void Happen(long tag)
    {
        if (!member.Process.MayHappen(this, tag) || !world.SendingAllowed)
            return;
        Operation operation = Operations.Draw(random, plan.Objects);
        ulong number = world.DrawPayload();
        ObjectKind kind = ReplicatedState.KindOf(operation.Object);
        string name = string.Create(CultureInfo.InvariantCulture, $"{kind.Word()}-{operation.Object}");
        IsQuiet = false;
        world.Chronicle.Record(
            new UpdateCalled(
                Now,
                member.Process.Id,
                plan.Name,
                number,
                name,
                kind.Word(),
                operation.Call.Word(),
                operation.Argument
            )
        );
        if (operation.Call == ObjectCall.Read)
            member.Space.Barriers.Add(new Read(this, number, operation.Object));
        else
            member.Space.Submissions.Submit(new Update(this, number, operation));
    }

    private void Return(ulong number, long? result)
    {
        world.Chronicle.Record(new UpdateReturned(Now, member.Process.Id, plan.Name, number, result));
        Think();
    }

    private void GiveUp(ulong number)
    {
        world.Chronicle.Record(new UpdateGivenUp(Now, member.Process.Id, plan.Name, number));
        Think();
    }

    private void Think()
    {
        IsQuiet = true;
        world.Timeline.After(random.Between(TimeSpan.Zero, plan.ThinkTime * 2), this);
    }

    private sealed class Update : PendingUpdate
    {
        private readonly ToolClient _client;
        private readonly ulong _number;
        private readonly byte[] _message;

        public Update(ToolClient client, ulong number, in Operation operation)
        {
            (_client, _number) = (client, number);
            var body = new System.Buffers.ArrayBufferWriter<byte>();
            var writer = new PackWriter(body);
            writer.WriteVarint(0);
            writer.WriteFixed4(SharedObjects.Method);
            SharedObjects.Write(ref writer, number, operation);
            writer.Flush();
            _message = [.. new byte[Room], .. body.WrittenSpan];
        }

        public override Memory<byte> Message => _message;

        public override void Made(ReadOnlySpan<byte> outcome, ulong position)
        {
            PackReader reader = ObjectSlot.Value(outcome, "");
            _client.Return(_number, SharedObjects.ReadResult(ref reader));
        }

        public override void Fail(UpdateFailure failure) => _client.GiveUp(_number);
    }

    private sealed class Read(ToolClient client, ulong number, int index) : PendingRead
    {
        public override void Pass() => client.Return(number, client.Look(index));

        public override void End() => client.GiveUp(number);
    }

    private long? Look(int index) => member.Objects.Read(index);
}
