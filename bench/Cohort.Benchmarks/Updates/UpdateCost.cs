using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Cohort.Toolkit.ReplicatedObjects;
using Cohort.Toolkit.Tools;

namespace Cohort.Benchmarks.Updates;

/// <summary>What an update of a replicated object costs each replica, and what it costs its caller besides, without the group that
/// brings it from one to the other.</summary>
public class UpdateCost
{
    private const int Updates = 32;
    private const int Size = 100;
    private const int NumberAt = 1 + sizeof(ulong);

    private static readonly Member s_member = new(new MemberId(new ProcessId("a:1", 1), 0), "a", HoldsState: true);
    private static readonly View s_view = new(new GroupId(1, 1), new ViewNumber(1), [s_member]);

    private readonly byte[] _payload = new byte[Size];
    private readonly ValueTask<long>[] _results = new ValueTask<long>[Updates];
    private Alone _caller = new(7);
    private Alone _other = new(8);
    private byte[] _message = [];
    private ulong _number;

    [GlobalSetup]
    public void SetUp()
    {
        (_caller, _other) = (new Alone(7), new Alone(8));
        Ask();
        // The first goes alone, and all the others go together behind it.
        _caller.DeliverNext();
        _message = _caller.Sent.Peek();
        _caller.Deliver();
        _caller.Completions.Run();
        Answer();
        _number = 1;
    }

    /// <summary>Makes updates that another has asked for.</summary>
    [Benchmark(OperationsPerInvoke = Updates - 1)]
    public void Make()
    {
        Span<byte> own = _message.AsSpan(ToolMessage.HeaderSize);
        BinaryPrimitives.WriteUInt64LittleEndian(own[NumberAt..], _number);
        BinaryPrimitives.WriteUInt32LittleEndian(own[(NumberAt + sizeof(ulong))..], 1);
        _other.Deliver(_message);
        _number += Updates - 1;
    }

    /// <summary>Asks for updates, makes them, and takes their results.</summary>
    [Benchmark(OperationsPerInvoke = Updates)]
    public void AskAndMake()
    {
        Ask();
        _caller.Deliver();
        _caller.Completions.Run();
        Answer();
    }

    private void Ask()
    {
        for (int update = 0; update < Updates; update++)
            _results[update] = _caller.Replica.PutAsync(_payload, CancellationToken.None);
    }

    private void Answer()
    {
        for (int update = 0; update < Updates; update++)
            _results[update].AsTask().Wait();
    }

    /// <summary>One that is alone: what it sends comes back when it is asked to.</summary>
    private sealed class Alone : IToolPort, IObjectGroup
    {
        private readonly ObjectSpace _space;
        private ulong _position;

        public Alone(ulong nonce)
        {
            var slot = new ObjectSlot<Blob>("blob");
            _space = new ObjectSpace([slot], this, nonce, () => DateTimeOffset.UnixEpoch, 0, mostUnderWay: 1);
            Replica = new Replica<Blob>(this, slot, 0);
            _space.Begin();
            _space.Enter(s_view.Group, s_view.Group);
            _space.Install(s_view);
        }

        public Queue<byte[]> Sent { get; } = [];

        public Replica<Blob> Replica { get; }

        public Completions Completions => _space.Submissions.Completions;

        public string Name => "updates";

        public Group Group => throw new NotSupportedException();

        public ulong Position => _position;

        public void RequireJoined() { }

        public void Send(Memory<byte> message, Order order, Delivery delivery) => Sent.Enqueue(message.ToArray());

        public void Deliver()
        {
            while (Sent.Count > 0)
                DeliverNext();
        }

        public void DeliverNext() => Deliver(Sent.Dequeue());

        public void Deliver(byte[] message) =>
            _space.Deliver(new ToolMessage(s_member, message.AsMemory(ToolMessage.HeaderSize), ++_position, s_view));

        public ValueTask<TResult> UpdateAsync<TResult>(
            UpdateCall<TResult> update,
            CancellationToken cancellationToken
        ) => update.SubmitTo(_space.Submissions, cancellationToken);

        public Task PassBarrierAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ReachAsync(ulong position, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
