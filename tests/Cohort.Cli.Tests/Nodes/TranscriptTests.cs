using Cohort.Cli.Nodes;

namespace Cohort.Cli.Tests.Nodes;

public sealed class TranscriptTests
{
    [Fact]
    public void Its_order_hash_tells_the_sequence_of_total_lines_and_its_contents_only_which_there_were()
    {
        var one = new Transcript();
        one.Add(1, isLine: true, Order.Total, 1);
        one.Add(2, isLine: true, Order.Total, 2);
        var other = new Transcript();
        other.Add(2, isLine: true, Order.Total, 1);
        other.Add(1, isLine: true, Order.Total, 2);

        Assert.NotEqual(one.OrderHash, other.OrderHash);
        Assert.Equal(one.Contents, other.Contents);
    }

    [Fact]
    public void Lines_of_weaker_orders_leave_the_order_hash_alone()
    {
        var transcript = new Transcript();
        transcript.Add(1, isLine: true, Order.Causal, 0);

        Assert.Equal(new Transcript().OrderHash, transcript.OrderHash);
        Assert.NotEqual(new Transcript().Contents, transcript.Contents);
    }
}
