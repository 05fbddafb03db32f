using BenchmarkDotNet.Attributes;
using Cohort.Protocol;
using Cohort.Protocol.Memory;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Wire;

namespace Cohort.Benchmarks.Multicast;

/// <summary>
/// The total order: placements by themselves; and at the two members of a view, one of which sends and the other one
/// announces, all that is done for a message but the frames.
/// </summary>
public class Ordering
{
    private const int Messages = 1000;
    private const int Orderer = 0;
    private const int Sender = 1;

    private readonly TotalOrder _order = new(members: 2);
    private readonly ViewStreams[] _members;
    private readonly Counting[] _delivered = [new(), new()];
    private readonly ulong[] _floor = [ulong.MaxValue, ulong.MaxValue];
    private readonly byte[] _payload = new byte[64];

    public Ordering()
    {
        Member[] members =
        [
            new Member(new MemberId(new ProcessId("a", 1), 0), "a", true),
            new Member(new MemberId(new ProcessId("b", 1), 0), "b", true),
        ];
        var view = new View(new GroupId(1, 2), new ViewNumber(3), [.. members]);
        _members =
        [
            .. _delivered.Select(
                (deliveries, rank) =>
                    new ViewStreams(view, rank, deliveries, new FrameWriter(), new SlabPool(spoil: false), new Limits())
            ),
        ];
    }

    /// <summary>Messages that are announced at a time.</summary>
    [Params(1, 100)]
    public int Batch { get; set; }

    [Benchmark(OperationsPerInvoke = Messages)]
    public bool PlaceAndTake()
    {
        for (int message = 0; message < Messages; message += Batch)
        {
            _order.Place(new Placement(Sender, (ulong)Batch), (ulong)message);
            for (int taken = 0; taken < Batch; taken++)
                _order.Take();
        }
        return _order.IsEmpty;
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public long SendAnnounceDeliver()
    {
        for (int message = 0; message < Messages; message += Batch)
        {
            for (int sent = 0; sent < Batch; sent++)
                _members[Sender].Send(_payload, 0, Order.Total, Delivery.Stable);
            Carry(Sender, Orderer);
            _members[Orderer].Announce();
            Carry(Orderer, Sender);
            foreach (ViewStreams member in _members)
                member.RefreshStability();
            Tell(Orderer, Sender);
            Tell(Sender, Orderer);
        }
        foreach (Counting delivered in _delivered)
            if (delivered.Count != _delivered[0].Count || delivered.Count % Messages != 0)
                throw new InvalidOperationException($"{delivered.Count} messages were delivered");
        return _delivered[0].Count;
    }

    private void Carry(int from, int to)
    {
        SenderStream sent = _members[from].Own;
        SenderStream received = _members[to].Streams[from];
        while (received.Received < sent.Received)
            if (!_members[to].Receive(from, sent[received.Received + 1].Encoded))
                throw new InvalidDataException($"item {received.Received + 1} is none");
    }

    private void Tell(int from, int to)
    {
        ViewStreams member = _members[to];
        member.Rows.Update(from, _members[from].Rows.Of(from), 0, 0);
        member.Deliver();
        member.FreeStable(_floor);
    }

    private sealed class Counting : IDeliveries
    {
        public long Count { get; private set; }

        public void Message(
            Member sender,
            MessageId id,
            Order order,
            Delivery delivery,
            bool isCall,
            SlabPart payload
        ) => Count++;
    }
}
