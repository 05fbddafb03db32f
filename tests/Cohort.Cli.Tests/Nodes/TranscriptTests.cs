using System.Buffers;
using Cohort.Cli.Nodes;

namespace Cohort.Cli.Tests.Nodes;

public sealed class TranscriptTests
{
    [Fact]
    public void What_was_saved_is_loaded()
    {
        var saved = new Transcript();
        saved.Add(17, Order.Total, 1);
        saved.Add(18, Order.Fifo, 1);
        var writer = new ArrayBufferWriter<byte>();
        saved.Save(writer);

        var loaded = new Transcript();
        loaded.Load(writer.WrittenMemory);

        Assert.Equal(2UL, loaded.Lines);
        Assert.Equal(1UL, loaded.Position);
        Assert.Equal(saved.OrderHash, loaded.OrderHash);
        Assert.Equal(saved.Contents, loaded.Contents);
    }

    [Fact]
    public void Its_order_hash_tells_the_sequence_of_total_lines_and_its_contents_only_which_there_were()
    {
        var one = new Transcript();
        one.Add(1, Order.Total, 1);
        one.Add(2, Order.Total, 2);
        var other = new Transcript();
        other.Add(2, Order.Total, 1);
        other.Add(1, Order.Total, 2);

        Assert.NotEqual(one.OrderHash, other.OrderHash);
        Assert.Equal(one.Contents, other.Contents);
    }

    [Fact]
    public void Lines_of_weaker_orders_leave_the_order_hash_alone()
    {
        var transcript = new Transcript();
        transcript.Add(1, Order.Causal, 0);

        Assert.Equal(new Transcript().OrderHash, transcript.OrderHash);
        Assert.NotEqual(new Transcript().Contents, transcript.Contents);
    }

    [Fact]
    public void State_of_another_kind_is_refused()
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => new Transcript().Load(new byte[5]));

        Assert.Contains("5 bytes", error.Message, StringComparison.Ordinal);
    }
}
