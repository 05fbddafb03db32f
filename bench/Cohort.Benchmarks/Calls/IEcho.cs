namespace Cohort.Benchmarks.Calls;

/// <summary>Says what it is told.</summary>
[GroupContract]
public interface IEcho
{
    int Say(int what);

    /// <summary>In no order beside the calls of others, and before it is certain that all have it.</summary>
    [Order(Order.Fifo), Delivery(Delivery.Received)]
    int SayAtOnce(int what);
}

internal sealed class Echo : IEcho
{
    public int Say(int what) => what;

    public int SayAtOnce(int what) => what;
}
