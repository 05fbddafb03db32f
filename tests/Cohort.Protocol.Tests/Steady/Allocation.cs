namespace Cohort.Protocol.Tests.Steady;

/// <summary>A group at work uses the memory that it has.</summary>
public sealed class Allocation
{
    private const int Messages = 1_000_000;

    // Everything has grown to its size, and what is said once was said.
    private const int WarmUp = 100_000;
    private const int Size = 64;
    private const int UnderWay = 256;

    [Fact]
    public void A_million_messages_allocate_nothing()
    {
        var cluster = new SteadyCluster(3, new byte[Size], UnderWay);
        cluster.Deliver(WarmUp);

        long before = GC.GetAllocatedBytesForCurrentThread();
        cluster.Deliver(Messages);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
    }
}
