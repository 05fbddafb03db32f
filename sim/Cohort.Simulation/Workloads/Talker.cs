using Cohort.Simulation.Applications;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Workloads;

/// <summary>
/// Sends messages of all orders, deliveries and sizes, now and then in bursts, and flushes now and then. It keeps a few
/// sends open at a time, as an application does that awaits each.
/// </summary>
internal sealed class Talker(World world, Membership membership, SplittableRandom random) : IClient, IHappening
{
    /// <summary>The size of the largest messages that there are, in bytes.</summary>
    public const int HugeSize = 3 << 20;

    /// <summary>The size of the largest of the large messages.</summary>
    public const int LargeSize = 150_000;

    private const int SendsAtOnce = 8;
    private const int BurstPermille = 50;

    private readonly WorkloadPlan _plan = world.Scenario.Workload;
    private int _sent;
    private readonly List<ulong> _unaccepted = [];
    private ulong? _flush;

    public void Open() => Schedule();

    public void Happen(long tag)
    {
        if (!membership.Process.MayHappen(this, tag) || membership.IsOver || !world.SendingAllowed)
            return;
        int burst = random.Permille(BurstPermille) ? SendsAtOnce : 1;
        while (burst-- > 0 && _unaccepted.Count < SendsAtOnce && _sent < _plan.TalkLimit)
            Send();
        if (_flush is null && random.Permille(_plan.FlushPermille))
            _flush = membership.Flush(this);
        if (_sent < _plan.TalkLimit)
            Schedule();
    }

    public void Accepted(ulong payload) => _unaccepted.Remove(payload);

    public void Rejected(ulong request)
    {
        if (request == _flush)
            _flush = null;
        else
            _unaccepted.Remove(request);
    }

    public void Delivered(ulong payload, long? result) { }

    public void Flushed(ulong request) => _flush = null;

    private void Schedule() => world.Timeline.After(random.Between(TimeSpan.Zero, _plan.TalkInterval * 2), this);

    private void Send()
    {
        _sent++;
        Order order = DrawOrder();
        Delivery delivery = random.Percent(_plan.StablePercent) ? Delivery.Stable : Delivery.Received;
        if (membership.Plan.Durable && delivery == Delivery.Stable && random.Percent(50))
            delivery = Delivery.Durable;
        _unaccepted.Add(membership.Send(this, default, DrawSize(), order, delivery));
    }

    private Order DrawOrder()
    {
        int draw = random.Below(100);
        if (draw < _plan.FifoPercent)
            return Order.Fifo;
        return draw < _plan.FifoPercent + _plan.CausalPercent ? Order.Causal : Order.Total;
    }

    private int DrawSize()
    {
        int draw = random.Below(10_000);
        if (draw < _plan.HugePerTenThousand)
            return random.Between(1 << 20, HugeSize);
        if (draw < _plan.HugePerTenThousand + _plan.LargePermille * 10)
            return random.Between(50_000, LargeSize);
        return random.Between(Payload.MinimumSize, _plan.UsualSize);
    }
}
