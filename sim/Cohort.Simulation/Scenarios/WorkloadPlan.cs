namespace Cohort.Simulation.Scenarios;

/// <summary>What the applications of a scenario do.</summary>
public sealed record WorkloadPlan
{
    /// <summary>How long a sender waits between two messages, on average. Zero: it sends none.</summary>
    public TimeSpan TalkInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The most messages that one process sends besides the operations of its clients.</summary>
    public int TalkLimit { get; init; } = int.MaxValue;

    /// <summary>Of a hundred such messages, how many are sent <see cref="Order.Fifo"/>.</summary>
    public int FifoPercent { get; init; } = 25;

    /// <summary>Of a hundred such messages, how many are sent <see cref="Order.Causal"/>.</summary>
    public int CausalPercent { get; init; } = 25;

    /// <summary>Of a hundred such messages, how many are sent <see cref="Delivery.Stable"/>.</summary>
    public int StablePercent { get; init; } = 50;

    /// <summary>The largest of the usual messages, in bytes.</summary>
    public int UsualSize { get; init; } = 400;

    /// <summary>Of a thousand messages, how many are around 100 KB.</summary>
    public int LargePermille { get; init; }

    /// <summary>Of ten thousand messages, how many are 1 to 3 MB.</summary>
    public int HugePerTenThousand { get; init; }

    /// <summary>Of a thousand deliveries, how many make the handler send a message itself.</summary>
    public int ReactionPermille { get; init; }

    /// <summary>Of a thousand messages, how many are followed by a flush.</summary>
    public int FlushPermille { get; init; } = 10;

    /// <summary>How many clients at each process use the replicated objects.</summary>
    public int Clients { get; init; } = 1;

    /// <summary>How long a client waits between two operations, on average.</summary>
    public TimeSpan ThinkTime { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The most operations that one client calls.</summary>
    public int OperationLimit { get; init; } = int.MaxValue;

    /// <summary>How long a handler takes for a message.</summary>
    public TimeSpan HandlerTime { get; init; } = TimeSpan.FromMicroseconds(20);
}
